"""Lengths of vectors and angles between them; the last axis is the vector."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def norm(gradient: ArrayLike) -> Array:
    """The L2 norm over the last axis.

    The squares are taken after an exact scaling by a power of two, so they neither overflow
    nor vanish: the norm is inf only if it is above the largest float64.

    Args:
        gradient: shape (..., n), in any unit.

    Returns:
        Shape (...), a scalar for one vector, in the same unit. A vector with a NaN has the
        norm NaN, one with an infinity and no NaN has the norm inf, an empty one 0.

    Raises:
        ValueError: if `gradient` is a bare number, which has no last axis.

    >>> print(f"{norm([3e200, 4e200]):.3g}")
    5e+200
    """
    gradient = as_vectors(gradient)
    largest = np.abs(gradient).max(axis=-1, initial=0.0)
    scaled, exponent = scaled_norm(gradient)
    with np.errstate(all="ignore"):
        length: Array = np.where(np.isfinite(largest), np.ldexp(scaled, exponent), largest)
    return length[()]


def cosine(a: ArrayLike, b: ArrayLike) -> Array:
    """The cosine of the angle between `a` and `b`, shapes (..., n), over the last axis.

    It lies in [-1, 1]; next to a zero or non-finite vector it is NaN.

    >>> float(cosine([1.0, 0.0], [0.0, 2.0]))
    0.0
    """
    dots: Array = np.sum(_unit(a) * _unit(b), axis=-1)
    return np.minimum(np.maximum(dots, -1.0), 1.0)


def angle(a: ArrayLike, b: ArrayLike) -> Array:
    """The angle between `a` and `b` in degrees, 0 to 180, over the last axis.

    With unit vectors u and v it is 2 atan2(|u - v|, |u + v|): unlike arccos(u.v), this keeps
    its digits where the angle is tiny. NaN next to a zero or non-finite vector.

    Args:
        a: shape (..., n), in any unit.
        b: a shape that broadcasts with it; its unit may be another.

    Returns:
        Shape (...), a scalar for two vectors.

    Source:
        Kahan, "How futile are mindless assessments of roundoff" (2006), section 12.

    >>> print(f"{angle([100.0, 1.0], [1.0, 1.0]):.2f}")
    44.43
    """
    u, v = _unit(a), _unit(b)
    radians: Array = 2 * np.arctan2(norm(u - v), norm(u + v))
    return np.degrees(radians)


def worst_value_angle(n: ArrayLike) -> Array:
    """How far value clipping can turn a gradient with `n` components, in degrees.

    The bound arccos(1 / sqrt(n)) is below 90, so the clipped gradient still descends.

    Raises:
        ValueError: if an `n` is below 1.

    >>> print(f"{worst_value_angle(2):.1f} {worst_value_angle(100):.1f}")
    45.0 84.3
    """
    n = np.asarray(n)
    if not (n >= 1).all():
        raise ValueError(f"n must be >= 1, got {n.min()}")
    return np.degrees(np.arctan2(np.sqrt(n - 1.0), 1.0))  # the same angle, exact at n = 1


def as_vectors(gradient: ArrayLike) -> Array:
    """`gradient` as a C-ordered float64 array with a last axis, the caller's own if it is one."""
    values = np.asarray(gradient).astype(np.float64, order="C", casting="same_kind", copy=False)
    if values.ndim == 0:
        raise ValueError(f"a gradient needs an axis for its components, got the number {values}")
    return values


def scaled_norm(gradient: Array) -> tuple[Array, NDArray[np.int32]]:
    """The norm of (..., n) as s and e in s * 2**e, s between 1/2 and sqrt(n), or 0."""
    _, exponent = np.frexp(np.abs(gradient).max(axis=-1, initial=0.0))
    with np.errstate(all="ignore"):
        scaled = np.ldexp(gradient, -exponent[..., np.newaxis])
        return np.sqrt(np.sum(scaled * scaled, axis=-1)), exponent


def _unit(vectors: ArrayLike) -> Array:
    vectors = as_vectors(vectors)
    length, exponent = scaled_norm(vectors)
    with np.errstate(all="ignore"):
        return np.ldexp(vectors, -exponent[..., np.newaxis]) / length[..., np.newaxis]
