"""Ground seen in perspective: a camera that can pull back, a height field, paths on it.

A height field is filled band by band: where its brightness lies between two levels is a
set of closed loops, found once. A frame projects the loops and fills them, which costs
milliseconds, and gives the smooth shading that thousands of flat quads do not.

World coordinates are the caller's: x to the right, y away from the viewer, z up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cairo
import numpy as np
from manim import LineJointType, VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .camera import Painted
from .contours import Loops, isolines, isoloops
from .frame import PX, Box, Point, at
from .motion import show
from .shapes import Dots, Path

Points = NDArray[np.float64]
Context = cairo.Context
Corners = Sequence[Sequence[float]]

NEAR = 0.02  # of the distance to the target: what is closer is not seen
FAR_OUT = 1e6  # px; cairo counts in 24 bits
BANDS = 72  # shades of a terrain: finer than the eye, and than 8 bits
AMBIENT = 0.4
LAMP = np.array([-0.3, -0.64, 0.71])  # over the viewer's left shoulder; a unit vector
BRIGHTEST = 0.97  # OKLab's L


@dataclass(frozen=True)
class View:
    """A camera: what it looks at, from how far, and where that stands in the frame.

    Attributes:
        target: the point in the world that it looks at, shape (3,).
        distance: from the eye to the target.
        elevation: of the eye above the ground, degrees; 90 looks straight down.
        centre: where the target stands in the frame, manim's coordinates.
        azimuth: degrees by which the viewer has walked round the target.
        field: of view, over the height of the frame, degrees.
    """

    target: Point
    distance: float
    elevation: float
    centre: Point
    azimuth: float = 0.0
    field: float = 28.0

    @property
    def axes(self) -> Points:
        """The unit vectors to the right, up and into the frame, as rows."""
        turn, lift = np.radians([self.azimuth, self.elevation])
        right = np.array([np.cos(turn), np.sin(turn), 0.0])
        ahead = np.array([-np.sin(turn), np.cos(turn), 0.0])
        into = np.cos(lift) * ahead - np.array([0.0, 0.0, np.sin(lift)])
        return np.array([right, np.cross(right, into), into])

    @property
    def unit(self) -> float:
        """How long a unit of the world, at the target, is in the frame, manim's units."""
        return float(4 / np.tan(np.radians(self.field) / 2) / self.distance)

    def seen(self, points: ArrayLike) -> Points:
        """Points from the eye: right, up, depth; the target's depth is 1. Shape (..., 3)."""
        offset = (np.asarray(points, np.float64) - self.target) @ self.axes.T
        return np.asarray(offset / self.distance + (0.0, 0.0, 1.0))

    def flat(self, seen: Points) -> Points:
        """What `seen` gives, in the frame, manim's coordinates; NaN if it is too close."""
        depth = np.where(seen[..., 2:] >= NEAR * (1 - 1e-9), seen[..., 2:], np.nan)
        flat = seen * (self.unit * self.distance, self.unit * self.distance, 0.0) / depth
        return np.asarray(flat + self.centre)

    def project(self, points: ArrayLike) -> Points:
        """Where points of the world, shape (..., 3), stand in the frame."""
        return self.flat(self.seen(points))

    def fitted(self, points: ArrayLike, box: Box) -> View:
        """This view, nearer or farther and moved, so that the points fill a box of the frame."""
        points = np.asarray(points, np.float64).reshape(-1, 3)
        view = replace(self, target=(points.min(axis=0) + points.max(axis=0)) / 2)
        room = np.array([box.width, box.height]) * PX
        size = float(np.ptp(points, axis=0).max())
        near, far = 1e-3 * size, 1e3 * size
        for _ in range(60):
            view = replace(view, distance=float(np.sqrt(near * far)))
            seen = view.project(points)[:, :2]
            fits = np.isfinite(seen).all() and (np.ptp(seen, axis=0) <= room).all()
            near, far = (near, view.distance) if fits else (view.distance, far)
        view = replace(view, distance=far)
        seen = view.project(points)
        return replace(
            view, centre=view.centre + box.centre - (seen.min(axis=0) + seen.max(axis=0)) / 2
        )

    def reach(self, start: Point, end: Point, box: Box) -> float:
        """The share of the way from `start`, seen in the box, to `end` that lies in the box."""
        (left, bottom), (right, top) = (
            at(box.left, box.bottom)[:2],
            at(box.right, box.top)[:2],
        )

        def inside(share: float) -> bool:
            x, y, _ = self.project(start + share * (end - start))
            return bool(left <= x <= right and bottom <= y <= top)

        if inside(1.0):
            return 1.0
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if inside(middle) else (low, middle)
        return low


