"""Norms and angles, over the whole range of float64."""

from fractions import Fraction

import numpy as np
import pytest
from gradients import LARGEST, SMALLEST, gradients, squared_norm
from hypothesis import assume, given
from hypothesis import strategies as st

from clipanim.numerics import angle, cosine, norm, worst_value_angle


@given(gradients)
def test_the_norm_is_right_to_a_few_ulps_or_inf_if_it_is_too_large(gradient):
    length, exact = norm(gradient), squared_norm(gradient)
    if np.isinf(length):
        assert exact > (Fraction(LARGEST) * (1 - Fraction(1, 2**49))) ** 2
    else:
        slack = Fraction(length) / 2**50 + Fraction(SMALLEST)
        assert max(Fraction(length) - slack, 0) ** 2 <= exact <= (Fraction(length) + slack) ** 2


@pytest.mark.parametrize(
    ("vector", "expected"),
    [
        pytest.param([np.inf, 1.0], np.inf, id="an infinity"),
        pytest.param([np.inf, np.nan], np.nan, id="a NaN"),
        pytest.param([0.0, 0.0], 0.0, id="zero"),
        pytest.param([], 0.0, id="empty"),
        pytest.param([LARGEST, 0.0], LARGEST, id="the largest"),
        pytest.param([SMALLEST, 0.0], SMALLEST, id="the smallest"),
        pytest.param([LARGEST, LARGEST], np.inf, id="too large to be written"),
    ],
)
def test_the_norm_at_the_ends_of_the_numbers(vector, expected):
    np.testing.assert_array_equal(norm(vector), expected)


def test_a_stack_of_vectors_has_a_norm_for_each():
    stack = np.array([[[3.0, 4.0]], [[6.0, 8.0]]])
    np.testing.assert_array_equal(norm(stack), [[5.0], [10.0]])


@pytest.mark.parametrize("degrees", [0.0, 1e-10, 1e-6, 0.5, 30.0, 90.0, 150.0, 180.0])
def test_the_angle_is_right_from_tiny_to_straight(degrees):
    turned = [np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]
    assert angle([3e200, 0.0], turned) == pytest.approx(degrees, rel=1e-12, abs=1e-14)
    assert cosine([3e200, 0.0], turned) == pytest.approx(np.cos(np.radians(degrees)), abs=1e-15)


@given(gradients, st.integers(-40, 40))
def test_a_gradient_and_its_multiple_have_no_angle_between_them(gradient, exponent):
    with np.errstate(over="ignore"):
        multiple = np.ldexp(gradient, exponent)
    assume(gradient.any() and np.isfinite(multiple).all())
    assume((np.ldexp(multiple, -exponent) == gradient).all())
    assert angle(gradient, multiple) == 0.0
    assert angle(gradient, -multiple) == 180.0


@given(gradients, gradients)
def test_the_cosine_never_leaves_its_range(a, b):
    size = min(len(a), len(b))
    assume(a[:size].any() and b[:size].any())
    assert -1 <= cosine(a[:size], b[:size]) <= 1


@pytest.mark.parametrize("measure", [angle, cosine])
@pytest.mark.parametrize("vector", [[0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0]])
def test_next_to_a_vector_without_direction_there_is_no_angle(measure, vector):
    assert np.isnan(measure(vector, [1.0, 2.0]))


@given(st.integers(1, 10**6))
def test_the_worst_angle_is_the_arc_cosine_of_one_over_root_n(n):
    expected = np.degrees(np.arccos(1 / np.sqrt(n)))
    assert worst_value_angle(n) == pytest.approx(expected, rel=1e-12)
    assert worst_value_angle(n) < 90


def test_worst_angles_may_be_asked_for_all_at_once_but_not_below_one_component():
    np.testing.assert_allclose(worst_value_angle([1, 2, 100]), [0.0, 45.0, 84.3], atol=0.05)
    with pytest.raises(ValueError, match="n must be >= 1, got 0"):
        worst_value_angle([3, 0])
