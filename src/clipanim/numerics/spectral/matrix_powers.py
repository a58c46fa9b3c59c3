"""Powers of a matrix: their norms, their transient growth, and the orbits of vectors.

A matrix has the shape (n, n) and no unit; it is applied to a vector as W @ v. Vectors are
the rows of their array. Mantissas and exponents are kept apart, so intermediate results far
beyond float64 do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array

from .spectrum import as_square


@dataclass(frozen=True)
class TransientPeak:
    """The largest norm among the powers of a matrix, and when all are below 1 for good.

    Attributes:
        step: the exponent k at which the norm of W**k is largest.
        norm: that norm.
        below_one_from: the first k from which on all norms are below 1, as far as was
            looked; None if the last one is not.
    """

    step: int
    norm: float
    below_one_from: int | None


def iterate(W: ArrayLike, vectors: ArrayLike, steps: int) -> Array:
    """Repeated multiplication of vectors by a matrix: entry k is W**k @ v.

    Args:
        W: shape (n, n).
        vectors: shape (..., n), in any unit.
        steps: how often W is applied; >= 0.

    Returns:
        Shape (steps + 1, ..., n). What is too large for float64 is inf with its sign,
        never NaN, and no warning. A component 1e300 times smaller than the largest of its
        vector may come out as 0.

    Raises:
        ValueError: if W is not square or not finite, the vectors are not finite or do not
            fit it, or `steps` is negative.

    >>> iterate([[0.0, 2.0], [1.0, 0.0]], [[1.0, 0.0]], steps=2)[:, 0]
    array([[1., 0.],
           [0., 1.],
           [2., 0.]])
    """
    with np.errstate(over="ignore"):
        return np.array([np.ldexp(v, e) for v, e in _orbit(W, vectors, steps)])


def powers(W: ArrayLike, steps: int) -> Array:
    """All powers W**0 to W**steps, shape (steps + 1, n, n).

    Errors and overflow are those of `iterate`.

    >>> powers([[1.0, 1.0], [0.0, 1.0]], steps=3)[-1]
    array([[1., 3.],
           [0., 1.]])
    """
    return iterate(W, np.eye(as_square(W).shape[-1]), steps).swapaxes(-1, -2)


def power_norms(W: ArrayLike, steps: int) -> Array:
    """The spectral norms (largest singular values) of W**0 to W**steps, (steps + 1,).

    inf only where the norm itself is above the largest float64. Errors as in `iterate`.

    >>> power_norms([[0.0, 4.0], [1.0, 0.0]], steps=3)
    array([ 1.,  4.,  4., 16.])
    """
    norms = []
    for columns, exponents in _orbit(W, np.eye(as_square(W).shape[-1]), steps):
        shared = exponents.max()
        largest = np.linalg.svd(np.ldexp(columns, exponents - shared), compute_uv=False)[0]
        with np.errstate(over="ignore"):
            norms.append(np.ldexp(largest, shared))
    return np.array(norms, dtype=np.float64)


def transient_peak(W: ArrayLike, steps: int) -> TransientPeak:
    """Transient growth: the largest norm of W**0 to W**steps, and when all are below 1.

    Errors as in `iterate`.

    >>> transient_peak([[0.5, 3.0], [0.0, 0.5]], steps=20).step
    1
    """
    norms = power_norms(W, steps)
    step = int(norms.argmax())
    below = int(np.flatnonzero(norms >= 1)[-1]) + 1  # the norm of W**0 is 1
    return TransientPeak(step, float(norms[step]), below if below <= steps else None)


def _orbit(
    W: ArrayLike, vectors: ArrayLike, steps: int
) -> Iterator[tuple[Array, NDArray[np.int32]]]:
    """Each W**k @ v as u and e in u * 2**e, with the entries of u at most 1."""
    matrix, u = as_square(W), np.asarray(vectors, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"W must be one matrix, got a stack of the shape {matrix.shape}")
    if steps < 0:
        raise ValueError(f"steps must be >= 0, got {steps}")
    if u.shape[-1:] != matrix.shape[-1:] or not np.isfinite(u).all():
        raise ValueError(f"vectors must be finite, of shape (..., {len(matrix)}); got {u.shape}")
    scale = np.frexp(np.abs(matrix).max())[1]
    scale -= np.clip(scale, -900, 900)  # only a matrix at the ends of the range needs it
    matrix, total = np.ldexp(matrix, -scale), np.zeros((*u.shape[:-1], 1), dtype=np.int32)
    for k in range(steps + 1):
        largest = np.frexp(np.abs(u).max(axis=-1, keepdims=True))[1]
        u, total = np.ldexp(u, -largest), total + largest
        yield u, total
        if k < steps:
            u, total = u @ matrix.T, total + scale
