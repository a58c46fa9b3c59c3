"""Lines, dashes, dots and arrows: each is one shape whose points can be moved.

Coordinates are manim's, widths and radii px. `move` methods are cheap enough for
every frame: nothing is rebuilt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, Box, at

Points = NDArray[np.float64]

CIRCLE = 0.5519150244935106  # control point of a quarter circle


def stroke(px: float) -> float:
    """manim's stroke width for a line of so many px at 1080p."""
    return 100 * PX * px


class Path(VMobject):
    """A polyline, plain or dashed; `role` tells the layout check what it is."""

    def __init__(
        self,
        points: ArrayLike,
        color: str | None = None,
        width: float = theme.LINE,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
        role: str = "line",
    ):
        super().__init__(
            stroke_color=color or theme.ink, stroke_width=stroke(width), stroke_opacity=opacity
        )
        self.dash, self.role = tuple(dash), role
        self.move(points)

    def move(self, points: ArrayLike) -> Path:
        """Run through other points, shape (n, 2) or (n, 3); NaN breaks the line."""
        self.points = _curves(_runs(_three(points)), self.dash)
        return self


class Dot(VMobject):
    """A disc of `radius` px, filled or hollow, with a casing in the background's colour.

    `square` gives the mark of what is clipped by value.
    """

    def __init__(
        self,
        point: ArrayLike,
        color: str | None = None,
        radius: float = theme.DOT,
        hollow: bool = False,
        casing: float = 2.5,
        opacity: float = 1.0,
        square: bool = False,
    ):
        color = color or theme.ink
        super().__init__(
            fill_color=theme.background if hollow else color,
            fill_opacity=opacity,
            stroke_color=color if hollow else theme.background,
            stroke_width=stroke(3.0 if hollow else casing),
            stroke_opacity=opacity,
        )
        self.role, self.radius = "mark", radius
        self.points = _square(0.8 * radius * PX) if square else disc(radius * PX)
        self.move(point)

    def move(self, point: ArrayLike) -> Dot:
        """Stand on another point."""
        self.shift(_three(point) - self.get_center())
        return self


class Dots(VMobject):
    """Many small discs as one shape: the steps of a path, the tips of a ring."""

    def __init__(
        self,
        points: ArrayLike,
        color: str | None = None,
        radius: float = 4.0,
        hollow: bool = False,
        opacity: float = 1.0,
    ):
        color = color or theme.ink
        super().__init__(
            fill_color=theme.background if hollow else color,
            fill_opacity=opacity,
            stroke_color=color if hollow else theme.background,
            stroke_width=stroke(2.5 if hollow else 1.5),
            stroke_opacity=opacity,
        )
        self.role, self.radius = "mark", radius
        self.move(points)

    def move(self, points: ArrayLike) -> Dots:
        """Stand on other points, shape (n, 2 or 3)."""
        places = _three(points).reshape(-1, 3)
        self.points = (places[:, None] + disc(self.radius * PX)[None]).reshape(-1, 3)
        return self


class Arrow(VMobject):
    """A straight arrow drawn to its true length: shaft and head are one filled shape.

    A short arrow gets a head that fits into it, so a zero arrow is simply not there.
    """

    def __init__(
        self,
        start: ArrayLike,
        end: ArrayLike,
        color: str | None = None,
        width: float = theme.CURVE,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ):
        super().__init__(fill_color=color or theme.ink, fill_opacity=opacity, stroke_width=0)
        self.width_px, self.dash, self.role = width, tuple(dash), "arrow"
        self.move(start, end)

    def move(self, start: ArrayLike, end: ArrayLike) -> Arrow:
        """Point from `start` to `end`."""
        self.start, self.end = _three(start), _three(end)
        self.points = _arrow(self.start, self.end, self.width_px * PX, self.dash)
        return self


