"""Time without rounding: where a play ends decides about frames, also after a thousand plays."""

from __future__ import annotations

from fractions import Fraction

FINEST = 10**6  # the largest denominator of a time; a float is the nearest fraction's


def exact(seconds: float) -> Fraction:
    """The time that a float stands for.

    >>> exact(0.1 + 0.2), exact(0.3 + 7 / 15)
    (Fraction(3, 10), Fraction(23, 30))
    """
    return Fraction(seconds).limit_denominator(FINEST)
