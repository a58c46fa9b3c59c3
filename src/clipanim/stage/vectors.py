"""A plane of vectors, all drawn from one origin and to one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, Box, at
from .motion import Run
from .shapes import Area, Arrow, Dot, Path, circle
from .type import Label

Points = NDArray[np.float64]

QUARTER = np.array([[0.0, -1.0], [1.0, 0.0]])  # turns a vector by 90 degrees


class Limit(VGroup):
    """The region that clipping allows: its tinted inside, its edge as a threshold, the origin,
    and how far it goes down from there, as a line with a name.
    """

    def __init__(self, plane: VectorPlane, edge: Points, color: str, half: float, name: Label):
        super().__init__()
        self.inside = Area(edge, color)
        self.edge = Path(edge, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        self.origin, foot = plane.dot(), plane.point([0, -half])
        self.radius = Path([plane.origin, foot], theme.ink, theme.GRID)
        self.name = name.beside(foot, 0, -36, "centre").naming(self.radius)
        self.add(self.inside, self.edge, self.radius, self.name, self.origin)


class Cut(VGroup):
    """A vector of which a part is kept, and the rest of it, dashed, on to its tip."""

    def __init__(self, plane: VectorPlane, raw: ArrayLike, kept: ArrayLike, color: str):
        super().__init__()
        self.plane = plane
        self.removed = plane.arrow(raw, theme.raw, kept, dash=theme.DASH)
        self.kept = plane.arrow(kept, color, width=theme.HEAVY)
        self.add(self.removed, self.kept)

    def move(self, raw: ArrayLike, kept: ArrayLike) -> Cut:
        """Show another vector, and another part of it."""
        tip = self.plane.point(kept)
        self.kept.move(self.plane.origin, tip)
        self.removed.move(tip, self.plane.point(raw))
        return self


class Bend(VGroup):
    """A vector, dashed, what became of it, the arc between, and how its components were cut."""

    def __init__(
        self,
        plane: VectorPlane,
        raw: ArrayLike,
        kept: ArrayLike,
        color: str,
        radius: float = 70,
    ):
        super().__init__()
        self.plane, self.radius = plane, radius
        nowhere = plane.point([[0, 0], [0, 0]])
        self.guides = Path(nowhere, theme.muted, theme.LINE, theme.DOTS)
        self.raw = plane.arrow(raw, theme.raw, width=theme.LINE, dash=theme.DASH)
        self.kept = plane.arrow(kept, color, width=theme.HEAVY)
        self.arc = Path(nowhere, theme.ink, theme.LINE)
        self.add(self.guides, self.raw, self.kept, self.arc)
        self.move(raw, kept)

    def move(self, raw: ArrayLike, kept: ArrayLike) -> Bend:
        """Show two vectors; the first only as far as the plane reaches."""
        plane, raw, kept = self.plane, np.asarray(raw), np.asarray(kept)
        reach = plane.reach(raw)
        self.raw.move(plane.origin, plane.point(reach))
        self.kept.move(plane.origin, plane.point(kept))
        corner = np.array([[reach[0], raw[1]], [kept[0], raw[1]], [*kept]])
        self.guides.move(plane.point(corner))
        ways = np.degrees(np.arctan2([raw[1], kept[1]], [raw[0], kept[0]]))
        self.arc.move(plane.arc(self.radius / plane.scale, ways))
        return self


def grow(arrow: Arrow, run_time: float = theme.MOVE) -> Run:
    """Let an arrow grow from its start to its end."""
    start, end = arrow.start, arrow.end
    return Run(
        lambda share: arrow.move(start, start + share * (end - start)), arrow, run_time=run_time
    )


class VectorPlane:
    """Where vectors lie on screen: the largest true scale at which all of `fits` lie in the box.

    Args:
        box: the room there is, px.
        fits: vectors that must be inside, shape (n, 2).
        unit: a length, in the vectors' unit, that is drawn at most `most` px long.
        most: px.
    """

    def __init__(self, box: Box, fits: ArrayLike, unit: float = 1.0, most: float = np.inf):
        fits = np.asarray(fits, dtype=np.float64)
        low, high = np.minimum(fits.min(axis=0), 0.0), np.maximum(fits.max(axis=0), 0.0)
        room = np.array([box.width, box.height])
        self.scale = float(min((room / np.maximum(high - low, 1e-12)).min(), most / unit))
        middle = (low + high) / 2 * self.scale
        x, y = (box.left + box.right) / 2 - middle[0], (box.top + box.bottom) / 2 + middle[1]
        self.box, self.origin_px, self.origin = box, (float(x), float(y)), at(x, y)

    def point(self, vector: ArrayLike) -> Points:
        """Where the tip of a vector lies, shape (..., 3)."""
        flat = np.asarray(vector, dtype=np.float64) * (self.scale * PX)
        return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1) + self.origin

    def reach(self, vector: ArrayLike) -> Points:
        """The vector itself, or as much of it as lies left of the box's right edge."""
        vector = np.asarray(vector, dtype=np.float64)
        room = (self.box.right - self.origin_px[0]) / self.scale
        return vector * min(1.0, room / max(float(vector[0]), 1e-12))

    def arrow(
        self,
        vector: ArrayLike,
        color: str,
        start: ArrayLike = (0.0, 0.0),
        width: float = theme.CURVE,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> Arrow:
        """The arrow of a vector, from the origin unless another vector's tip is given."""
        return Arrow(self.point(start), self.point(vector), color, width, dash, opacity)

    def line(self, vectors: ArrayLike, **how: object) -> Path:
        """A polyline through the tips of vectors, shape (n, 2)."""
        return Path(self.point(vectors), **how)  # type: ignore[arg-type]

    def dot(self) -> Dot:
        """The mark at the origin."""
        return Dot(self.origin, theme.ink)

    def disc(self, radius: float, color: str, name: Label) -> Limit:
        """All vectors that are at most so long."""
        return Limit(self, self.circle(radius), color, radius, name)

    def square(self, half: float, color: str, name: Label) -> Limit:
        """All vectors whose components are at most so large."""
        corners = half * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
        return Limit(self, self.point(corners), color, half, name)

    def circle(self, radius: float) -> Points:
        """The points of a circle about the origin."""
        return circle(self.origin, radius * self.scale * PX)

    def arc(self, radius: float, degrees: ArrayLike) -> Points:
        """The points of an arc about the origin from the first to the second angle."""
        start, end = np.radians(np.asarray(degrees, dtype=np.float64))
        angles = np.linspace(start, end, 49)
        return self.point(radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1))

    def near(self, label: Label, vector: ArrayLike, gap: float, side: int = 1) -> Label:
        """Put a label `gap` px beside the tip of a vector: left of its way (1) or right (-1)."""
        vector = np.asarray(vector, dtype=np.float64)
        across = side * QUARTER @ vector / (np.hypot(*vector) or 1.0)
        anchor = "left" if across[0] > 0.3 else "right" if across[0] < -0.3 else "centre"
        return label.beside(self.point(vector), gap * across[0], gap * across[1], anchor)

    def along(self, label: Label, vector: ArrayLike, side: int = 1, gap: float = 14) -> Label:
        """Put a label `gap` px clear of the middle of a vector: left of its way (1) or right."""
        vector = np.asarray(vector, dtype=np.float64)
        x, y = side * QUARTER @ vector / (np.hypot(*vector) or 1.0)
        away = gap + (abs(x) * label.width + abs(y) * label.height) / 2 / PX
        return label.beside(self.point(vector / 2), away * x, away * y, "centre")