class Area(VMobject):
    """A closed polygon filled with its hue, lightly."""

    def __init__(self, points: ArrayLike, color: str, opacity: float = theme.TINT):
        super().__init__(fill_color=color, fill_opacity=opacity, stroke_width=0)
        self.role = "area"
        self.move(points)

    def move(self, points: ArrayLike) -> Area:
        """Enclose other points."""
        corners = _three(points)
        self.points = _curves([np.concatenate([corners, corners[:1]])])
        return self


def ellipse(matrix: ArrayLike, centre: Points, unit: float, turns: int = 96) -> Points:
    """The image of the unit circle under a 2 x 2 matrix, shape (turns + 1, 3)."""
    angle = np.linspace(0, 2 * np.pi, turns + 1)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return _three(ring @ np.asarray(matrix).T) * unit + centre


def circle(centre: Points, radius: float, turns: int = 96) -> Points:
    """A closed polygon that passes for a circle, for dashing; radius in manim's units."""
    return ellipse(np.eye(2), centre, radius, turns)


def frame_of(box: Box, color: str | None = None, width: float = theme.GRID) -> Path:
    """The outline of a box."""
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
        (box.left, box.top),
    ]
    return Path([at(*corner) for corner in corners], color or theme.axis, width)


def _three(points: ArrayLike) -> Points:
    points = np.asarray(points, dtype=np.float64)
    if points.shape[-1] == 3:
        return points
    return np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1)


def _runs(points: Points) -> list[Points]:
    """The stretches between NaNs."""
    finite = np.isfinite(points).all(axis=-1)
    if finite.all():
        return [points] if len(points) > 1 else []
    cuts = np.flatnonzero(np.diff(finite.astype(int))) + 1
    return [run for run in np.split(points, cuts) if len(run) > 1 and np.isfinite(run[0]).all()]


def _curves(runs: list[Points], pattern: Sequence[float] = ()) -> Points:
    """Straight cubic curves through the runs, shape (4 n, 3); in dashes, if there is a pattern."""
    pieces = [_dashed(run, np.asarray(pattern) * PX) if pattern else (run[:-1], run[1:])
              for run in runs]  # fmt: skip
    if not pieces:
        return np.zeros((0, 3))
    start, end = (np.concatenate(ends) for ends in zip(*pieces, strict=True))
    share = np.array([0, 1 / 3, 2 / 3, 1])[None, :, None]
    return ((1 - share) * start[:, None] + share * end[:, None]).reshape(-1, 3)


def _dashed(run: Points, pattern: Points) -> tuple[Points, Points]:
    """The starts and ends of the straight pieces that a pattern (on, off, ...) leaves of a run."""
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
    """The outline of a disc about the origin, four cubic curves, shape (16, 3)."""
    quarter = radius * np.array([[1, 0, 0], [1, CIRCLE, 0], [CIRCLE, 1, 0], [0, 1, 0]])
    turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]])
    parts = [quarter]
    for _ in range(3):
        parts.append(parts[-1] @ turn)
    return np.concatenate(parts)


def _square(half: float) -> Points:
    corners = half * np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0], [1, 1, 0]])
    return _curves([corners.astype(np.float64)])


def _arrow(start: Points, end: Points, width: float, dash: tuple[float, ...]) -> Points:
    along = end - start
    length = float(np.hypot(along[0], along[1]))
    if length < 1e-9:
        return np.zeros((0, 3))
    along = along / length
    across = np.array([-along[1], along[0], 0.0])
    head = min(5.2 * width, 0.6 * length)
    half, shaft = head * 0.4, min(width / 2, head * 0.12)
    neck = end - head * 0.86 * along
    shafts = _dashed(np.array([start, neck]), np.asarray(dash) * PX) if dash else ([start], [neck])
    polygons = [
        [a - shaft * across, b - shaft * across, b + shaft * across, a + shaft * across]
        for a, b in zip(*shafts, strict=True)
    ]
    tail = end - head * along
    polygons.append([end, tail + half * across, neck, tail - half * across])
    return _curves([np.array([*polygon, polygon[0]]) for polygon in polygons])
