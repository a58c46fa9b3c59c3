"""What repeated multiplication by one matrix does: spectra, powers, and growth on the way.

Matrices have the shape (n, n) and no unit. Every vector is a row of its array, as
everywhere in this package; a matrix is applied to it as W @ v.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array

DEFECTIVE = 1e7  # eigenvectors worse conditioned than this are parallel, but for rounding


@dataclass(frozen=True)
class TransientPeak:
    """How far the powers of a matrix grow, and when that is over.

    Attributes:
        step: the exponent k at which the norm of W**k is largest.
        norm: that norm.
        below_one_from: the first k from which on all norms are below 1, as far as was
            looked; None if the last one is not.
    """

    step: int
    norm: float
    below_one_from: int | None


def eigenvalues(W: ArrayLike) -> NDArray[np.complex128]:
    """The eigenvalues by falling modulus, shape (..., n) for W of shape (..., n, n).

    Among equal moduli the larger real part comes first, then the larger imaginary part. A
    2 by 2 matrix is solved by its characteristic polynomial: a general solver may miss a
    double eigenvalue by the root of the machine precision.

    Raises:
        ValueError: if W is not square or not finite.

    >>> eigenvalues([[0.0, -2.0], [2.0, 0.0]])
    array([0.+2.j, 0.-2.j])
    """
    W = _square(W)
    values = _of_two_by_two(W) if W.shape[-1] == 2 else np.linalg.eigvals(W)
    ordered = np.take_along_axis(values, _falling(values), axis=-1)
    return ordered.astype(np.complex128, copy=False)


def spectral_radius(W: ArrayLike) -> Array:
    """The largest modulus of an eigenvalue, shape (...) for W of shape (..., n, n).

    Errors are those of `eigenvalues`.

    >>> float(spectral_radius([[8.0, 8.0], [-8.0, -8.0]]))
    0.0
    """
    radius: Array = np.abs(eigenvalues(W))[..., 0]
    return radius


def singular_values(W: ArrayLike) -> Array:
    """The singular values, largest first, shape (..., n) for W of shape (..., n, n).

    Raises:
        ValueError: if W is not square or not finite.

    >>> singular_values([[0.0, 3.0], [2.0, 0.0]])
    array([3., 2.])
    """
    values = np.linalg.svd(_square(W), compute_uv=False).astype(np.float64, copy=False)
    return values


def iterate(W: ArrayLike, vectors: ArrayLike, steps: int) -> Array:
    """Apply W again and again to each row: entry k is W**k @ v, entry 0 the vectors.

    Args:
        W: shape (n, n).
        vectors: shape (..., n), in any unit.
        steps: how often; >= 0.

    Returns:
        Shape (steps + 1, ..., n). What is too large for float64 is inf with its sign,
        never NaN, and no warning.

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
    return iterate(W, np.eye(_square(W).shape[-1]), steps).swapaxes(-1, -2)


def power_norms(W: ArrayLike, steps: int) -> Array:
    """The spectral norms (largest singular values) of W**0 to W**steps, (steps + 1,).

    inf only where the norm itself is above the largest float64. Errors as in `iterate`.

    >>> power_norms([[0.0, 4.0], [1.0, 0.0]], steps=3)
    array([ 1.,  4.,  4., 16.])
    """
    norms = []
    for columns, exponents in _orbit(W, np.eye(_square(W).shape[-1]), steps):
        shared = exponents.max()
        largest = np.linalg.svd(np.ldexp(columns, exponents - shared), compute_uv=False)[0]
        with np.errstate(over="ignore"):
            norms.append(np.ldexp(largest, shared))
    return np.array(norms, dtype=np.float64)


def transient_peak(W: ArrayLike, steps: int) -> TransientPeak:
    """The largest of the norms of W**0 to W**steps, and from where on they are below 1.

    Errors as in `iterate`.

    >>> transient_peak([[0.5, 3.0], [0.0, 0.5]], steps=20).step
    1
    """
    norms = power_norms(W, steps)
    step = int(norms.argmax())
    below = int(np.flatnonzero(norms >= 1)[-1]) + 1  # the norm of W**0 is 1
    return TransientPeak(step, float(norms[step]), below if below <= steps else None)


def eigen_components(W: ArrayLike, v: ArrayLike) -> NDArray[np.complex128]:
    """The coefficients of `v` in the basis of unit eigenvectors, largest eigenvalue first.

    After k steps the coefficient of an eigenvalue has grown by its k-th power, so a vector
    without a component along the growing eigenvectors does not grow.

    Args:
        W: shape (n, n), with n independent eigenvectors.
        v: shape (..., n), in any unit.

    Returns:
        Shape (..., n), complex, in the unit of `v`, in the order of `eigenvalues`.

    Raises:
        ValueError: if W is not square or not finite, or has no basis of eigenvectors
            (to working precision: their matrix has a condition number above 1e7).

    >>> np.abs(eigen_components([[1.1, 0.0], [0.0, 0.5]], [0.0, 3.0]))
    array([0., 3.])
    """
    values, vectors = np.linalg.eig(_square(W))
    if not np.linalg.cond(vectors) < DEFECTIVE:
        raise ValueError("W is defective: its eigenvectors do not form a basis")
    basis = vectors[:, _falling(values)].astype(np.complex128)
    coefficients = np.linalg.solve(basis, np.asarray(v)[..., np.newaxis])
    return coefficients[..., 0].astype(np.complex128, copy=False)


def _orbit(
    W: ArrayLike, vectors: ArrayLike, steps: int
) -> Iterator[tuple[Array, NDArray[np.int32]]]:
    """Each W**k @ v as u and e in u * 2**e, with the entries of u at most 1."""
    matrix, u = _square(W), np.asarray(vectors, dtype=np.float64)
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


def _of_two_by_two(W: Array) -> NDArray[np.complex128]:
    scale = np.frexp(np.abs(W).max(axis=(-2, -1), keepdims=True))[1] - 1
    (a, b), (c, d) = np.moveaxis(np.ldexp(W, -scale), (-2, -1), (0, 1))
    root = np.sqrt((((a - d) / 2) ** 2 + b * c).astype(np.complex128))
    values = (a + d)[..., np.newaxis] / 2 + np.stack([root, -root], axis=-1)
    return np.asarray(values * np.ldexp(1.0, scale[..., 0]))


def _falling(values: NDArray[Any]) -> NDArray[np.intp]:
    return np.lexsort((-values.imag, -values.real, -np.abs(values)))


def _square(W: ArrayLike) -> Array:
    W = np.asarray(W, dtype=np.float64)
    if W.ndim < 2 or W.shape[-1] != W.shape[-2]:
        raise ValueError(f"W must be square, of shape (n, n), got {W.shape}")
    if not np.isfinite(W).all():
        raise ValueError("W must be finite")
    return W
