"""Terrain: a height field in perspective, cheap enough for a camera that moves.

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

from clipanim.stage import theme
from clipanim.stage.camera import CairoMobject
from clipanim.stage.frame import Box, at, to_px
from clipanim.stage.shapes import Path

from .colour_ramp import bgr, ramp_colours
from .contours import ContourLoops, contour_loops, contour_segments
from .shading import block_sides, shaded_lightness
from .surface_painter import SurfacePainter, clip_to_box, polyline_path
from .view import View

Points = NDArray[np.float64]
Context = cairo.Context

BANDS = 72  # shades of a terrain: finer than the eye, and than 8 bits


class Terrain(CairoMobject):
    """A height field in one neutral colour ramp, dark to light, with light, contours and sides.

    Painted over its own far parts in no order: every part must face the viewer. A slope
    that falls away from the eye more steeply than the eye looks down is drawn wrongly.

    Args:
        points: the mesh in the world, shape (rows, columns, 3): columns to the right, rows away.
        tone: how light each point is, 0 to 1, shape (rows, columns).
        view: the perspective camera; `see` changes it.
        heights: what `contours` are levels of, shape (rows, columns).
        contours: the levels at which contour lines are drawn.
        floor: the z that the plain sides of the block reach down to; no sides without it.
        clip: the box of the frame, px, that the terrain is clipped to.
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
        super().__init__(fill_color=theme.terrain_low, fill_opacity=1.0, stroke_width=0)
        self.role, self.clip = "terrain", clip
        mesh = np.asarray(points, np.float64)
        shade = shaded_lightness(mesh, np.asarray(tone, np.float64))
        levels = np.linspace(shade.min(), shade.max(), BANDS + 1)
        self._colours = ramp_colours((levels[:-1] + levels[1:]) / 2)
        levels[0] -= 1.0  # the first loops enclose all of it
        self._loops = _band_loops(mesh.tobytes(), shade.tobytes(), levels.tobytes(), shade.shape)
        self._rim = _rim(mesh)
        self._rim_band = np.searchsorted(levels, _rim(shade[..., None])[:, 0]) - 1
        self._contours = (
            contour_segments(mesh, np.asarray(heights), contours) if len(contours) else None
        )
        self._sides = block_sides(mesh, floor) if floor is not None else []
        self._contour_colour = bgr(theme.ink)
        self._cached_image: tuple[Any, cairo.ImageSurface] | None = None
        self.see(view)

    def see(self, view: View, clip: Box | None = None) -> Terrain:
        """Change the camera, and the box it is clipped to if given."""
        self.view, self.clip = view, clip or self.clip
        corners = view.project(self._rim[:: max(1, len(self._rim) // 64)])
        corners = corners[np.isfinite(corners).all(axis=1)]
        if self.clip is not None:
            box = self.clip
            corners = np.clip(corners, at(box.left, box.bottom), at(box.right, box.top))
        self.points = Path(corners).points
        return self

    def content_key(self) -> object:
        """See `CairoMobject.content_key`."""
        return str(self.view), self.clip, self.get_fill_opacity()

    def drawn_box(self) -> Box | None:
        """See `CairoMobject.drawn_box`."""
        if self.clip is not None:
            return self.clip
        edges = [self._rim, *(polygon for _, polygon in self._sides)]
        lines = [] if self._contours is None else [self._contours.reshape(-1, 3)]
        shown = self.view.project(np.concatenate([*edges, *lines]))
        if not np.isfinite(shown).all():  # some of it is too near to the eye
            return None
        (left, bottom), (right, top) = to_px(shown.min(axis=0)), to_px(shown.max(axis=0))
        return Box(left, top, right, bottom)

    def paint(self, context: Context[Any]) -> None:
        """Draw the terrain; the image is cached until camera, clip or surface change."""
        opacity = self.get_fill_opacity()
        if opacity <= 0:
            return
        size = context.get_target().get_width(), context.get_target().get_height()
        m = context.get_matrix()
        key = (m.xx, m.yx, m.xy, m.yy, m.x0, m.y0, *size, str(self.view), self.clip)
        if self._cached_image is None or self._cached_image[0] != key:
            self._cached_image = (key, self._draw_image(context.get_matrix(), size))
        context.identity_matrix()
        context.set_source_surface(self._cached_image[1])
        context.paint_with_alpha(opacity)

    def _draw_image(self, matrix: cairo.Matrix, size: tuple[int, int]) -> cairo.ImageSurface:
        """An image of the block with antialiased edges, transparent around it."""
        bands, image = (cairo.ImageSurface(cairo.FORMAT_ARGB32, *size) for _ in range(2))
        painter = SurfacePainter(self.view, matrix, size)
        self._fill_bands(painter, cairo.Context(bands))
        context = cairo.Context(image)
        if self.clip is not None:
            clip_to_box(context, self.clip, matrix)
        for colour, polygon in self._sides:
            if painter.polygon_path(context, polygon, facing=True):
                context.set_source_rgb(*colour)
                context.fill()
        context.set_source_surface(bands)
        painter.polygon_path(context, self._rim)
        context.fill()
        if self._contours is not None:
            first, second, third = self._contour_colour
            context.set_source_rgba(first, second, third, 0.16)
            context.set_line_width(1.1 * size[1] / 1080)
            painter.segments_path(context, self._contours)
            context.stroke()
        return image

    def _fill_bands(self, painter: SurfacePainter, context: Context[Any]) -> None:
        """Fill all bands without antialiasing: they share their edges, so nothing shows through."""
        context.set_antialias(cairo.ANTIALIAS_NONE)
        context.set_line_width(3.0)  # beyond the rim, for the antialiased edge to cut
        rim = painter.world_to_device(self._rim)
        cuts = np.flatnonzero(np.diff(self._rim_band)) + 1
        for first, last in pairwise([0, *cuts.tolist(), len(rim) - 1]):
            run = rim[first : last + 1]
            if np.isfinite(run).all() and len(run) > 1:
                context.set_source_rgb(*self._colours[self._rim_band[first]])
                polyline_path(context, run.tolist())
                context.stroke()
        context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
        bands = [*painter.project_loops(self._loops), []]
        for colour, (lower, upper) in zip(self._colours, pairwise(bands), strict=True):
            context.set_source_rgb(*colour)
            for loop in (*lower, *upper):
                polyline_path(context, loop)
                context.close_path()
            context.fill()


@lru_cache(maxsize=8)
def _band_loops(mesh: bytes, shade: bytes, levels: bytes, shape: tuple[int, int]) -> ContourLoops:
    """Outlines of the shades of a mesh, which several chapters show; bytes can be cache keys."""
    bounds, points = np.frombuffer(levels)[:-1], np.frombuffer(mesh).reshape(*shape, 3)
    return contour_loops(points, np.frombuffer(shade).reshape(shape), bounds)


def _rim(mesh: Points) -> Points:
    """The rim of a mesh, once round, anticlockwise from above; shape (n, k)."""
    return np.concatenate([mesh[0, :-1], mesh[:-1, -1], mesh[-1, :0:-1], mesh[::-1, 0]])
