"""Norm clipping: what the films claim, judged in exact arithmetic for every finite float."""

from fractions import Fraction

import numpy as np
import pytest
from gradients import (
    LARGEST,
    SMALLEST,
    clippings,
    components,
    gradients,
    is_within,
    moderate,
    squared_norm,
    thresholds,
)
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clipanim.numerics import angle, clip_by_norm, clip_by_value, cosine, norm

ULP = Fraction(1, 2**52)


@pytest.mark.parametrize(
    ("gradient", "threshold", "expected"),
    [
        pytest.param([30.0, 40.0], 5.0, [3.0, 4.0], id="too long: scaled to the threshold"),
        pytest.param([3.0, 4.0], 5.0, [3.0, 4.0], id="exactly the threshold: kept"),
        pytest.param([0.3, 0.4], 5.0, [0.3, 0.4], id="short: kept"),
        pytest.param([0.0, -0.0], 5.0, [0.0, -0.0], id="zero: kept"),
        pytest.param([-30.0], 5.0, [-5.0], id="one component: the sign is kept"),
        pytest.param([3e200, 4e200], 5.0, [3.0, 4.0], id="its square overflows"),
        pytest.param([3e-200, 4e-200], 5e-201, [3e-201, 4e-201], id="its square underflows"),
        pytest.param([LARGEST, LARGEST], 1.0, [0.5**0.5, 0.5**0.5], id="its norm overflows"),
        pytest.param([0.0, SMALLEST * 6], SMALLEST * 2, [0.0, SMALLEST * 2], id="subnormal"),
        pytest.param([1.0, 1.0], SMALLEST, [0.0, 0.0], id="nothing short enough but zero"),
        pytest.param([7.0, 0.0], SMALLEST, [SMALLEST, 0.0], id="the smallest threshold"),
        pytest.param([LARGEST, 1.0], LARGEST, [LARGEST, 1.0], id="a hair above the largest"),
        pytest.param([], 5.0, [], id="no components"),
    ],
)
def test_norm_clipping_by_hand(gradient, threshold, expected):
    np.testing.assert_allclose(clip_by_norm(gradient, threshold), expected, rtol=4e-16, atol=0)


@given(clippings())
@example((np.array([LARGEST, SMALLEST]), LARGEST))
@example((np.array([LARGEST] * 7), LARGEST))
@example((np.array([SMALLEST] * 7), SMALLEST))
@example((np.array([1.0, 2.0**-600]), 1.0))
def test_the_exact_norm_of_the_result_never_exceeds_the_threshold(clipping):
    assert is_within(clip_by_norm(*clipping), clipping[1])


@given(clippings())
@example((np.array([3.0, 4.0]), 5.0))
@example((np.array([1.0, 2.0**-600]), float(np.nextafter(1.0, 2.0))))
def test_a_gradient_within_the_threshold_comes_back_bit_for_bit(clipping):
    gradient, threshold = clipping
    same = clip_by_norm(gradient, threshold).tobytes() == gradient.tobytes()
    assert same == is_within(gradient, threshold)


@given(clippings())
def test_clipping_twice_is_clipping_once_bit_for_bit(clipping):
    once = clip_by_norm(*clipping)
    assert clip_by_norm(once, clipping[1]).tobytes() == once.tobytes()


@given(gradients, st.floats(min_value=1e-290, max_value=LARGEST))
def test_a_long_gradient_ends_a_few_ulps_below_the_threshold_at_most(gradient, threshold):
    assume(not is_within(gradient, threshold))
    shortest = Fraction(threshold) * (1 - 4 * ULP)
    assert squared_norm(clip_by_norm(gradient, threshold)) >= shortest**2


@given(gradients, thresholds)
def test_every_component_is_scaled_by_one_and_the_same_factor(gradient, threshold):
    clipped = clip_by_norm(gradient, threshold)
    largest = np.abs(gradient).argmax()
    for before, after in zip(gradient, clipped, strict=True):
        if abs(after) > 1e-307 and abs(clipped[largest]) > 1e-307:
            turned = Fraction(after) * Fraction(gradient[largest])
            straight = Fraction(before) * Fraction(clipped[largest])
            assert abs(turned / straight - 1) <= 2 * ULP