def between(first: View, last: View, share: float) -> View:
    """A view on the way: the scale changes evenly, by the same factor in the same time.

    Whatever both views show in one place stays in its place.
    """
    distance = first.distance ** (1 - share) * last.distance**share
    gap = last.distance - first.distance
    moved = (distance - first.distance) / gap if abs(gap) > 1e-9 * last.distance else share
    return View(
        target=first.target + moved * (last.target - first.target),
        distance=distance,
        elevation=first.elevation + share * (last.elevation - first.elevation),
        centre=first.centre + share * (last.centre - first.centre),
        azimuth=first.azimuth + share * (last.azimuth - first.azimuth),
        field=first.field + share * (last.field - first.field),
    )


class Terrain(Painted):
    """A height field in one neutral ramp, dark to light, with lamp, contours and sides.

    Painted over its own far parts in no order: every part must face the viewer. A slope
    that falls away from the eye more steeply than the eye looks down is drawn wrongly.

    Args:
        points: the mesh, shape (rows, columns, 3): columns to the right, rows away.
        tone: how light each point is, 0 to 1, shape (rows, columns).
        view: how it is seen; `see` changes it.
        heights: what `contours` are levels of, shape (rows, columns).
        contours: the levels at which lines are drawn.
        floor: the z that the plain sides of the block reach down to; none without it.
        clip: the box of the frame that the ground is kept in.
    """

    def __init__(
        self,
        points: ArrayLike,
        tone: ArrayLike,
        view: View,
        *,
        heights: ArrayLike | None = None,
        contours: Sequence[float] = (),
        floor: float | None = None,
        clip: Box | None = None,
    ):
        super().__init__(fill_color=theme.ground_low, fill_opacity=1.0, stroke_width=0)
        self.role, self.clip = "terrain", clip
        mesh = np.asarray(points, np.float64)
        shade = lit(mesh, np.asarray(tone, np.float64))
        levels = np.linspace(shade.min(), shade.max(), BANDS + 1)
        self._colours = _ramp((levels[:-1] + levels[1:]) / 2)
        levels[0] -= 1.0  # the first loops enclose all of it
        self._loops = isoloops(mesh, shade, levels[:-1])
        self._edge = _edge(mesh)
        self._edge_shade = np.searchsorted(levels, _edge(shade[..., None])[:, 0]) - 1
        self._lines = isolines(mesh, np.asarray(heights), contours) if len(contours) else None
        self._sides = _sides(mesh, floor) if floor is not None else []
        self._ink = _brush(theme.ink)
        self.sides = 1.0  # the opacity of the sides
        self._kept: tuple[Any, cairo.ImageSurface] | None = None
        self.see(view)

    def see(self, view: View, clip: Box | None = None) -> Terrain:
        """See it from elsewhere."""
        self.view, self.clip = view, clip or self.clip
        corners = view.project(self._edge[:: max(1, len(self._edge) // 64)])
        corners = corners[np.isfinite(corners).all(axis=1)]
        if self.clip is not None:
            box = self.clip
            corners = np.clip(corners, at(box.left, box.bottom), at(box.right, box.top))
        self.points = Path(corners).points
        return self

    def look(self) -> object:
        """See `Painted.look`."""
        return str(self.view), self.sides, self.clip, self.get_fill_opacity()

    def paint(self, context: Context) -> None:
        """Paint it; a picture that has not changed is painted again without being drawn."""
        size = context.get_target().get_width(), context.get_target().get_height()
        key = (*context.get_matrix(), *size, str(self.view), self.sides, self.clip)
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, self._picture(context.get_matrix(), size))
        opacity = self.get_fill_opacity()
        context.identity_matrix()
        context.set_source_surface(self._kept[1])
        context.paint_with_alpha(opacity)

    def _picture(self, matrix: cairo.Matrix, size: tuple[int, int]) -> cairo.ImageSurface:
        """The block as a picture of its own, with soft edges."""
        rough, fine = (cairo.ImageSurface(cairo.FORMAT_ARGB32, *size) for _ in range(2))
        pen = _Pen(self.view, matrix, size)
        self._fill(pen, cairo.Context(rough))
        context = cairo.Context(fine)
        if self.clip is not None:
            _clip(context, self.clip, matrix)
        if self.sides > 0:
            for colour, polygon in self._sides:
                if pen.outline(context, polygon, facing=True):
                    context.set_source_rgba(*colour, self.sides)
                    context.fill()
        context.set_source_surface(rough)
        pen.outline(context, self._edge)
        context.fill()
        if self._lines is not None:
            context.set_source_rgba(*self._ink, 0.16)
            context.set_line_width(1.1 * size[1] / 1080)
            pen.strokes(context, self._lines)
            context.stroke()
        return fine

    def _fill(self, pen: _Pen, context: Context) -> None:
        """All bands without antialiasing: they share their edges, so nothing shows through."""
        context.set_antialias(cairo.ANTIALIAS_NONE)
        context.set_line_width(3.0)  # beyond the edge, for the soft edge to cut
        rim = pen.device(self._edge)
        cuts = np.flatnonzero(np.diff(self._edge_shade)) + 1
        for first, last in pairwise([0, *cuts.tolist(), len(rim) - 1]):
            run = rim[first : last + 1]
            if np.isfinite(run).all() and len(run) > 1:
                context.set_source_rgb(*self._colours[self._edge_shade[first]])
                _polyline(context, run.tolist())
                context.stroke()
        context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
        bands = [*pen.loops(self._loops), []]
        for colour, (lower, upper) in zip(self._colours, pairwise(bands), strict=True):
            context.set_source_rgb(*colour)
            for loop in (*lower, *upper):
                _polyline(context, loop)
                context.close_path()
            context.fill()


class _Pen:
    """Draws points of the world on a surface, in device px."""

    def __init__(self, view: View, matrix: cairo.Matrix, size: tuple[int, int]):
        self.view, self.size = view, size
        self.linear = np.array([[matrix.xx, matrix.xy], [matrix.yx, matrix.yy]])
        self.offset = np.array([matrix.x0, matrix.y0])

    def on_surface(self, seen: Points) -> Points:
        flat = self.view.flat(seen)[..., :2] @ self.linear.T + self.offset
        return np.clip(flat, -FAR_OUT, FAR_OUT)

    def device(self, points: Points) -> Points:
        return self.on_surface(self.view.seen(points))

    def loops(self, loops: Loops) -> list[list[Corners]]:
        """The loops of each level that touch the surface, corner by corner."""
        seen, starts, level = _before_the_eye(
            self.view.seen(loops.points), loops.starts, loops.level
        )
        found: list[list[Corners]] = [[] for _ in range(loops.levels)]
        if not len(starts):
            return found
        flat = self.on_surface(seen)
        low, high = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
        shown = ((high >= 0) & (low <= self.size)).all(axis=1)
        corners = list(zip(*flat.T.tolist(), strict=True))
        ends = [*starts[1:].tolist(), len(flat)]
        for n in np.flatnonzero(shown):
            found[level[n]].append(corners[starts[n] : ends[n]])
        return found

    def outline(self, context: Context, polygon: Points, facing: bool = False) -> bool:
        """Lay a closed polygon as the path; with `facing`, only if its front is seen."""
        starts, level = np.zeros(1, int), np.zeros(1, int)
        seen, starts, _ = _before_the_eye(self.view.seen(polygon), starts, level)
        if len(seen) < 3:
            return False
        flat = self.on_surface(seen)
        x, y = flat.T
        if facing and np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) >= 0:
            return False
        _polyline(context, flat.tolist())
        context.close_path()
        return True

    def strokes(self, context: Context, segments: Points) -> None:
        """Lay segments, shape (n, 2, 3), as the path."""
        flat = self.device(segments)
        shown = np.isfinite(flat).all(axis=(1, 2))
        for (a, b), (c, d) in flat[shown].tolist():
            context.move_to(a, b)
            context.line_to(c, d)


class Trail(VGroup):
    """A path over the ground: a line with a casing, and a dot for each step.

    Args:
        points: where it goes, shape (n, 3), in the world.
        view: how it is seen.
        color: of line and dots.
    """

    def __init__(
        self,
        points: ArrayLike,
        view: View,
        color: str,
        width: float = theme.LINE,
        radius: float = 4.5,
    ):
        self.world = np.asarray(points, np.float64)
        self.casing = Path(np.zeros((0, 3)), theme.background, 7.0, opacity=0.5)
        self.line = Path(np.zeros((0, 3)), color, width, role="path")
        self.dots = Dots(np.zeros((0, 3)), color, radius)
        self.view, self.steps = view, float(len(self.world) - 1)
        super().__init__(self.casing, self.line, self.dots)
        self.dots.set_stroke(width=0)  # the casing is there already
        for line in (self.casing, self.line):
            line.joint_type = LineJointType.ROUND
        self.walk(self.steps)

    def see(self, view: View) -> Trail:
        """See it from elsewhere."""
        self.view = view
        return self.walk(self.steps)

    def walk(self, steps: float) -> Trail:
        """Show the first `steps` steps, a part of a step too."""
        self.steps = min(max(steps, 0.0), len(self.world) - 1.0)
        whole = int(self.steps)
        done = self.view.project(self.world[: whole + 1])
        run = np.concatenate([done, self.end[None]]) if self.steps > whole else done
        self.casing.move(run)
        self.line.move(run)
        self.dots.move(done)
        return self

    def fade(self, share: float) -> Trail:
        """Show it at a share of its opacity."""
        for shape, fill, line in ((self.casing, 0, 0.5), (self.line, 0, 1), (self.dots, 1, 0)):
            show(shape, fill, line, share)
        return self

    @property
    def end(self) -> Point:
        """Where the walker stands, in the frame."""
        return self.view.project(self.place)

    @property
    def place(self) -> Point:
        """Where the walker stands, in the world."""
        whole = min(int(self.steps), max(len(self.world) - 2, 0))
        part = self.steps - whole
        first, second = self.world[whole], self.world[min(whole + 1, len(self.world) - 1)]
        return np.asarray(first + part * (second - first))


def shadow() -> str:
    """The colour of a shadow on the ground, to be drawn at about half its opacity."""
    return theme.background if theme.name() == "dark" else theme.ink


def evenly(x: ArrayLike, y: ArrayLike, count: int) -> Points:
    """`count` values of x, evenly spaced along the curve (x, y): a wall becomes a face.

    Args:
        x: increasing, shape (n,), dense enough for the curve to be its polygon.
        y: in the units that x is drawn in, shape (n,).

    >>> evenly([0, 1, 1.001, 2], [0, 0, 2, 2], 5).round(2).tolist()
    [0.0, 1.0, 1.0, 1.0, 2.0]
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return np.interp(np.linspace(0, length[-1], count), length, x)


def lit(mesh: Points, tone: Points) -> Points:
    """The lightness of each point under the lamp: OKLab's L for the theme in force."""
    across, away = np.gradient(mesh, axis=1), np.gradient(mesh, axis=0)
    normal = np.cross(across, away)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-300)
    lamp = AMBIENT + (1 - AMBIENT) * np.clip(normal @ LAMP, 0, 1)
    level = AMBIENT + (1 - AMBIENT) * LAMP[2]
    low, high = (_oklab(colour)[0] for colour in (theme.ground_low, theme.ground_high))
    lightness = (low + (high - low) * np.clip(tone, 0, 1)) * (1 + lamp / level) / 2
    return np.asarray(np.minimum(lightness, BRIGHTEST))


