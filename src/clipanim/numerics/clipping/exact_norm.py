"""Exact comparison of L2 norms with a threshold, without rounding errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array

Booleans = NDArray[np.bool_]

SPLITTER = 1.5 * 2.0**26  # added and subtracted again, it rounds to multiples of 2**-26


@np.errstate(all="ignore")  # what overflows is too long, what underflows is undecided
def norm_exceeds(rows: Array, thresholds: ArrayLike) -> Booleans:
    """Whether the exact L2 norm of each row is above its threshold.

    Three passes, each for the rows that the one before leaves undecided: plain float64,
    error-free sums of split squares, and integers of any length.

    Args:
        rows: shape (m, n), finite.
        thresholds: finite, > 0; broadcasts to (m,).

    Returns:
        Shape (m,).

    >>> norm_exceeds(np.array([[3.0, 4.0], [3.0, np.nextafter(4.0, 5.0)]]), 5.0)
    array([False,  True])
    """
    limits = np.broadcast_to(np.asarray(thresholds, dtype=np.float64), len(rows))
    fractions, exponents = np.frexp(limits)
    scaled = np.ldexp(rows, -exponents[:, np.newaxis])
    excess = np.sum(scaled * scaled, axis=-1) - fractions * fractions
    above: Booleans = excess > 0
    undecided = np.flatnonzero(np.abs(excess) <= (rows.shape[-1] + 8) * 2.0**-51)
    if undecided.size:
        excess, error_bound = _excess_by_split_squares(scaled[undecided], fractions[undecided])
        above[undecided] = excess > 0
        undecided = undecided[np.abs(excess) <= error_bound]
    for row in undecided:
        above[row] = _exceeds_by_integers(rows[row], float(limits[row]))
    return above


def _excess_by_split_squares(scaled: Array, fractions: Array) -> tuple[Array, float]:
    """The sums of squares minus `fractions` squared, and a bound on their rounding error.

    The lengths are about 1, so the sums of the first and of the second parts of the squares
    are exact in any order (Rump, Ogita, Oishi, 2008, "Accurate floating-point summation").
    What is rounded is the squares, by 2**-78 of a component, and the sum of their last parts.
    """
    n = scaled.shape[-1]
    spread = 2.0 ** ((n.bit_length() + 1) // 2)  # above sqrt(n), the most that n components give
    squares = zip(_split_squares(scaled, spread), _split_squares(fractions, spread), strict=True)
    first, second, last = (np.sum(part, axis=-1) - limit for part, limit in squares)
    return (first + second) + last, spread * (2.0**-76 + n * n * 2.0**-130)


def _split_squares(values: Array, spread: float) -> tuple[Array, Array, Array]:
    """The squares, each split in three: multiples of 2**-52, of spread * 2**-77, and the rest."""
    half = (values + SPLITTER) - SPLITTER
    rest = (values - half) * (values + half)
    units = 1.5 * 2.0**-25 * spread
    second = (rest + units) - units
    return half * half, second, rest - second


def _exceeds_by_integers(row: Array, threshold: float) -> bool:
    values = [*row[row != 0].tolist(), threshold]
    ratios = [value.as_integer_ratio() for value in values]
    common = max(bottom for _, bottom in ratios)  # all are powers of two
    *squares, limit = ((top * (common // bottom)) ** 2 for top, bottom in ratios)
    return bool(sum(squares) > limit)
