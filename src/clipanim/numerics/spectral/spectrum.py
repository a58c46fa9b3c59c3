"""Eigenvalues, spectral radius, singular values and eigenvector components of matrices.

A matrix has the shape (n, n) and no unit; it is applied to a vector as W @ v.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array

MAX_CONDITION_NUMBER = 1e7  # of the eigenvectors; above it they are parallel, but for rounding


def eigenvalues(W: ArrayLike) -> NDArray[np.complex128]:
    """The eigenvalues by falling modulus, shape (..., n) for W of shape (..., n, n).

    Among equal moduli the larger real part comes first, and of a complex pair the upper
    half. A 2 by 2 matrix is solved by its characteristic polynomial: a general solver may
    miss a double eigenvalue by the root of the machine precision.

    Raises:
        ValueError: if W is not square or not finite.

    >>> eigenvalues([[0.0, -2.0], [2.0, 0.0]])
    array([0.+2.j, 0.-2.j])
    """
    W = as_square(W)
    values = _eigenvalues_2x2(W) if W.shape[-1] == 2 else np.linalg.eigvals(W)
    ordered = np.take_along_axis(values, _descending_order(values), axis=-1)
    return ordered.astype(np.complex128, copy=False)


def follow_eigenvalues(spectra: ArrayLike) -> NDArray[np.complex128]:
    """Track eigenvalues of a matrix that changes: reorder so that each column is one of them.

    From one moment to the next, the two nearest numbers that are not yet matched belong
    together, then the next two, and so on. A spectrum that is not finite repeats the last.

    Args:
        spectra: shape (moments, n), each row in any order; may be complex.

    Returns:
        Shape (moments, n), complex.

    >>> follow_eigenvalues([[2.0, -1.0], [-1.1, 1.9]]).real
    array([[ 2. , -1. ],
           [ 1.9, -1.1]])
    """
    followed = np.array(spectra, dtype=np.complex128)
    for before, now in itertools.pairwise(followed):
        if not np.isfinite(now).all():
            now[:] = before
            continue
        distances = np.abs(before[:, None] - now)
        order = np.empty(len(now), dtype=np.intp)
        for _ in now:
            row, column = np.unravel_index(np.argmin(distances), distances.shape)
            order[row] = column
            distances[row], distances[:, column] = np.inf, np.inf
        now[:] = now[order]
    return followed


def spectral_radius(W: ArrayLike) -> Array:
    """The spectral radius: the largest |eigenvalue|, shape (...) for W of shape (..., n, n).

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
    return np.linalg.svd(as_square(W), compute_uv=False).astype(np.float64, copy=False)


def eigen_components(W: ArrayLike, v: ArrayLike) -> NDArray[np.complex128]:
    """The components of `v` in the basis of unit eigenvectors, largest eigenvalue first.

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
    values, vectors = np.linalg.eig(as_square(W))
    if not np.linalg.cond(vectors) < MAX_CONDITION_NUMBER:
        raise ValueError("W is defective: its eigenvectors do not form a basis")
    basis = vectors[:, _descending_order(values)].astype(np.complex128)
    coefficients = np.linalg.solve(basis, np.asarray(v)[..., np.newaxis])
    return coefficients[..., 0].astype(np.complex128, copy=False)


def as_square(W: ArrayLike) -> Array:
    """W as float64 of the shape (..., n, n), or a ValueError if it is not square and finite."""
    W = np.asarray(W, dtype=np.float64)
    if W.ndim < 2 or W.shape[-1] != W.shape[-2] or W.shape[-1] == 0:
        raise ValueError(f"W must be square, of shape (n, n), got {W.shape}")
    if not np.isfinite(W).all():
        raise ValueError("W must be finite")
    return W


def _eigenvalues_2x2(W: Array) -> NDArray[np.complex128]:
    scale = np.frexp(np.abs(W).max(axis=(-2, -1), keepdims=True))[1] - 1
    (a, b), (c, d) = np.moveaxis(np.ldexp(W, -scale), (-2, -1), (0, 1))
    root = np.sqrt((((a - d) / 2) ** 2 + b * c).astype(np.complex128))
    values = (a + d)[..., np.newaxis] / 2 + np.stack([root, -root], axis=-1)
    return np.asarray(values * np.ldexp(1.0, scale[..., 0]))


def _descending_order(values: NDArray[Any]) -> NDArray[np.intp]:
    return np.lexsort((-values.real, -np.abs(values)))  # stable: pairs keep their order
