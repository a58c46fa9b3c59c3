"""Labels are kept apart and within bounds."""

import numpy as np
import pytest

from clipanim.stage import separate, separate_within


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        pytest.param([50, 200], [50, 200], id="far apart: where they want to be"),
        pytest.param([100, 100], [80, 120], id="at one place: about it"),
        pytest.param([0, 5], [0, 40], id="at the lower bound"),
        pytest.param([400, 395], [300, 260], id="at the upper bound, in their order"),
    ],
)
def test_places_are_apart_and_within_bounds(wanted, places):
    np.testing.assert_allclose(separate_within(wanted, 40, 0, 300), places)


@pytest.mark.parametrize(
    ("wanted", "least", "found"),
    [
        pytest.param([100, 300], 40, [100, 300], id="far enough: kept"),
        pytest.param([100, 110], 40, [85, 125], id="near: spread about their middle"),
        pytest.param([110, 100], 40, [125, 85], id="in the same order"),
        pytest.param([0, 30, 55], 40, [-11.6667, 28.3333, 68.3333], id="one pushes the next"),
    ],
)
def test_labels_are_moved_apart_no_more_than_they_must(wanted, least, found):
    assert separate(wanted, least) == pytest.approx(found, abs=1e-3)