def _before_the_eye(
    seen: Points, starts: NDArray[Any], level: NDArray[Any]
) -> tuple[Points, NDArray[Any], NDArray[Any]]:
    """Closed loops cut off where they come too close to the eye."""
    inside = seen[:, 2] >= NEAR
    if inside.all():
        return seen, starts, level
    counts = np.diff([*starts, len(seen)])
    following = np.arange(1, len(seen) + 1)
    following[starts + counts - 1] = starts
    after = seen[following]
    crosses = inside != inside[following]
    share = np.where(
        crosses, (NEAR - seen[:, 2]) / np.where(crosses, after[:, 2] - seen[:, 2], 1), 0
    )
    cut = seen + share[:, None] * (after - seen)
    both = np.stack([seen, cut], axis=1).reshape(-1, 3)
    kept = np.stack([inside, crosses], axis=1).ravel()
    owner = np.repeat(np.arange(len(starts)), counts).repeat(2)[kept]
    alive, first = np.unique(owner, return_index=True)
    return both[kept], first, level[alive]


def _edge(mesh: Points) -> Points:
    """The rim of a mesh, once round, anticlockwise from above; shape (n, k)."""
    return np.concatenate([mesh[0, :-1], mesh[:-1, -1], mesh[-1, :0:-1], mesh[::-1, 0]])


