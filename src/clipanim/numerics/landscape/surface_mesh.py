"""Adaptive meshes of the cliff's error surface, with rows along the cliff line.

A regular grid over (w, b) misses the wall, which is thinner than any step of it. Here
rows follow the cliff line, and lie where the curve of the error, drawn to scale, is
cut into even lengths: a wall becomes a face with as many rows as it is high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array

from .cliff import CLIFF_STEPS, cliff_line, error

MIN_CLIFF_DISTANCE = 1e-12  # of a row: well inside the wall, well above the rounding


@dataclass(frozen=True)
class SurfaceMesh:
    """A mesh of the error surface; all arrays have the shape (rows, columns).

    Attributes:
        w: the weight; the same down each column, falling from the first to the last.
        b: the bias; it falls from the first row, the low side of the cliff, to the last.
        errors: the error E.
    """

    w: Array
    b: Array
    errors: Array


def mesh_along_cliff(
    w: tuple[float, float],
    offset: tuple[float, float],
    *,
    height_scale: float,
    steps: int = CLIFF_STEPS,
    columns: int = 56,
    rows: int = 112,
) -> SurfaceMesh:
    """Mesh of the error surface between two weights and two distances from the cliff line.

    Args:
        w: the first and the last weight, falling.
        offset: the first and the last b - cliff_line(w); the first > 0, the last < 0.
        height_scale: the height, in units of b, at which an error of 1 is drawn.
        steps: as for `error`.
        columns: how many weights.
        rows: how many points on each.

    >>> mesh_along_cliff((5.0, 4.2), (0.4, -0.3), height_scale=0.6).errors.shape
    (112, 56)
    """
    weights = np.linspace(*w, columns)
    dense_offsets = np.concatenate(
        [
            np.geomspace(offset[0], MIN_CLIFF_DISTANCE, 400),
            -np.geomspace(MIN_CLIFF_DISTANCE, -offset[1], 400),
        ]
    )
    biases = cliff_line(weights) + dense_offsets[:, None]
    heights = height_scale * error(weights, biases, steps=steps)
    offsets = [-resample_by_arc_length(-dense_offsets, column, rows) for column in heights.T]
    return _mesh_at(weights, np.stack(offsets, axis=1), steps)


def mesh_around_block(
    w: tuple[float, float], extent: float, *, steps: int = CLIFF_STEPS, rings: int = 90
) -> SurfaceMesh:
    """Mesh of the plane around a block of the error surface, coarser with the distance.

    Args:
        w: the first and the last weight of the block, falling.
        extent: how far it reaches, in units of w and b.
        steps: as for `error`.
        rings: how many rows and columns on each side.
    """
    middle, width = (w[0] + w[1]) / 2, w[0] - w[1]
    distances = np.geomspace(0.02 * width, extent, rings)
    weights = middle + np.concatenate([distances[::-1], [0.0], -distances])
    offset = np.concatenate([distances[::-1], [1e-7, -1e-7], -distances])
    return _mesh_at(weights, np.repeat(offset[:, None], len(weights), axis=1), steps)


def resample_by_arc_length(x: ArrayLike, y: ArrayLike, count: int) -> Array:
    """Resample a curve at equal arc length: `count` values of x, evenly spaced along (x, y).

    Args:
        x: increasing, shape (n,), dense enough for the curve to be its polygon.
        y: in the units of x, shape (n,).
        count: how many, >= 2.

    >>> resample_by_arc_length([0, 1, 1.001, 2], [0, 0, 2, 2], 5).round(2).tolist()
    [0.0, 1.0, 1.0, 1.0, 2.0]
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return np.asarray(np.interp(np.linspace(0, length[-1], count), length, x))


def _mesh_at(w: Array, offset: Array, steps: int) -> SurfaceMesh:
    w = np.broadcast_to(w, offset.shape)
    b = cliff_line(w) + offset
    return SurfaceMesh(w, b, error(w, b, steps=steps))
