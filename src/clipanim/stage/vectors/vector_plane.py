"""Vector plane: 2-D vectors drawn as arrows from one origin and to one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Box, at
from clipanim.stage.motion import Run
from clipanim.stage.outlines import circle
from clipanim.stage.shapes import Area, Arrow, Dot, Path
from clipanim.stage.text.labels import Label

Points = NDArray[np.float64]

ROTATION_90 = np.array([[0.0, -1.0], [1.0, 0.0]])


class Limit(VGroup):
    """The region of vectors that clipping allows: tinted inside, dashed edge, named radius.

    Args:
        plane: where it is drawn.
        edge: its outline, scene units, shape (n, 3).
        color: of the inside.
        half: how far it goes down from the origin, in the vectors' unit.
        name: of that distance.
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
    """A vector clipped by norm: the part that is kept, and the rest, dashed, on to its tip.

    Args:
        plane: where it is drawn.
        raw: the vector before, shape (2,).
        kept: the vector after, shape (2,).
        color: of the part that is kept.
    """

    def __init__(self, plane: VectorPlane, raw: ArrayLike, kept: ArrayLike, color: str):
        super().__init__()
        self.plane = plane
        self.removed = plane.arrow(raw, theme.raw, kept, dash=theme.DASH)
        self.kept = plane.arrow(kept, color, width=theme.HEAVY)
        self.add(self.removed, self.kept)

    def move(self, raw: ArrayLike, kept: ArrayLike) -> Cut:
        """Show other vectors before and after."""
        tip = self.plane.point(kept)
        self.kept.move(self.plane.origin, tip)
        self.removed.move(tip, self.plane.point(raw))
        return self


class Bend(VGroup):
    """A vector clipped by value: before (dashed), after, the arc between, the cut components.

    Args:
        plane: where it is drawn.
        raw: the vector before, shape (2,).
        kept: the vector after, shape (2,).
        color: of the vector after.
        radius: of the arc, px.
    """

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
        """Show other vectors before and after; the first clipped to the plane's box."""
        plane, raw, kept = self.plane, np.asarray(raw), np.asarray(kept)
        reach = plane.clip_to_box(raw)
        self.raw.move(plane.origin, plane.point(reach))
        self.kept.move(plane.origin, plane.point(kept))
        corner = np.array([[reach[0], raw[1]], [kept[0], raw[1]], [*kept]])
        self.guides.move(plane.point(corner))
        ways = np.degrees(np.arctan2([raw[1], kept[1]], [raw[0], kept[0]]))
        self.arc.move(plane.arc(self.radius / plane.scale, ways))
        return self


def grow_arrow(arrow: Arrow, run_time: float = theme.MOVE) -> Run:
    """Animation that grows an arrow from its start to its end, as manim's GrowArrow."""
    start, end = arrow.start, arrow.end
    return Run(
        lambda share: arrow.move(start, start + share * (end - start)), arrow, run_time=run_time
    )


class VectorPlane:
    """Coordinates for vectors: the largest uniform scale at which all of `fits` are in a box.

    Args:
        box: of the frame, px.
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
        """Convert vectors, shape (..., 2), to the scene units of their tips, shape (..., 3)."""
        flat = np.asarray(vector, dtype=np.float64) * (self.scale * PX)
        return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1) + self.origin

    def clip_to_box(self, vector: ArrayLike) -> Points:
        """Shorten a vector, shape (2,), to the part left of the box's right edge."""
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
        """A dot at the origin."""
        return Dot(self.origin, theme.ink)

    def disc(self, radius: float, color: str, name: Label) -> Limit:
        """The region of all vectors whose norm is at most `radius`."""
        return Limit(self, self.circle(radius), color, radius, name)

    def square(self, half: float, color: str, name: Label) -> Limit:
        """The region of all vectors whose components are at most `half` in size."""
        corners = half * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
        return Limit(self, self.point(corners), color, half, name)

    def circle(self, radius: float) -> Points:
        """The points of a circle about the origin, scene units, shape (n, 3)."""
        return circle(self.origin, radius * self.scale * PX)

    def arc(self, radius: float, degrees: ArrayLike) -> Points:
        """The points of an arc about the origin between two angles, scene units, shape (49, 3)."""
        start, end = np.radians(np.asarray(degrees, dtype=np.float64))
        angles = np.linspace(start, end, 49)
        return self.point(radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1))

    def near(self, label: Label, vector: ArrayLike, gap: float, side: int = 1) -> Label:
        """Put a label `gap` px beside the tip of a vector: left of its way (1) or right (-1)."""
        vector = np.asarray(vector, dtype=np.float64)
        across = side * ROTATION_90 @ vector / (np.hypot(*vector) or 1.0)
        anchor = "left" if across[0] > 0.3 else "right" if across[0] < -0.3 else "centre"
        return label.beside(self.point(vector), gap * across[0], gap * across[1], anchor)

    def along(self, label: Label, vector: ArrayLike, side: int = 1, gap: float = 14) -> Label:
        """Put a label `gap` px clear of the middle of a vector: left of its way (1) or right."""
        vector = np.asarray(vector, dtype=np.float64)
        x, y = side * ROTATION_90 @ vector / (np.hypot(*vector) or 1.0)
        away = gap + (abs(x) * label.width + abs(y) * label.height) / 2 / PX
        return label.beside(self.point(vector / 2), away * x, away * y, "centre")
