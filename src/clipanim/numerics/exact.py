"""Exact comparison of a norm with a threshold: no rounding decides who is too long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clipanim.numerics.vectors import Array

Booleans = NDArray[np.bool_]

SPLITTER = 2.0**27 + 1.0  # cuts 53 bits in two halves whose products are exact (Dekker, 1971)


@np.errstate(all="ignore")  # what overflows is too long, and what underflows is left in doubt
def exceeds(rows: Array, threshold: float) -> Booleans:
    """Which rows of (m, n) have an exact L2 norm above `threshold`; all is finite.

    Three passes, each for the rows that the one before leaves in doubt: plain float64,
    twice that precision, and whole numbers of any length.

    >>> exceeds(np.array([[3.0, 4.0], [3.0, np.nextafter(4.0, 5.0)]]), 5.0)
    array([False,  True])
    """
    fraction, exponent = np.frexp(threshold)
    scaled = np.ldexp(rows, -exponent)
    excess = np.sum(scaled * scaled, axis=-1) - fraction * fraction
    over: Booleans = excess > 0
    doubtful = np.flatnonzero(np.abs(excess) <= (rows.shape[-1] + 8) * 2.0**-51)
    if doubtful.size:
        excess = _excess_in_double_length(scaled[doubtful], float(fraction))
        over[doubtful] = excess > 0
        doubtful = doubtful[np.abs(excess) <= (rows.shape[-1] + 8) * 2.0**-99]
    for row in doubtful:
        over[row] = _exceeds_in_whole_numbers(rows[row], threshold)
    return over


def _excess_in_double_length(scaled: Array, fraction: float) -> Array:
    """The sum of squares minus `fraction` squared, as sums of pairs high + low."""
    length = scaled.shape[-1]
    padded = np.zeros((len(scaled), 1 << (length - 1).bit_length()))  # so that all have a partner
    padded[:, :length] = scaled
    high, low = _square(padded)
    while high.shape[-1] > 1:
        high, error = _two_sum(high[:, ::2], high[:, 1::2])
        high, low = _two_sum(high, low[:, ::2] + low[:, 1::2] + error)
    limit, limit_low = _square(np.array(fraction))
    excess: Array = (high[:, 0] - limit) + (low[:, 0] - limit_low)
    return excess


def _square(values: Array) -> tuple[Array, Array]:
    """The squares as pairs high + low, exact unless they underflow (Dekker's product)."""
    high = values * values
    head = values * SPLITTER
    head = head - (head - values)
    tail = values - head
    return high, ((head * head - high) + 2 * head * tail) + tail * tail


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """The sums a + b and their rounding errors, exactly (Knuth's TwoSum)."""
    total = a + b
    shift = total - a
    return total, (a - (total - shift)) + (b - shift)


def _exceeds_in_whole_numbers(row: Array, threshold: float) -> bool:
    values = [*row[row != 0].tolist(), threshold]
    ratios = [value.as_integer_ratio() for value in values]
    common = max(below for _, below in ratios)  # all are powers of two
    *squares, limit = ((above * (common // below)) ** 2 for above, below in ratios)
    return bool(sum(squares) > limit)
