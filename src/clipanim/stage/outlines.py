"""Outlines as arrays of points: ellipses, discs, arrows, dashes, straight Bézier curves.

All in scene units. Cubic Bézier curves have four points each, shape (4 n, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .frame import PX

Points = NDArray[np.float64]

CIRCLE_CONTROL = 0.5519150244935106  # of the cubic Bézier curve nearest to a quarter circle


def ellipse(matrix: ArrayLike, centre: Points, unit: float, turns: int = 96) -> Points:
    """Points of the ellipse that a 2 x 2 matrix makes of the unit circle.

    Args:
        matrix: shape (2, 2).
        centre: scene units, shape (3,).
        unit: scene units that length 1 is long.
        turns: how many segments.

    Returns:
        Scene units, shape (turns + 1, 3).
    """
    angle = np.linspace(0, 2 * np.pi, turns + 1)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return to_3d(ring @ np.asarray(matrix).T) * unit + centre


def circle(centre: Points, radius: float, turns: int = 96) -> Points:
    """Points of a circle as a closed polygon, which can be dashed; all in scene units."""
    return ellipse(np.eye(2), centre, radius, turns)


def to_3d(points: ArrayLike) -> Points:
    """Points with z = 0 added if they are 2-D."""
    points = np.asarray(points, dtype=np.float64)
    if points.shape[-1] == 3:
        return points
    return np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1)


def split_at_nan(points: Points) -> list[Points]:
    """Split a polyline at NaNs."""
    finite = np.isfinite(points).all(axis=-1)
    if finite.all():
        return [points] if len(points) > 1 else []
    cuts = np.flatnonzero(np.diff(finite.astype(int))) + 1
    return [run for run in np.split(points, cuts) if len(run) > 1 and np.isfinite(run[0]).all()]


def straight_curves(runs: list[Points], pattern: Sequence[float] = ()) -> Points:
    """Straight cubic Bézier curves along polylines, dashed by a pattern, px; shape (4 n, 3)."""
    pieces = [_dash_segments(run, np.asarray(pattern) * PX) if pattern else (run[:-1], run[1:])
              for run in runs]  # fmt: skip
    if not pieces:
        return np.zeros((0, 3))
    start, end = (np.concatenate(ends) for ends in zip(*pieces, strict=True))
    share = np.array([0, 1 / 3, 2 / 3, 1])[None, :, None]
    return ((1 - share) * start[:, None] + share * end[:, None]).reshape(-1, 3)


def _dash_segments(run: Points, pattern: Points) -> tuple[Points, Points]:
    """Starts and ends of the straight segments that a dash pattern leaves of a polyline.

    The pattern (on, off, ...) is in scene units.
    """
    length = np.concatenate([[0], np.cumsum(np.sqrt((np.diff(run, axis=0) ** 2).sum(axis=1)))])
    if length[-1] == 0:
        return run[:0], run[:0]
    rounds = int(length[-1] / pattern.sum()) + 1
    edges = np.concatenate([[0], np.cumsum(np.tile(pattern, rounds))])
    stops = np.unique(np.concatenate([length, edges[edges < length[-1]]]))
    middle = (stops[:-1] + stops[1:]) / 2
    is_on = np.searchsorted(edges, middle, side="right") % 2 == 1
    places = np.column_stack([np.interp(stops, length, run[:, i]) for i in range(3)])
    return places[:-1][is_on], places[1:][is_on]


def disc(radius: float) -> Points:
    """Outline of a disc about the origin: four cubic Bézier curves, scene units, shape (16, 3)."""
    quarter = radius * np.array(
        [[1, 0, 0], [1, CIRCLE_CONTROL, 0], [CIRCLE_CONTROL, 1, 0], [0, 1, 0]]
    )
    turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]])
    parts = [quarter]
    for _ in range(3):
        parts.append(parts[-1] @ turn)
    return np.concatenate(parts)


def square_outline(half: float) -> Points:
    """Outline of a square about the origin as Bézier curves; `half` is half its side."""
    corners = half * np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0], [1, 1, 0]])
    return straight_curves([corners.astype(np.float64)])


def arrow_outline(start: Points, end: Points, width: float, dash: tuple[float, ...]) -> Points:
    """Outline of an arrow, shaft and head, as Bézier curves; none if it has no length.

    Args:
        start: shape (3,).
        end: shape (3,).
        width: of the shaft; a short arrow gets a thinner one.
        dash: lengths on, off, ... of the shaft, px.
    """
    along = end - start
    length = float(np.hypot(along[0], along[1]))
    if length < 1e-9:
        return np.zeros((0, 3))
    along = along / length
    across = np.array([-along[1], along[0], 0.0])
    head = min(5.2 * width, 0.6 * length)
    half, shaft = head * 0.4, min(width / 2, head * 0.12)
    neck = end - head * 0.86 * along
    shafts = (
        _dash_segments(np.array([start, neck]), np.asarray(dash) * PX)
        if dash
        else ([start], [neck])
    )
    polygons = [
        [a - shaft * across, b - shaft * across, b + shaft * across, a + shaft * across]
        for a, b in zip(*shafts, strict=True)
    ]
    tail = end - head * along
    polygons.append([end, tail + half * across, neck, tail - half * across])
    return straight_curves([np.array([*polygon, polygon[0]]) for polygon in polygons])
