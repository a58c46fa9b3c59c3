"""Times as exact fractions, so that play boundaries fall on the right frame after many plays."""

from __future__ import annotations

from fractions import Fraction

MAX_DENOMINATOR = 10**6  # of a time; a float is the nearest fraction's


def exact_seconds(seconds: float) -> Fraction:
    """Convert float seconds to the simple fraction that they stand for.

    >>> exact_seconds(0.1 + 0.2), exact_seconds(0.3 + 7 / 15)
    (Fraction(3, 10), Fraction(23, 30))
    """
    return Fraction(seconds).limit_denominator(MAX_DENOMINATOR)
