"""Painting single shapes with cairo, onto the pixels of manim's own cameras."""

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

from clipanim.stage import CairoMobject, at

from .dirty_rectangles import PixelRect

Points = NDArray[np.float64]
Pixels = NDArray[np.uint8]
MITER_LIMIT = 10  # cairo's default: how many half line widths a sharp corner may stick out
MIN_IMAGE_HEIGHT = 0.5  # px; manim draws no image that is thinner


@dataclass(eq=False)
class ProjectedShape:
    """A shape with all that its pixels depend on, as the camera sees it now."""

    shape: Any
    appearance: Any  # equal appearance and equal view: equal pixels
    colours: tuple[Points, Points, Points]  # RGBA rows of background stroke, fill, stroke
    points: Points  # projected
    gradient_ends: Points | None  # projected, shape (2, 3)
    bounds: PixelRect
    cached: Any = None  # cairo's path, or the warped image, once it has been painted

    def __post_init__(self) -> None:
        is_curves = isinstance(self.shape, VMobject) and not isinstance(self.shape, CairoMobject)
        self.path_key = self.points.tobytes() if is_curves else object()  # equal: equal paths


class CairoPainter:
    """Paints shapes onto a camera's pixels; a new one for each frame, as cameras move."""

    def __init__(self, camera: Any):
        self.camera, self.pixels = camera, camera.pixel_array
        self.context = camera.get_cairo_context(self.pixels)
        height, width = self.pixels.shape[:2]
        self.frame_rect = PixelRect(0, 0, width, height)

    def paint(self, projected: ProjectedShape) -> None:
        """Paint a shape as manim's camera does, without strokes and fills that are invisible."""
        if isinstance(projected.shape, CairoMobject):
            self.camera.display_vectorized(projected.shape, self.context)
        elif isinstance(projected.shape, VMobject):
            self._paint_curves(projected)
        else:
            self._paint_image(projected)

    def _paint_curves(self, projected: ProjectedShape) -> None:
        context, shape = self.context, projected.shape
        background_stroke, fill, stroke = projected.colours
        context.new_path()
        if projected.cached is None:
            trace_path(context, shape, projected.points)
            projected.cached = context.copy_path()
        else:
            context.append_path(projected.cached)
        self._stroke(projected, background_stroke, shape.get_stroke_width(True))
        if fill[:, 3].any():
            self._set_source(fill, projected.gradient_ends)
            context.fill_preserve()
        self._stroke(projected, stroke, shape.get_stroke_width())

    def _stroke(self, projected: ProjectedShape, colours: Points, width: float) -> None:
        if width == 0 or not colours[:, 3].any():
            return
        context, shape = self.context, projected.shape
        self._set_source(colours, projected.gradient_ends)
        context.set_line_width(width * self.camera.cairo_line_width_multiple)
        context.set_line_join(LINE_JOIN_MAP[shape.joint_type])
        context.set_line_cap(CAP_STYLE_MAP[shape.cap_style])
        context.stroke_preserve()

    def _set_source(self, colours: Points, gradient_ends: Points | None) -> None:
        """Use a colour, or a linear gradient of several; cairo's pixels are BGRA."""
        if len(colours) == 1:
            self.context.set_source_rgba(*colours[0][2::-1], colours[0][3])
            return
        assert gradient_ends is not None
        gradient = cairo.LinearGradient(*gradient_ends[0, :2], *gradient_ends[1, :2])
        for offset, colour in zip(_stop_offsets(len(colours)), colours, strict=True):
            red, green, blue, opacity = colour.tolist()
            gradient.add_color_stop_rgba(offset, blue, green, red, opacity)
        self.context.set_source(gradient)

    def _paint_image(self, projected: ProjectedShape) -> None:
        rect = projected.bounds
        if not rect.area:
            return
        if projected.cached is None:
            shape = projected.shape
            projected.cached = warp_image(shape.get_pixel_array(), projected.points, shape)
        image, left, top = projected.cached
        if image is None:
            return
        below = self.pixels[rect.top : rect.bottom, rect.left : rect.right]
        crop = rect.left - left, rect.top - top, rect.right - left, rect.bottom - top
        below[:] = np.asarray(Image.alpha_composite(Image.fromarray(below), image.crop(crop)))

    def bounds(self, shape: Any, points: Points) -> PixelRect:
        """The pixels that a shape can touch with its control points, strokes and mitred corners.

        Args:
            shape: a mobject.
            points: its projected points, shape (n, 3); of an image, its corners in pixels.
        """
        if isinstance(shape, CairoMobject):
            reach = shape.drawn_box()
            if reach is None:
                return self.frame_rect
            low, high = at(reach.left, reach.bottom), at(reach.right, reach.top)
            return self._device_rect(low.tolist(), high.tolist(), 0.0)
        low, high = points.min(axis=0), points.max(axis=0)
        if not np.isfinite((low, high)).all():
            return self.frame_rect
        if not isinstance(shape, VMobject):
            (left, top), (right, bottom) = _pixel_extent(points)
            return self._clamp(left, top, right, bottom)
        widest = max(_max_stroke_width(shape), _max_stroke_width(shape, is_background=True))
        return self._device_rect(low.tolist(), high.tolist(), widest)

    def _device_rect(self, low: Sequence[float], high: Sequence[float], stroke: float) -> PixelRect:
        """The pixels of a rectangle in manim's units, with a stroke around it."""
        matrix = self.context.get_matrix()
        scale = max(abs(matrix.xx), abs(matrix.yy))
        half_width = stroke * self.camera.cairo_line_width_multiple * scale / 2
        margin = 2 + half_width * MITER_LIMIT
        return self._clamp(
            math.floor(low[0] * matrix.xx + matrix.x0 - margin),
            math.floor(high[1] * matrix.yy + matrix.y0 - margin),
            math.ceil(high[0] * matrix.xx + matrix.x0 + margin),
            math.ceil(low[1] * matrix.yy + matrix.y0 + margin),
        )

    def _clamp(self, left: int, top: int, right: int, bottom: int) -> PixelRect:
        """The part of a rectangle that lies inside the frame."""
        width, height = self.frame_rect.right, self.frame_rect.bottom
        return PixelRect(
            min(max(0, left), width),
            min(max(0, top), height),
            max(0, min(width, right)),
            max(0, min(height, bottom)),
        )


