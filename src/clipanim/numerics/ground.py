"""Pieces of the cliff's error surface, sampled in the cliff's own coordinate.

A regular grid over (w, b) misses the wall, which is thinner than any step of it. Here
rows follow the cliff line, and lie where the curve of the error, drawn to scale, is
cut into even lengths: a wall becomes a face with as many rows as it is high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.cliff import STEPS, cliff_line, error
from clipanim.numerics.vectors import Array

CLOSEST = 1e-12  # to the cliff line: well inside the wall, well outside the rounding


@dataclass(frozen=True)
class Ground:
    """The error at each point of a mesh; all arrays have the shape (rows, columns).

    Attributes:
        w: the weight; the same down each column, falling from the first to the last.
        b: the bias; it falls from the first row, the low side of the cliff, to the last.
        errors: the error E.
    """

    w: Array
    b: Array
    errors: Array


def ground_along_cliff(
    w: tuple[float, float],
    off: tuple[float, float],
    *,
    relief: float,
    steps: int = STEPS,
    columns: int = 56,
    rows: int = 112,
) -> Ground:
    """The block between two weights and between two distances from the cliff.

    Args:
        w: the first and the last weight, falling.
        off: the first and the last b - cliff_line(w); the first > 0, the last < 0.
        relief: the height, in units of b, at which an error of 1 is drawn.
        steps: as for `error`.
        columns: how many weights.
        rows: how many points on each.

    >>> ground_along_cliff((5.0, 4.2), (0.4, -0.3), relief=0.6).errors.shape
    (112, 56)
    """
    across = np.linspace(*w, columns)
    fine = np.concatenate(
        [np.geomspace(off[0], CLOSEST, 400), -np.geomspace(CLOSEST, -off[1], 400)]
    )
    heights = relief * error(across, cliff_line(across) + fine[:, None], steps=steps)
    even = [-evenly(-fine, column, rows) for column in heights.T]
    return _ground(across, np.stack(even, axis=1), steps)


def ground_far_around(
    w: tuple[float, float], far: float, *, steps: int = STEPS, rings: int = 90
) -> Ground:
    """The plane around a block, coarser with the distance from it.

    Args:
        w: the first and the last weight of the block, falling.
        far: how far it reaches, in units of w and b.
        steps: as for `error`.
        rings: how many rows and columns on each side.
    """
    middle, size = (w[0] + w[1]) / 2, w[0] - w[1]
    out = np.geomspace(0.02 * size, far, rings)
    across = middle + np.concatenate([out[::-1], [0.0], -out])
    off = np.concatenate([out[::-1], [1e-7, -1e-7], -out])
    return _ground(across, np.repeat(off[:, None], len(across), axis=1), steps)


def evenly(x: ArrayLike, y: ArrayLike, count: int) -> Array:
    """`count` values of x, evenly spaced along the curve (x, y).

    Args:
        x: increasing, shape (n,), dense enough for the curve to be its polygon.
        y: in the units of x, shape (n,).
        count: how many, >= 2.

    >>> evenly([0, 1, 1.001, 2], [0, 0, 2, 2], 5).round(2).tolist()
    [0.0, 1.0, 1.0, 1.0, 2.0]
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return np.asarray(np.interp(np.linspace(0, length[-1], count), length, x))


def _ground(w: Array, off: Array, steps: int) -> Ground:
    w = np.broadcast_to(w, off.shape)
    b = cliff_line(w) + off
    return Ground(w, b, error(w, b, steps=steps))
