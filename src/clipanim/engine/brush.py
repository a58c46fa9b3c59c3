"""A shape as it is seen, and how it is drawn: to the pixels of manim's own cameras."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cairo
import numpy as np
from manim import VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from numpy.typing import NDArray
from PIL import Image

from clipanim.stage import Painted, at

from .boxes import Box

Points = NDArray[np.float64]
Pixels = NDArray[np.uint8]
MITER = 10  # cairo's limit: how many half widths a sharp corner may stick out
THINNEST = 0.5  # pixels; of what is thinner, manim draws no image


@dataclass(eq=False)
class Drawn:
    """A shape as it is seen."""

    shape: Any
    look: Any  # equal before and after, equal pixels
    colours: tuple[Points, Points, Points]  # of the stroke behind, the filling, the stroke
    points: Points  # where they are seen
    ends: Points | None  # of its gradient, where they are seen
    box: Box
    kept: Any = None  # cairo's path, or the image to be laid on, once it has been drawn

    def __post_init__(self) -> None:
        is_curves = isinstance(self.shape, VMobject) and not isinstance(self.shape, Painted)
        self.path = self.points.tobytes() if is_curves else object()  # equal, equal paths


class Brush:
    """Draws on the pixels of a camera; one for each frame, as cameras move."""

    def __init__(self, camera: Any):
        self.camera, self.pixels = camera, camera.pixel_array
        self.context = camera.get_cairo_context(self.pixels)
        height, width = self.pixels.shape[:2]
        self.whole = Box(0, 0, width, height)

    def paint(self, one: Drawn) -> None:
        """Draw a shape as manim's camera does, but for what leaves no mark."""
        if isinstance(one.shape, Painted):
            self.camera.display_vectorized(one.shape, self.context)
        elif isinstance(one.shape, VMobject):
            self._curves(one)
        else:
            self._image(one)

    def _curves(self, one: Drawn) -> None:
        context, shape, (behind, filling, stroke) = self.context, one.shape, one.colours
        context.new_path()
        if one.kept is None:
            trace(context, shape, one.points)
            one.kept = context.copy_path()
        else:
            context.append_path(one.kept)
        self._stroke(one, behind, shape.get_stroke_width(True))
        if filling[:, 3].any():
            self._dip(filling, one.ends)
            context.fill_preserve()
        self._stroke(one, stroke, shape.get_stroke_width())

    def _stroke(self, one: Drawn, colours: Points, width: float) -> None:
        if width == 0 or not colours[:, 3].any():
            return
        context = self.context
        self._dip(colours, one.ends)
        context.set_line_width(width * self.camera.cairo_line_width_multiple)
        context.set_line_join(LINE_JOIN_MAP[one.shape.joint_type])
        context.set_line_cap(CAP_STYLE_MAP[one.shape.cap_style])
        context.stroke_preserve()

    def _dip(self, colours: Points, ends: Points | None) -> None:
        """Take a colour, or a gradient; cairo's pixels have blue first."""
        if len(colours) == 1:
            self.context.set_source_rgba(*colours[0][2::-1], colours[0][3])
            return
        assert ends is not None
        gradient = cairo.LinearGradient(*ends[0, :2], *ends[1, :2])
        for offset, colour in zip(_stops(len(colours)), colours, strict=True):
            red, green, blue, opacity = colour.tolist()
            gradient.add_color_stop_rgba(offset, blue, green, red, opacity)
        self.context.set_source(gradient)

    def _image(self, one: Drawn) -> None:
        b = one.box
        if not b.area:
            return
        if one.kept is None:
            one.kept = laid(one.shape.get_pixel_array(), one.points, one.shape)
        image, left, top = one.kept
        if image is None:
            return
        under = self.pixels[b.top : b.bottom, b.left : b.right]
        over = image.crop((b.left - left, b.top - top, b.right - left, b.bottom - top))
        under[:] = np.asarray(Image.alpha_composite(Image.fromarray(under), over))

    def box(self, shape: Any, points: Points) -> Box:
        """The pixels that a shape can touch: its control points, its strokes, its corners."""
        if isinstance(shape, Painted):
            reach = shape.reach()
            if reach is None:
                return self.whole
            low, high = at(reach.left, reach.bottom), at(reach.right, reach.top)
            return self._around(low.tolist(), high.tolist(), 0.0)
        low, high = points.min(axis=0), points.max(axis=0)
        if not np.isfinite((low, high)).all():
            return self.whole
        if not isinstance(shape, VMobject):
            (left, top), (right, bottom) = _corners(points)
            return self._inside(left, top, right, bottom)
        return self._around(low.tolist(), high.tolist(), max(_widest(shape), _widest(shape, True)))

    def _around(self, low: Sequence[float], high: Sequence[float], stroke: float) -> Box:
        """The pixels of a rectangle, of which two corners are given, and of a stroke around."""
        matrix = self.context.get_matrix()
        scale = max(abs(matrix.xx), abs(matrix.yy))
        margin = 2 + stroke * self.camera.cairo_line_width_multiple * scale / 2 * MITER
        return self._inside(
            math.floor(low[0] * matrix.xx + matrix.x0 - margin),
            math.floor(high[1] * matrix.yy + matrix.y0 - margin),
            math.ceil(high[0] * matrix.xx + matrix.x0 + margin),
            math.ceil(low[1] * matrix.yy + matrix.y0 + margin),
        )

    def _inside(self, left: int, top: int, right: int, bottom: int) -> Box:
        width, height = self.whole.right, self.whole.bottom
        return Box(
            min(max(0, left), width),
            min(max(0, top), height),
            max(0, min(width, right)),
            max(0, min(height, bottom)),
        )


