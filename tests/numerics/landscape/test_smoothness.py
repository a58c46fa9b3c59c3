"""Curvature against gradient: (L0, L1) smoothness on the two losses of the films."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import (
    chain_derivatives,
    chain_smoothness,
    cliff_curvature,
    cliff_line,
    descend,
    error_and_gradient,
    smoothness_limit,
)


@pytest.mark.parametrize(
    ("w", "expected", "slack"),
    [(1.02, 126, 0.5), (1.05, 98.8, 0.05), (1.1, 90.4, 0.05), (1.2, 82.5, 0.05)],
)
def test_the_curvature_of_the_net_with_one_weight_is_proportional_to_its_gradient(
    w, expected, slack
):
    _, first, second = chain_derivatives(w, 50)
    assert second / first == pytest.approx(expected, abs=slack)
    assert chain_smoothness(w, 50) == pytest.approx(second / first, rel=1e-12)


def test_the_ratio_tends_to_its_limit_and_stays_finite_where_the_loss_overflows():
    for w in (1.3, 2.0, 1e30):
        assert chain_smoothness(w, 50) == pytest.approx(smoothness_limit(w, 50), rel=1e-4)
    assert np.isinf(chain_derivatives(1e30, 50)[1])


@given(st.floats(0.5, 1.5), st.integers(1, 60))
def test_both_derivatives_of_the_chain_are_derivatives(w, steps):
    small = 1e-30
    loss, first, second = chain_derivatives(w + small * 1j, steps)
    assert loss.imag / small == pytest.approx(first.real, rel=1e-9, abs=1e-9)
    assert first.imag / small == pytest.approx(second.real, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("point", [(5.0, -2.6), (4.3, -2.15), (4.7, -2.75), (5.4, -2.0)])
def test_the_curvature_on_the_cliff_is_the_largest_of_the_hessian(point):
    step = 1e-6
    sides = [
        [error_and_gradient(*(np.array(point) + sign * shift))[1:] for sign in (1, -1)]
        for shift in np.eye(2) * step
    ]
    hessian = np.array([np.subtract(*side) / (2 * step) for side in sides])
    length, curvature = cliff_curvature(*point)
    largest = np.abs(np.linalg.eigvalsh((hessian + hessian.T) / 2)).max()
    assert curvature == pytest.approx(largest, rel=1e-5, abs=1e-8)
    assert length == pytest.approx(np.hypot(*error_and_gradient(*point)[1:]), rel=1e-12)


def test_on_the_cliff_the_curvature_explodes_with_the_gradient():
    run = descend((4.7, -2.75), updates=13)
    length, curvature = cliff_curvature(*run.points[:13].T)
    assert length.argmax() == curvature.argmax() == 12
    assert length[12] == pytest.approx(114.93, abs=0.1)
    assert curvature[12] > 100 * curvature[:12].max()


def test_along_the_cliff_the_curvature_grows_by_decades():
    w = np.array([4.4, 4.8, 5.2])
    _, curvature = cliff_curvature(w, cliff_line(w) + 1e-9)
    assert (np.diff(np.log10(curvature)) > 1).all()


def test_too_few_steps_are_refused():
    with pytest.raises(ValueError, match="steps must be >= 1, got 0"):
        chain_derivatives(1.1, 0)
    with pytest.raises(ValueError, match="steps must be >= 0, got -1"):
        cliff_curvature(5.0, -2.6, steps=-1)
