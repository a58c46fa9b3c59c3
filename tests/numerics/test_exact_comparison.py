"""The comparison of a norm with a threshold is right to the last bit."""

import numpy as np
import pytest
from gradients import LARGEST, SMALLEST, clippings, is_within
from hypothesis import given

from clipanim.numerics.exact import exceeds


@given(clippings())
def test_the_comparison_agrees_with_rational_numbers(clipping):
    gradient, threshold = clipping
    assert exceeds(gradient[np.newaxis], threshold)[0] != is_within(gradient, threshold)


@pytest.mark.parametrize(
    ("gradient", "threshold", "expected"),
    [
        pytest.param([3.0, 4.0], 5.0, False, id="equal is not above"),
        pytest.param([3.0, np.nextafter(4.0, 5.0)], 5.0, True, id="one ulp above"),
        pytest.param([1.0, 1e-60], 1.0, True, id="above by less than twice the precision"),
        pytest.param([1.0, 1e-300], 1.0, True, id="above by a square that underflows"),
        pytest.param([LARGEST, SMALLEST], LARGEST, True, id="above from end to end"),
        pytest.param([SMALLEST, 0.0], SMALLEST, False, id="equal at the bottom"),
    ],
)
def test_close_calls_are_decided_exactly(gradient, threshold, expected):
    assert exceeds(np.array([gradient]), threshold).tolist() == [expected]


def test_each_row_is_decided_for_itself():
    rows = np.array([[3.0, 4.0], [1e300, 0.0], [0.0, 0.0], [5.0, 1e-200]])
    assert exceeds(rows, 5.0).tolist() == [False, True, False, True]
