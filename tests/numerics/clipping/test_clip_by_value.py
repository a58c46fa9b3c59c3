"""Value clipping: simple, bounded, downhill, and turned; by how much at most."""

import numpy as np
import pytest
from gradients import gradients, moderate, thresholds
from hypothesis import assume, given
from hypothesis import strategies as st

from clipanim.numerics import angle, clip_by_norm, clip_by_value, cosine, norm, worst_value_angle


@given(gradients, thresholds)
def test_no_component_exceeds_the_threshold_and_short_ones_are_kept(gradient, threshold):
    clipped = clip_by_value(gradient, threshold)
    short = np.abs(gradient) <= threshold
    np.testing.assert_array_equal(clipped[short], gradient[short])
    np.testing.assert_array_equal(clipped[~short], np.sign(gradient[~short]) * threshold)


@given(st.integers(1, 50), st.floats(1e-3, 1e3))
def test_the_norm_may_reach_the_threshold_times_the_root_of_n(n, threshold):
    clipped = clip_by_value(np.full(n, 1e6), threshold)
    assert norm(clipped) == pytest.approx(threshold * n**0.5, rel=1e-14)


def test_a_hundred_miles_and_one_mile_become_a_diagonal():
    assert clip_by_value([100.0, 1.0], 1.0).tolist() == [1.0, 1.0]
    assert angle([100.0, 1.0], clip_by_value([100.0, 1.0], 1.0)) == pytest.approx(44.43, abs=0.005)


@pytest.mark.parametrize("n", [2, 3, 10, 100])
def test_ten_thousand_random_gradients_are_turned_less_than_the_worst_angle(n):
    rng = np.random.default_rng(seed=n)
    stack = rng.normal(size=(10_000, n)) * 10.0 ** rng.uniform(-3, 3, size=(10_000, 1))
    turned = angle(stack, clip_by_value(stack, 1.0))
    assert turned.max() <= worst_value_angle(n)
    assert turned.max() > 10.0  # some are turned visibly, or this would show nothing


@given(moderate(), st.floats(1e-50, 1e50))
def test_no_gradient_is_turned_more_than_the_worst_angle(rows, threshold):
    gradient = rows[0]
    assume(gradient.any())
    turned = angle(gradient, clip_by_value(gradient, threshold))
    assert turned <= worst_value_angle(len(gradient)) + 1e-12


@pytest.mark.parametrize("n", [2, 10, 1000])
def test_the_worst_angle_is_approached(n):
    gradient = np.ones(n)
    gradient[0] = 1e9
    turned = angle(gradient, clip_by_value(gradient, 1.0))
    assert turned == pytest.approx(worst_value_angle(n), abs=1e-5)


@given(st.lists(st.floats(-1e100, 1e100), min_size=1), st.floats(1e-50, 1e50))
def test_the_clipped_gradient_still_points_downhill(gradient, threshold):
    clipped = clip_by_value(gradient, threshold)
    descent, length = np.dot(gradient, clipped), np.dot(clipped, clipped)
    assert descent >= length * (1 - 1e-12)


def test_norm_clipping_does_not_turn_what_value_clipping_turns():
    gradient = np.array([100.0, 1.0])
    assert cosine(gradient, clip_by_value(gradient, 1.0)) < 0.72
    assert cosine(gradient, clip_by_norm(gradient, 1.0)) > 1 - 1e-15


def test_the_callers_gradient_is_left_alone():
    gradient = np.array([3.0, 0.5])
    clip_by_value(gradient, 1.0)[:] = 7.0
    np.testing.assert_array_equal(gradient, [3.0, 0.5])
