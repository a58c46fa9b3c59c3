"""Vectors laid end to end on a plane keep the lengths that the film shows."""

import numpy as np
import pytest

from clipanim.numerics import unfold_to_plane

VECTORS = np.random.default_rng(0).normal(size=(9, 64))


def test_every_vector_keeps_its_length():
    steps = np.diff(unfold_to_plane(VECTORS), axis=0)
    np.testing.assert_allclose(np.hypot(*steps.T), np.linalg.norm(VECTORS, axis=1), rtol=1e-12)


def test_every_sum_keeps_its_distance_from_the_start():
    ends, sums = unfold_to_plane(VECTORS)[1:], np.cumsum(VECTORS, axis=0)
    np.testing.assert_allclose(np.hypot(*ends.T), np.linalg.norm(sums, axis=1), rtol=1e-12)


@pytest.mark.parametrize(
    ("vectors", "ends"),
    [
        pytest.param([[1.0, 0], [2.0, 0]], [[0, 0], [1, 0], [3, 0]], id="one way"),
        pytest.param([[2.0, 0], [-1.0, 0]], [[0, 0], [2, 0], [1, 0]], id="there and back"),
        pytest.param([[1.0, 0], [-1.0, 0]], [[0, 0], [1, 0], [0, 0]], id="back to the start"),
        pytest.param([[0.0, 0], [0.0, 5]], [[0, 0], [0, 0], [5, 0]], id="nothing first"),
    ],
)
def test_on_a_line_they_stay_on_a_line(vectors, ends):
    np.testing.assert_allclose(unfold_to_plane(vectors), ends, atol=1e-12)
