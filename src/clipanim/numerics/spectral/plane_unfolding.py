"""Unfolding of the partial sums of n-dimensional vectors onto a plane, with true lengths."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array, angle, norm


def unfold_to_plane(vectors: ArrayLike) -> Array:
    """Unfold the partial sums of n-dimensional vectors onto the plane, keeping their lengths.

    Each sum is turned from the one before by the true angle between the two, always to the
    same side. So every vector keeps its length, and every partial sum its distance from the
    start; distances between other points are not kept. All is turned so that the last sum
    lies on the positive x axis.

    Args:
        vectors: shape (k, n), in any unit.

    Returns:
        The partial sums on the plane, shape (k + 1, 2), in the same unit; the first is (0, 0).

    >>> unfold_to_plane([[3.0, 0.0, 0.0], [0.0, 0.0, 4.0]]).round(3)
    array([[ 0. ,  0. ],
           [ 1.8, -2.4],
           [ 5. ,  0. ]])
    """
    sums = np.cumsum(np.asarray(vectors, dtype=np.float64), axis=0)
    turns = np.radians(np.nan_to_num(angle(sums[:-1], sums[1:])))
    headings = np.concatenate([[0.0], np.cumsum(turns)])
    headings -= headings[-1]
    points = norm(sums)[:, np.newaxis] * np.column_stack([np.cos(headings), np.sin(headings)])
    return np.concatenate([np.zeros((1, 2)), points])
