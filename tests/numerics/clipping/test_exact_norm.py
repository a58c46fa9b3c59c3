"""The comparison of a norm with a threshold is right to the last bit."""

import math
from fractions import Fraction

import numpy as np
import pytest
from gradients import LARGEST, SMALLEST, clippings, is_within, squared_norm
from hypothesis import given

from clipanim.numerics.clipping.exact_norm import norm_exceeds


@given(clippings())
def test_the_comparison_agrees_with_rational_numbers(clipping):
    gradient, threshold = clipping
    assert norm_exceeds(gradient[np.newaxis], threshold)[0] != is_within(gradient, threshold)


@pytest.mark.parametrize(
    ("gradient", "threshold", "expected"),
    [
        pytest.param([3.0, 4.0], 5.0, False, id="equal is not above"),
        pytest.param([3.0, np.nextafter(4.0, 5.0)], 5.0, True, id="one ulp above"),
        pytest.param(
            [1.0, 1e-60], 1.0, True, id="above by less than twice the precision of a float"
        ),
        pytest.param([1.0, 1e-300], 1.0, True, id="above by a square that underflows"),
        pytest.param([LARGEST, SMALLEST], LARGEST, True, id="above from end to end"),
        pytest.param([SMALLEST, 0.0], SMALLEST, False, id="equal at the bottom"),
    ],
)
def test_close_calls_are_decided_exactly(gradient, threshold, expected):
    assert norm_exceeds(np.array([gradient]), threshold).tolist() == [expected]


def test_each_row_is_decided_for_itself():
    rows = np.array([[3.0, 4.0], [1e300, 0.0], [0.0, 0.0], [5.0, 1e-200]])
    assert norm_exceeds(rows, 5.0).tolist() == [False, True, False, True]


def filled_up_to_one(seed):
    """A gradient whose squares add up to 1 minus less than 2**-130."""
    gradient = list(np.random.default_rng(seed).normal(scale=0.15, size=20))
    while (missing := 1 - squared_norm(gradient)) > Fraction(1, 2**130):
        step = math.sqrt(missing)
        gradient.append(step if Fraction(step) ** 2 <= missing else math.nextafter(step, 0))
    return np.array(gradient)


@pytest.mark.parametrize("seed", range(20))
def test_not_even_the_sums_in_parts_are_trusted_where_they_cannot_tell(seed):
    gradient = filled_up_to_one(seed)
    above = np.append(gradient, 2.0**-64)
    assert [is_within(gradient, 1.0), is_within(above, 1.0)] == [True, False]
    assert norm_exceeds(gradient[np.newaxis], 1.0).tolist() == [False]
    assert norm_exceeds(above[np.newaxis], 1.0).tolist() == [True]


@pytest.mark.parametrize("n", [3, 64, 65, 1412, 6000])
def test_rows_of_any_length_a_few_roundings_from_their_thresholds_are_decided_exactly(n):
    rng = np.random.default_rng(n)
    rows = rng.normal(size=(12, n)) * 10.0 ** rng.integers(-3, 1, size=(12, n))
    limits = np.linalg.norm(rows, axis=-1) * (1 + rng.integers(-2, 3, size=12) * 2.0**-52)
    expected = [not is_within(row, limit) for row, limit in zip(rows, limits, strict=True)]
    assert 0 < sum(expected) < 12
    assert norm_exceeds(rows, limits).tolist() == expected
