"""Vectors of any dimension laid end to end on a plane, where all lengths stay true."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array, angle, norm


def lay_flat(vectors: ArrayLike) -> Array:
    """Lay vectors end to end in the plane: how far their sum comes, and by what way.

    Each sum is turned from the one before by the true angle between the two, always to the
    same side. So every vector keeps its length, and every end its distance from the start;
    distances between other points are not kept. The whole is turned so that the last end lies
    on the positive x axis.

    Args:
        vectors: shape (k, n), in any unit.

    Returns:
        The ends, shape (k + 1, 2), in the same unit; the first is (0, 0).

    >>> lay_flat([[3.0, 0.0, 0.0], [0.0, 0.0, 4.0]]).round(3)
    array([[ 0. ,  0. ],
           [ 1.8, -2.4],
           [ 5. ,  0. ]])
    """
    sums = np.cumsum(np.asarray(vectors, dtype=np.float64), axis=0)
    turns = np.radians(np.nan_to_num(angle(sums[:-1], sums[1:])))
    ways = np.concatenate([[0.0], np.cumsum(turns)])
    ways -= ways[-1]
    ends = norm(sums)[:, np.newaxis] * np.column_stack([np.cos(ways), np.sin(ways)])
    return np.concatenate([np.zeros((1, 2)), ends])
