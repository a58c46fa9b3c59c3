"""Overflow and underflow of the powers of a number in 16, 32 and 64 bit floats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .float_operations import Numbers
from .scalar_chain import FloatDtype, check_dtype

POWERS_PER_CHUNK = 2**16
MAX_EXPONENT = 10_000_000  # multiplications after which a search ends


@dataclass(frozen=True)
class PowerLimits:
    """The first exponents at which the powers of a number overflow or become subnormal, or None.

    Attributes:
        base: the number, as it is after rounding to the type.
        dtype: "float16", "float32" or "float64".
        overflow: the first k with an infinite base**k.
        squared_overflow: the first k at which the square of base**k is infinite: from there
            on a norm overflows whose entries are such powers.
        subnormal: the first k with |base**k| below the smallest normal number, where digits
            begin to be lost. (For |base| > 1/2 a power never becomes 0: rounding holds it up.)
    """

    base: float
    dtype: str
    overflow: int | None
    squared_overflow: int | None
    subnormal: int | None


def power_limits(base: float, dtype: FloatDtype = "float64") -> PowerLimits:
    """Find where the powers of `base`, by repeated multiplication, overflow or turn subnormal.

    Powers that stand still (of 0, 1 and -1, or held by rounding) never leave, nor do those
    that have not after 10 million multiplications.

    Raises:
        ValueError: if `base` is not finite in `dtype`, or the type is unknown.

    >>> limits = power_limits(1.1, "float32")
    >>> limits.overflow, limits.squared_overflow, limits.subnormal
    (931, 466, None)
    """
    check_dtype(dtype)
    with np.errstate(all="ignore"):
        factor = np.dtype(dtype).type(base)
        if not np.isfinite(factor):
            raise ValueError(f"base must be finite in {dtype}, got {base}")
        found: dict[str, int] = {}
        last, done = factor.dtype.type(1), 0
        while done < MAX_EXPONENT and "overflow" not in found and "subnormal" not in found:
            powers = np.full(POWERS_PER_CHUNK, factor)
            powers[0] = last * factor
            powers = np.multiply.accumulate(powers)
            for name, flags in _out_of_range(powers).items():
                if name not in found and flags.any():
                    found[name] = done + int(flags.argmax()) + 1
            if abs(powers[-1]) == abs(powers[-2]):
                break
            last, done = powers[-1], done + POWERS_PER_CHUNK
    names = ("overflow", "squared_overflow", "subnormal")
    return PowerLimits(float(factor), dtype, *(found.get(name) for name in names))


def overflow_exponent(base: float, dtype: FloatDtype = "float64") -> int:
    """The smallest exponent k for which base**k overflows in `dtype` (by k - 1 products).

    Raises:
        ValueError: if |base| is not finite and > 1, in `dtype`: its powers never overflow;
            or if they have not after 10 million multiplications.

    >>> overflow_exponent(1.1, "float32")
    931
    """
    check_dtype(dtype)
    with np.errstate(over="ignore"):
        factor = np.dtype(dtype).type(base)
    if not 1 < abs(factor) < np.inf:
        raise ValueError(f"|base| must be finite and > 1 in {dtype}, got {base}")
    exponent = power_limits(base, dtype).overflow
    if exponent is None:
        raise ValueError(f"the powers of {base} are finite after {MAX_EXPONENT} multiplications")
    return exponent


def _out_of_range(powers: Numbers) -> dict[str, NDArray[np.bool_]]:
    size = np.abs(powers)
    return {
        "overflow": np.isinf(size),
        "squared_overflow": np.isinf(size * size),
        "subnormal": size < np.finfo(size.dtype).smallest_normal,
    }