def _widest(shape: Any, is_behind: bool = False) -> float:
    width = shape.background_stroke_width if is_behind else shape.stroke_width
    return float(np.max(width)) if isinstance(width, np.ndarray | Sequence) else float(width)


@cache
def _stops(count: int) -> list[float]:
    return np.linspace(0, 1, count).tolist()


def _corners(points: Points) -> tuple[tuple[int, int], tuple[int, int]]:
    """The least and the greatest pixel of an image's four corners."""
    whole = points.astype(np.int64)
    low, high = whole.min(axis=0), whole.max(axis=0)
    return (int(low[0]), int(low[1])), (int(high[0]), int(high[1]))


def laid(pixels: Pixels, corners: Points, shape: Any) -> tuple[Any, int, int]:
    """An image in perspective, and the pixel on which its own first one comes to lie.

    As `Camera.display_image_mobject`, which lays it on a picture as large as the film's.

    Args:
        pixels: RGBA, shape (height, width, 4).
        corners: where those are seen, in pixels, shape (4, 2).
        shape: says how to interpolate.
    """
    (left, top), (right, bottom) = _corners(corners)
    image = Image.fromarray(pixels)
    targets = corners - np.array([left, top])
    if _height(targets) < THINNEST:
        return None, left, top
    rows, values = [], []
    sources = [(0, 0), (image.width, 0), (0, image.height), (image.width, image.height)]
    for (x, y), (u, v) in zip(targets, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    try:
        how = np.linalg.solve(np.array(rows, float), np.array(values, float))
    except np.linalg.LinAlgError:  # three corners in a line
        return None, left, top
    size = right - left, bottom - top
    resample = shape.resampling_algorithm
    return image.transform(size, Image.Transform.PERSPECTIVE, how.tolist(), resample), left, top


def _height(corners: Points) -> float:
    """Pixels from the longest side of a quadrilateral to the one before it; 0 of a point."""
    around = corners[[0, 1, 3, 2]]
    sides = np.roll(around, -1, axis=0) - around
    lengths = np.linalg.norm(sides, axis=1)
    longest = int(np.argmax(lengths))
    (x, y), (u, v) = sides[longest], sides[longest - 1]
    return abs(x * v - y * u) / lengths[longest] if lengths[longest] else 0.0


def trace(context: Any, shape: Any, points: Points) -> None:
    """Lead a path of cairo's along the curves of a shape, as manim's camera does."""
    if not np.isfinite(points).all():
        return  # manim draws a single point instead: nothing
    flat = points[:, :2]
    if (flat[3:-1:4] == flat[4::4]).all():
        runs = [[0, len(points)]]
    else:
        runs = shape.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
    for start, end in runs:
        if end - start < 4:
            continue
        context.new_sub_path()
        context.move_to(*flat[start].tolist())
        curve_to = context.curve_to
        for curve in flat[start : end - (end - start) % 4].reshape(-1, 8)[:, 2:].tolist():
            curve_to(*curve)
        if shape.consider_points_equals_2d(points[start], points[end - 1]):
            context.close_path()
