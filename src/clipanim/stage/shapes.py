"""Basic mobjects whose points can be moved: polylines, dashed lines, dots, arrows, areas.

Coordinates are scene units, widths and radii px. `move` methods are cheap enough for
every frame: nothing is rebuilt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from numpy.typing import ArrayLike

from . import theme
from .frame import PX, Box, at
from .outlines import arrow_outline, disc, split_at_nan, square_outline, straight_curves, to_3d


def stroke(px: float) -> float:
    """Convert px at 1080p to manim's stroke width."""
    return 100 * PX * px


class Path(VMobject):
    """A polyline, plain or dashed.

    Args:
        points: scene units, shape (n, 2 or 3); NaN breaks the line.
        color: the theme's ink unless given.
        width: px.
        dash: lengths on, off, ..., px; none for a plain line.
        opacity: 0 to 1.
        role: what it is to the layout check: "line", "curve", "limit", "axis", "grid", ...
    """

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
        """Replace the points, scene units, shape (n, 2) or (n, 3); NaN breaks the line."""
        self.points = straight_curves(split_at_nan(to_3d(points)), self.dash)
        return self


class Dot(VMobject):
    """A dot, filled or hollow, with a casing in the background's colour.

    Args:
        point: scene units, shape (2 or 3,).
        color: the theme's ink unless given.
        radius: px.
        hollow: whether only its outline is coloured.
        casing: width of the casing, px.
        opacity: 0 to 1.
        square: whether it is a square, the marker of what is clipped by value.
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
        self.points = square_outline(0.8 * radius * PX) if square else disc(radius * PX)
        self.move(point)

    def move(self, point: ArrayLike) -> Dot:
        """Move the centre to a point, scene units."""
        self.shift(to_3d(point) - self.get_center())
        return self


class Dots(VMobject):
    """Many small dots as one mobject: the steps of a path, the tips of a ring.

    Args:
        points: scene units, shape (n, 2 or 3).
        color: the theme's ink unless given.
        radius: px.
        hollow: whether only outlines are coloured.
        opacity: 0 to 1.
    """

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
        """Replace the centres, scene units, shape (n, 2 or 3)."""
        places = to_3d(points).reshape(-1, 3)
        self.points = (places[:, None] + disc(self.radius * PX)[None]).reshape(-1, 3)
        return self


class Arrow(VMobject):
    """A straight arrow drawn to its true length: shaft and head are one filled mobject.

    A short arrow gets a head that fits into it, so a zero arrow is simply not there.

    Args:
        start: scene units, shape (2 or 3,).
        end: scene units, shape (2 or 3,).
        color: the theme's ink unless given.
        width: of the shaft, px.
        dash: lengths on, off, ... of the shaft, px.
        opacity: 0 to 1.
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
        """Move both ends, scene units."""
        self.start, self.end = to_3d(start), to_3d(end)
        self.points = arrow_outline(self.start, self.end, self.width_px * PX, self.dash)
        return self


class Area(VMobject):
    """A closed polygon with a light fill; points in scene units, shape (n, 2 or 3)."""

    def __init__(self, points: ArrayLike, color: str, opacity: float = theme.TINT):
        super().__init__(fill_color=color, fill_opacity=opacity, stroke_width=0)
        self.role = "area"
        self.move(points)

    def move(self, points: ArrayLike) -> Area:
        """Replace the corners, scene units, shape (n, 2 or 3)."""
        corners = to_3d(points)
        self.points = straight_curves([np.concatenate([corners, corners[:1]])])
        return self


def box_outline(box: Box, color: str | None = None, width: float = theme.GRID) -> Path:
    """The outline of a box as a polyline; width in px."""
    corners = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
        (box.left, box.top),
    ]
    return Path([at(*corner) for corner in corners], color or theme.axis, width)
