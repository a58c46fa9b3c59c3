"""Ground seen in perspective: a height field, cheap enough for a camera that moves.

A height field is filled band by band: where its brightness lies between two levels is a
set of closed loops, found once. A frame projects the loops and fills them, which costs
milliseconds, and gives the smooth shading that thousands of flat quads do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import cairo
import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import theme
from .camera import Painted
from .contours import Loops, isolines, isoloops
from .frame import Box, at, to_px
from .ramp import Colour, brush, oklab, ramp
from .shapes import Path
from .view import NEAR, View

Points = NDArray[np.float64]
Context = cairo.Context
Corners = Sequence[Sequence[float]]

FAR_OUT = 1e6  # px; cairo counts in 24 bits
BANDS = 72  # shades of a terrain: finer than the eye, and than 8 bits
AMBIENT = 0.4
LAMP = np.array([-0.3, -0.64, 0.71])  # over the viewer's left shoulder; a unit vector
BRIGHTEST = 0.97  # OKLab's L


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
        self._colours = ramp((levels[:-1] + levels[1:]) / 2)
        levels[0] -= 1.0  # the first loops enclose all of it
        self._loops = _loops(mesh.tobytes(), shade.tobytes(), levels.tobytes(), shade.shape)
        self._edge = _edge(mesh)
        self._edge_shade = np.searchsorted(levels, _edge(shade[..., None])[:, 0]) - 1
        self._lines = isolines(mesh, np.asarray(heights), contours) if len(contours) else None
        self._sides = _sides(mesh, floor) if floor is not None else []
        self._ink = brush(theme.ink)
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
        return str(self.view), self.clip, self.get_fill_opacity()

    def reach(self) -> Box | None:
        """See `Painted.reach`."""
        if self.clip is not None:
            return self.clip
        edges = [self._edge, *(polygon for _, polygon in self._sides)]
        lines = [] if self._lines is None else [self._lines.reshape(-1, 3)]
        shown = self.view.project(np.concatenate([*edges, *lines]))
        if not np.isfinite(shown).all():  # some of it is too near to the eye
            return None
        (left, bottom), (right, top) = to_px(shown.min(axis=0)), to_px(shown.max(axis=0))
        return Box(left, top, right, bottom)

    def paint(self, context: Context[Any]) -> None:
        """Paint it; a picture that has not changed is painted again without being drawn."""
        opacity = self.get_fill_opacity()
        if opacity <= 0:
            return
        size = context.get_target().get_width(), context.get_target().get_height()
        m = context.get_matrix()
        key = (m.xx, m.yx, m.xy, m.yy, m.x0, m.y0, *size, str(self.view), self.clip)
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, self._picture(context.get_matrix(), size))
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
        for colour, polygon in self._sides:
            if pen.outline(context, polygon, facing=True):
                context.set_source_rgb(*colour)
                context.fill()
        context.set_source_surface(rough)
        pen.outline(context, self._edge)
        context.fill()
        if self._lines is not None:
            red, green, blue = self._ink
            context.set_source_rgba(red, green, blue, 0.16)
            context.set_line_width(1.1 * size[1] / 1080)
            pen.strokes(context, self._lines)
            context.stroke()
        return fine

    def _fill(self, pen: _Pen, context: Context[Any]) -> None:
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

    def outline(self, context: Context[Any], polygon: Points, facing: bool = False) -> bool:
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

    def strokes(self, context: Context[Any], segments: Points) -> None:
        """Lay segments, shape (n, 2, 3), as the path."""
        flat = self.device(segments)
        shown = np.isfinite(flat).all(axis=(1, 2))
        for (a, b), (c, d) in flat[shown].tolist():
            context.move_to(a, b)
            context.line_to(c, d)


def shadow() -> str:
    """The colour of a shadow on the ground, to be drawn at about half its opacity."""
    return theme.background if theme.name() == "dark" else theme.ink


def lit(mesh: Points, tone: Points) -> Points:
    """The lightness of each point under the lamp: OKLab's L for the theme in force."""
    across, away = np.gradient(mesh, axis=1), np.gradient(mesh, axis=0)
    normal = np.cross(across, away)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-300)
    lamp = AMBIENT + (1 - AMBIENT) * np.clip(normal @ LAMP, 0, 1)
    level = AMBIENT + (1 - AMBIENT) * LAMP[2]
    low, high = (oklab(colour)[0] for colour in (theme.ground_low, theme.ground_high))
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


@lru_cache(maxsize=8)
def _loops(mesh: bytes, shade: bytes, levels: bytes, shape: tuple[int, int]) -> Loops:
    """The shades of a ground, which several chapters show: as bytes, so that it is found again."""
    bounds, points = np.frombuffer(levels)[:-1], np.frombuffer(mesh).reshape(*shape, 3)
    return isoloops(points, np.frombuffer(shade).reshape(shape), bounds)


def _edge(mesh: Points) -> Points:
    """The rim of a mesh, once round, anticlockwise from above; shape (n, k)."""
    return np.concatenate([mesh[0, :-1], mesh[:-1, -1], mesh[-1, :0:-1], mesh[::-1, 0]])


def _sides(mesh: Points, floor: float) -> list[tuple[Colour, Points]]:
    """The four plain sides of a block with their colours: outlines, front side out."""
    rims = [mesh[0], mesh[:, -1], mesh[-1, ::-1], mesh[::-1, 0]]
    low = oklab(theme.ground_low)[0]
    shares = (0.93, 0.8, 0.7, 0.74) if theme.name() == "dark" else (1.08, 0.98, 0.9, 0.94)
    sides = []
    for share, rim in zip(shares, rims, strict=True):
        foot = rim[::-1] * (1, 1, 0) + (0, 0, floor)
        sides.append(
            (ramp(np.array([low * share]))[0], np.concatenate([foot[-1:], foot[:1], rim[::-1]]))
        )
    return sides


def _clip(context: Context[Any], box: Box, matrix: cairo.Matrix) -> None:
    (left, top), (right, bottom) = (
        matrix.transform_point(*at(x, y)[:2])
        for x, y in ((box.left, box.top), (box.right, box.bottom))
    )
    context.rectangle(
        round(left), round(top), round(right) - round(left), round(bottom) - round(top)
    )
    context.clip()


def _polyline(context: Context[Any], corners: Corners) -> None:
    line_to = context.line_to
    context.move_to(*corners[0])
    for x, y in corners[1:]:
        line_to(x, y)