@given(gradients, st.floats(min_value=1e-290, max_value=LARGEST))
def test_the_direction_is_kept_whether_the_gradient_is_clipped_or_not(gradient, threshold):
    assume(np.abs(gradient).max() > 1e-290)
    clipped = clip_by_norm(gradient, threshold)
    assert cosine(gradient, clipped) >= 1 - 1e-12
    assert angle(gradient, clipped) <= 1e-13


@given(moderate(), st.floats(1e-50, 1e50), st.integers(-300, 300))
def test_in_another_unit_the_same_gradient_is_clipped_the_same(gradients, threshold, exponent):
    unit = 2.0**exponent
    scaled = clip_by_norm(gradients[0] * unit, threshold * unit)
    np.testing.assert_array_equal(scaled, clip_by_norm(gradients[0], threshold) * unit)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=5), st.floats(1e-3, 1e3))
def test_any_positive_factor_may_be_taken_out_of_gradient_and_threshold(gradient, factor):
    scaled = clip_by_norm(np.multiply(gradient, factor), 2.0 * factor)
    expected = clip_by_norm(gradient, 2.0) * factor
    np.testing.assert_allclose(scaled, expected, rtol=1e-14, atol=1e-300)


@given(moderate(count=2), st.floats(1e-50, 1e50))
def test_no_point_of_the_ball_is_nearer_to_the_gradient_than_the_clipped_one(rows, threshold):
    gradient, other = rows
    clipped, inside = clip_by_norm(gradient, threshold), clip_by_norm(other, threshold)
    nearest, distance = norm(gradient - clipped), norm(gradient - inside)
    assert nearest <= distance + 1e-15 * (norm(gradient) + threshold)


@given(moderate(count=2), st.floats(1e-50, 1e50))
def test_clipping_never_moves_two_gradients_further_apart(rows, threshold):
    first, second = rows
    apart = norm(clip_by_norm(first, threshold) - clip_by_norm(second, threshold))
    assert apart <= norm(first - second) * (1 + 1e-14) + 1e-14 * threshold


@pytest.mark.parametrize("size", [1, 2, 9, 200])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_stack_gives_what_its_gradients_give_one_by_one(size, order):
    rng = np.random.default_rng(seed=size)
    scales = 10.0 ** rng.integers(-300, 300, size=(4, 5, 1))
    stack = np.array(rng.normal(size=(4, 5, size)) * scales, order=order)
    one_by_one = [[clip_by_norm(gradient, 0.7) for gradient in row] for row in stack]
    np.testing.assert_array_equal(clip_by_norm(stack, 0.7), one_by_one)


@pytest.mark.parametrize("threshold", [1e-3, 1e3], ids=["clipped", "kept"])
def test_the_callers_gradient_is_left_alone(threshold):
    gradient = np.array([3.0, 4.0])
    clipped = clip_by_norm(gradient, threshold)
    clipped[:] = 7.0
    np.testing.assert_array_equal(gradient, [3.0, 4.0])


def test_a_gradient_of_a_million_components_is_clipped_as_tightly():
    gradient = np.random.default_rng(seed=1).normal(size=1_000_000)
    clipped = clip_by_norm(gradient, 1.0)
    assert 1 - 1e-13 < float(norm(clipped)) <= 1 + 1e-15
    assert angle(gradient, clipped) < 1e-10


@given(st.lists(components, min_size=2, max_size=4), thresholds)
def test_no_finite_input_gives_a_floating_point_error_or_a_non_finite_result(gradient, threshold):
    with np.errstate(all="raise"):
        assert np.isfinite(clip_by_norm(gradient, threshold)).all()


@pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])
def test_each_gradient_of_a_stack_may_have_a_threshold_of_its_own(clip):
    stack = np.random.default_rng(seed=3).normal(size=(3, 4, 50))
    limits = 10.0 ** np.random.default_rng(seed=4).integers(-300, 2, size=4)
    one_by_one = [[clip(row[n], limits[n]) for n in range(4)] for row in stack]
    np.testing.assert_array_equal(clip(stack, limits), one_by_one)


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3)])
def test_a_stack_of_nothing_stays_as_it_is(shape):
    assert clip_by_norm(np.empty(shape), 1.0).shape == shape
