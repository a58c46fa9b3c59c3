"""Incremental redraw: only what changed since the last frame, to the pixels of a full redraw.

manim draws every shape from the first moving one on, in every frame. Here the shapes of a play
are compared with what they were a frame ago, points and style; the rectangles around those that
differ are restored from the background and drawn again, with all that intersects them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import Camera, ImageMobject, Mobject, VMobject
from numpy.typing import NDArray

from clipanim.stage import CairoMobject

from .cairo_painter import CairoPainter, ProjectedShape
from .dirty_rectangles import PixelRect, merge_rectangles
from .projection import gradient_ends, projection_for


class Canvas:
    """The frame buffer of a scene: call `begin_play` for a play, then `draw_frame` for each frame.

    Args:
        camera: the scene's, whose `pixel_array` is drawn on.
    """

    def __init__(self, camera: Camera):
        self.camera, self.projection = camera, projection_for(camera)
        height, width = camera.pixel_array.shape[:2]
        self.frame_rect = PixelRect(0, 0, width, height)
        self.background: NDArray[np.uint8] | None = None
        self.previous: NDArray[np.uint8] | None = None  # the last frame, where pixels are compared
        self.drawn: list[ProjectedShape] = []
        self.view: object = None
        self.is_first_frame = True

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """What is drawn, RGBA, shape (height, width, 4)."""
        return self.camera.pixel_array

    def begin_play(self, static: Sequence[Mobject]) -> None:
        """Start a play: draw the mobjects that do not move, as its background."""
        self._save_previous()
        self.camera.reset()
        if static:
            self.camera.capture_mobjects(static)
        self.background = _copy_into(self.background, self.pixels)
        self.drawn, self.is_first_frame = [], True

    def draw_frame(self, moving: Iterable[Mobject]) -> list[PixelRect]:
        """Draw the moving mobjects as they are now.

        Returns:
            The dirty rectangles: disjoint, and containing all pixels that differ from the last
            frame.
        """
        if self.projection is None:
            return self._redraw_all(self.camera.get_mobjects_to_display(moving))
        view = self.projection.view_key()
        with self.projection.cached_measurements():
            shapes = self.projection.drawing_order(moving)
            if not all(self._is_comparable(shape) for shape in shapes):
                return self._redraw_all(shapes)
            painter = CairoPainter(self.camera)
            dirty = self._update_shapes(shapes, painter, view)
        if self.is_first_frame:
            self.is_first_frame = False
            for one in self.drawn:
                painter.paint(one)
            return self._pixel_difference()
        if dirty:
            cleared, redrawn = self._expand_dirty(dirty)
            self._restore_background(cleared)
            for one in redrawn:
                painter.paint(one)
        return dirty

    def _redraw_all(self, shapes: Sequence[Mobject]) -> list[PixelRect]:
        """Let manim draw shapes that cannot be compared, and compare pixels instead."""
        if not self.is_first_frame:
            self._save_previous()
            self._restore_background([self.frame_rect])
        self.drawn, self.is_first_frame = [], False
        self.camera.capture_mobjects(shapes, include_submobjects=False)
        return self._pixel_difference()

    def _save_previous(self) -> None:
        self.previous = _copy_into(self.previous, self.pixels)

    def _pixel_difference(self) -> list[PixelRect]:
        """The bounding rectangle of the pixels that differ from `previous`; none if none do."""
        assert self.previous is not None
        differs = self.pixels.view(np.uint32)[..., 0] != self.previous.view(np.uint32)[..., 0]
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not len(rows):
            return []
        return [PixelRect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)]

    def _is_comparable(self, shape: Any) -> bool:
        """Whether all that a shape's pixels depend on is known."""
        if isinstance(shape, CairoMobject):
            return self.projection is not None and self.projection.view_key() is None
        if isinstance(shape, VMobject):
            return shape.background_image is None
        method = getattr(type(shape), "get_pixel_array", None)  # another camera's image has its own
        return method is ImageMobject.get_pixel_array

    def _update_shapes(
        self, shapes: list[Any], painter: CairoPainter, view: object
    ) -> list[PixelRect]:
        """Set `drawn` to the shapes as they are now; the dirty rectangles that this leaves."""
        assert self.projection is not None
        before = {id(one.shape): one for one in self.drawn}
        is_same_view, self.view = view == self.view, view
        now, changed = dict[int, ProjectedShape | None](), list[tuple[Any, Any]]()
        for shape in shapes:
            appearance, old = self.projection.appearance(shape), before.get(id(shape))
            if old is not None and is_same_view and old.appearance == appearance:
                now[id(shape)] = old
            else:
                now[id(shape)] = None
                changed.append((shape, appearance))
        dirty = list[PixelRect]()
        for one in self._project(changed, painter):
            now[id(one.shape)] = one
            old = before.get(id(one.shape))
            if old is not None and is_same_view and old.path_key == one.path_key:
                one.cached = old.cached  # only the colours changed, as in a fade
            dirty += [one.bounds, *([old.bounds] if old else [])]
        if [*before] != [*now]:
            dirty += [one.bounds for n, one in before.items() if n not in now]
            if [n for n in before if n in now] != [n for n in now if n in before]:
                dirty = [self.frame_rect]  # the stacking order changed
        self.drawn = [one for one in now.values() if one is not None]
        return merge_rectangles([rect for rect in dirty if rect.area])

    def _project(
        self, changed: Sequence[tuple[Any, Any]], painter: CairoPainter
    ) -> list[ProjectedShape]:
        """Project shapes, each given with its appearance, as the camera sees them now."""
        assert self.projection is not None
        all_colours = [self.projection.colours(shape) for shape, _ in changed]
        ends = {
            n: gradient_ends(shape)
            for n, ((shape, _), colours) in enumerate(zip(changed, all_colours, strict=True))
            if max(map(len, colours)) > 1
        }
        unprojected = [(shape, shape.points) for shape, _ in changed]
        unprojected += [(changed[n][0], end) for n, end in ends.items()]  # one call is faster
        projected = self.projection.project(unprojected)
        projected_ends = dict(zip(ends, projected[len(changed) :], strict=True))
        shapes = zip(changed, all_colours, projected[: len(changed)], strict=True)
        return [
            ProjectedShape(
                shape,
                appearance,
                colours,
                points,
                projected_ends.get(n),
                painter.bounds(shape, points),
            )
            for n, ((shape, appearance), colours, points) in enumerate(shapes)
        ]

    def _restore_background(self, rectangles: Sequence[PixelRect]) -> None:
        assert self.background is not None
        for rect in rectangles:
            inside = slice(rect.top, rect.bottom), slice(rect.left, rect.right)
            self.pixels[inside] = self.background[inside]

    def _expand_dirty(
        self, dirty: Sequence[PixelRect]
    ) -> tuple[list[PixelRect], list[ProjectedShape]]:
        """The rectangles to clear, and the shapes to paint again in full, in stacking order.

        A shape that intersects a cleared rectangle is cleared and painted in full: clipping it
        would change cairo's rounding along its edges, painting it twice would darken them.
        """
        cleared, frontier = list(dirty), list(dirty)
        untouched, redrawn = dict(enumerate(self.drawn)), dict[int, ProjectedShape]()
        while frontier:
            hit = [
                n
                for n, one in untouched.items()
                if any(one.bounds.intersects(rect) for rect in frontier)
            ]
            redrawn |= {n: untouched.pop(n) for n in hit}
            frontier = [redrawn[n].bounds for n in hit]
            cleared += frontier
        return cleared, [redrawn[n] for n in sorted(redrawn)]


def _copy_into(target: NDArray[np.uint8] | None, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A copy of pixels, in the target's memory if there is one of the same shape."""
    if target is None:
        return pixels.copy()
    target[:] = pixels
    return target