def _max_stroke_width(shape: Any, is_background: bool = False) -> float:
    width = shape.background_stroke_width if is_background else shape.stroke_width
    return float(np.max(width)) if isinstance(width, np.ndarray | Sequence) else float(width)


@cache
def _stop_offsets(count: int) -> list[float]:
    return np.linspace(0, 1, count).tolist()


def _pixel_extent(points: Points) -> tuple[tuple[int, int], tuple[int, int]]:
    """The least and the greatest pixel (x, y) of an image's four corners."""
    pixels = points.astype(np.int64)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    return (int(low[0]), int(low[1])), (int(high[0]), int(high[1]))


def warp_image(pixels: Pixels, corners: Points, shape: Any) -> tuple[Any, int, int]:
    """An image transformed to four corners by a homography, and its offset in the frame.

    As `Camera.display_image_mobject`, which pastes it on a canvas as large as the frame.

    Args:
        pixels: RGBA, shape (height, width, 4).
        corners: where its corners are projected to, in pixels, shape (4, 2).
        shape: the image mobject, which says how to interpolate.

    Returns:
        The image, or None if it is degenerate, and the pixel of the frame, left and top, on which
        its first pixel falls.
    """
    (left, top), (right, bottom) = _pixel_extent(corners)
    image = Image.fromarray(pixels)
    targets = corners - np.array([left, top])
    if _quadrilateral_height(targets) < MIN_IMAGE_HEIGHT:
        return None, left, top
    rows, values = [], []
    sources = [(0, 0), (image.width, 0), (0, image.height), (image.width, image.height)]
    for (x, y), (u, v) in zip(targets, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    try:
        homography = np.linalg.solve(np.array(rows, float), np.array(values, float))
    except np.linalg.LinAlgError:  # three corners in a line
        return None, left, top
    size = right - left, bottom - top
    method, resample = Image.Transform.PERSPECTIVE, shape.resampling_algorithm
    return image.transform(size, method, homography.tolist(), resample), left, top


def _quadrilateral_height(corners: Points) -> float:
    """Pixels from the longest side of a quadrilateral to the one before it; 0 of a point."""
    in_order = corners[[0, 1, 3, 2]]
    sides = np.roll(in_order, -1, axis=0) - in_order
    lengths = np.linalg.norm(sides, axis=1)
    longest = int(np.argmax(lengths))
    (x, y), (u, v) = sides[longest], sides[longest - 1]
    return abs(x * v - y * u) / lengths[longest] if lengths[longest] else 0.0


def trace_path(context: Any, shape: Any, points: Points) -> None:
    """Append the cubic Bézier curves of a shape to cairo's path, as manim's camera does.

    Args:
        context: cairo's.
        shape: a VMobject, which says where its subpaths end.
        points: its projected control points, shape (n, 3), four to a curve.
    """
    if not np.isfinite(points).all():
        return  # manim draws a single point instead: nothing
    flat = points[:, :2]
    if (flat[3:-1:4] == flat[4::4]).all():
        subpaths = [[0, len(points)]]
    else:
        subpaths = shape.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
    for start, end in subpaths:
        if end - start < 4:
            continue
        context.new_sub_path()
        context.move_to(*flat[start].tolist())
        curve_to = context.curve_to
        for curve in flat[start : end - (end - start) % 4].reshape(-1, 8)[:, 2:].tolist():
            curve_to(*curve)
        if shape.consider_points_equals_2d(points[start], points[end - 1]):
            context.close_path()