def _sides(mesh: Points, floor: float) -> list[tuple[tuple[float, float, float], Points]]:
    """The four plain sides of a block with their colours: outlines, front side out."""
    rims = [mesh[0], mesh[:, -1], mesh[-1, ::-1], mesh[::-1, 0]]
    low = _oklab(theme.ground_low)[0]
    shares = (0.93, 0.8, 0.7, 0.74) if theme.name() == "dark" else (1.08, 0.98, 0.9, 0.94)
    sides = []
    for share, rim in zip(shares, rims, strict=True):
        foot = rim[::-1] * (1, 1, 0) + (0, 0, floor)
        sides.append(
            (_ramp(np.array([low * share]))[0], np.concatenate([foot[-1:], foot[:1], rim[::-1]]))
        )
    return sides


def _ramp(lightness: Points) -> list[tuple[float, float, float]]:
    """Colours of the theme's neutral ramp with these lightnesses, linear in OKLab; blue first."""
    low, high = _oklab(theme.ground_low), _oklab(theme.ground_high)
    share = (lightness - low[0]) / (high[0] - low[0])
    lab = low + share[:, None] * (high - low)
    return [tuple(colour) for colour in _srgb(lab)[:, ::-1].tolist()]


def _clip(context: Context, box: Box, matrix: cairo.Matrix) -> None:
    (left, top), (right, bottom) = (
        matrix.transform_point(*at(x, y)[:2])
        for x, y in ((box.left, box.top), (box.right, box.bottom))
    )
    context.rectangle(
        round(left), round(top), round(right) - round(left), round(bottom) - round(top)
    )
    context.clip()


def _polyline(context: Context, corners: Corners) -> None:
    line_to = context.line_to
    context.move_to(*corners[0])
    for x, y in corners[1:]:
        line_to(x, y)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _brush(colour: str) -> tuple[float, ...]:
    """A colour as manim's surfaces want it: blue first."""
    return _rgb(colour)[::-1]


# OKLab. Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(colour: str) -> Points:
    rgb = np.array(_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(TO_LAB @ np.cbrt(TO_LMS @ linear))


def _srgb(lab: Points) -> Points:
    linear = (lab @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
