"""Exact comparison of a norm with a threshold: no rounding decides who is too long."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array

Booleans = NDArray[np.bool_]

HALVES = 1.5 * 2.0**26  # added and taken away again, it rounds to multiples of 2**-26


@np.errstate(all="ignore")  # what overflows is too long, and what underflows is left in doubt
def exceeds(rows: Array, thresholds: ArrayLike) -> Booleans:
    """Which rows of (m, n) have an exact L2 norm above their threshold, (m,); all is finite.

    Three passes, each for the rows that the one before leaves in doubt: plain float64, sums
    in parts that are exact but for the last, and whole numbers of any length.

    >>> exceeds(np.array([[3.0, 4.0], [3.0, np.nextafter(4.0, 5.0)]]), 5.0)
    array([False,  True])
    """
    limits = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), len(rows))
    fractions, exponents = np.frexp(limits)
    scaled = np.ldexp(rows, -exponents[:, np.newaxis])
    excess = np.sum(scaled * scaled, axis=-1) - fractions * fractions
    over: Booleans = excess > 0
    doubtful = np.flatnonzero(np.abs(excess) <= (rows.shape[-1] + 8) * 2.0**-51)
    if doubtful.size:
        excess, doubt = _excess_in_parts(scaled[doubtful], fractions[doubtful])
        over[doubtful] = excess > 0
        doubtful = doubtful[np.abs(excess) <= doubt]
    for row in doubtful:
        over[row] = _exceeds_in_whole_numbers(rows[row], float(limits[row]))
    return over


def _excess_in_parts(scaled: Array, fractions: Array) -> tuple[Array, float]:
    """The sums of squares minus `fractions` squared, and how far off they may be.

    The lengths are about 1, so the sums of the first and of the second parts of the squares
    are exact in any order (Rump, Ogita, Oishi, 2008, "Accurate floating-point summation").
    What is rounded is the squares, by 2**-78 of a component, and the sum of their last parts.
    """
    n = scaled.shape[-1]
    spread = 2.0 ** ((n.bit_length() + 1) // 2)  # above sqrt(n), the most that n components give
    first, second, last = (
        np.sum(part, axis=-1) - limit
        for part, limit in zip(_squares(scaled, spread), _squares(fractions, spread), strict=True)
    )
    return (first + second) + last, spread * (2.0**-76 + n * n * 2.0**-130)


def _squares(values: Array, spread: float) -> tuple[Array, Array, Array]:
    """The squares in three parts: in units of 2**-52 and of spread * 2**-77, and the rest."""
    half = (values + HALVES) - HALVES
    rest = (values - half) * (values + half)
    units = 1.5 * 2.0**-25 * spread
    second = (rest + units) - units
    return half * half, second, rest - second


def _exceeds_in_whole_numbers(row: Array, threshold: float) -> bool:
    values = [*row[row != 0].tolist(), threshold]
    ratios = [value.as_integer_ratio() for value in values]
    common = max(below for _, below in ratios)  # all are powers of two
    *squares, limit = ((above * (common // below)) ** 2 for above, below in ratios)
    return bool(sum(squares) > limit)
