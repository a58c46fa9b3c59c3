"""Draw only what changed since the last frame, to the same pixels as drawing everything.

manim draws every shape from the first moving one on, in every frame. Here the shapes of
a play are compared with what they were a frame ago, points and style; the boxes around
those that differ are restored from the background and drawn again, with all that meets them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from manim import Camera, Mobject, VMobject
from numpy.typing import NDArray

from clipanim.stage import Painted, StageCamera

MITER = 10  # cairo's limit: how many half widths a sharp corner may stick out
MOST_BOXES = 6
CELLS = 4, 3  # of the picture; more boxes than that are first joined cell by cell


@dataclass(frozen=True)
class Box:
    """Whole pixels, the right and lower edge excluded."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def around(self, other: Box) -> Box:
        """The least box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def area(self) -> int:
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)


@dataclass
class Drawn:
    """A shape as it was drawn."""

    shape: Any
    look: Any
    box: Box
    path: Any = None  # cairo's, once it has been drawn


class Canvas:
    """The picture of one play after the other. `begin` a play, then ask for each frame."""

    def __init__(self, camera: Camera):
        self.camera = camera
        self.is_plain = type(camera) in (Camera, StageCamera)  # it shows points where they are
        height, width = camera.pixel_array.shape[:2]
        self.whole = Box(0, 0, width, height)
        self.background: NDArray[np.uint8] | None = None
        self.before: NDArray[np.uint8] | None = None  # the last frame, if all is drawn anew
        self.drawn: list[Drawn] = []
        self.is_new = True

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """What is drawn, RGBA, shape (height, width, 4)."""
        return self.camera.pixel_array

    def begin(self, static: Sequence[Mobject]) -> None:
        """Start a play: draw what does not move, and keep it as the background."""
        self._remember()
        self.camera.reset()
        if static:
            self.camera.capture_mobjects(static)
        self.background = _copied(self.pixels, self.background)
        self.drawn, self.is_new = [], True

    def frame(self, moving: Iterable[Mobject]) -> list[Box]:
        """Draw the moving shapes as they are now; the boxes that differ from the last frame."""
        shapes = self._displayed(moving)
        if not self._can_be_compared(shapes):
            return self._all_anew(shapes)
        changed = self._changed(shapes)
        if self.is_new:
            self.is_new = False
            for one in self.drawn:
                self._paint(one)
            return self._difference()
        if changed:
            cleared, again = self._reached(changed)
            self._restore(cleared)
            for one in again:
                self._paint(one)
        return changed

    def _all_anew(self, shapes: Sequence[Mobject]) -> list[Box]:
        """Let manim draw what we do not know how to compare, and compare pixels."""
        if not self.is_new:
            self._remember()
            self._restore([self.whole])
        self.drawn, self.is_new = [], False
        self.camera.capture_mobjects(shapes, include_submobjects=False)
        return self._difference()

    def _remember(self) -> None:
        self.before = _copied(self.pixels, self.before)

    def _difference(self) -> list[Box]:
        """The box of all pixels that are not as they were remembered."""
        assert self.before is not None
        differs = self.pixels.view(np.uint32)[..., 0] != self.before.view(np.uint32)[..., 0]
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not len(rows):
            return []
        return [Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)]

    def _displayed(self, moving: Iterable[Mobject]) -> list[Any]:
        """The shapes with points, in the order in which they lie on each other."""
        if not self.is_plain:
            return self.camera.get_mobjects_to_display(moving)
        found: dict[int, Any] = {}
        for one in moving:
            _gather(one, found)
        shapes = list(found.values())
        if self.camera.use_z_index and any(shape.z_index for shape in shapes):
            shapes.sort(key=lambda shape: shape.z_index)
        return shapes

    def _can_be_compared(self, shapes: Sequence[Mobject]) -> bool:
        return self.is_plain and all(
            isinstance(shape, VMobject) and shape.background_image is None for shape in shapes
        )

    def _changed(self, shapes: list[Any]) -> list[Box]:
        """The boxes of what looks different now, came, or went; notes how it looks."""
        before = {id(one.shape): one for one in self.drawn}
        found, now = list[Box](), dict[int, Drawn]()
        for shape in shapes:
            seen, old = look(shape), before.get(id(shape))
            if old is not None and old.look == seen:
                now[id(shape)] = old
                continue
            new = now[id(shape)] = Drawn(shape, seen, self._box(shape))
            found += [new.box, *([old.box] if old else [])]
        if [*before] != [*now]:
            found += [one.box for n, one in before.items() if n not in now]
            if [n for n in before if n in now] != [n for n in now if n in before]:
                found = [self.whole]  # they lie on each other in another order
        self.drawn = [*now.values()]
        return merged([box for box in found if box.area])

    def _restore(self, boxes: Sequence[Box]) -> None:
        assert self.background is not None
        for b in boxes:
            self.pixels[b.top : b.bottom, b.left : b.right] = self.background[
                b.top : b.bottom, b.left : b.right
            ]

    def _reached(self, changed: Sequence[Box]) -> tuple[list[Box], list[Drawn]]:
        """The boxes to be cleared, and which shapes must be drawn again, whole.

        A shape that meets a cleared box is cleared and drawn whole: clipping it would
        change cairo's rounding along its edges, drawing it twice would darken them.
        """
        boxes, front = list(changed), list(changed)
        left, reached = dict(enumerate(self.drawn)), dict[int, Drawn]()
        while front:
            hit = [n for n, one in left.items() if any(one.box.meets(box) for box in front)]
            reached |= {n: left.pop(n) for n in hit}
            front = [reached[n].box for n in hit]
            boxes += front
        return boxes, [reached[n] for n in sorted(reached)]

    def _paint(self, one: Drawn) -> None:
        """Draw a shape as manim's camera does, but for what leaves no mark."""
        camera, shape, context = self.camera, one.shape, self.camera.get_cairo_context(self.pixels)
        if isinstance(shape, Painted):
            camera.display_vectorized(shape, context)
            return
        context.new_path()
        if one.path is None:
            trace(context, shape)
            one.path = context.copy_path()
        else:
            context.append_path(one.path)
        if shape.background_stroke_rgbas[:, 3].any():
            camera.apply_stroke(context, shape, background=True)
        if shape.fill_rgbas[:, 3].any():
            camera.apply_fill(context, shape)
        if shape.stroke_rgbas[:, 3].any():
            camera.apply_stroke(context, shape)

    def _box(self, shape: Any) -> Box:
        """The pixels that a shape can touch: its control points, its strokes, its corners."""
        if isinstance(shape, Painted) or shape.sheen_factor:
            return self.whole
        camera, points = self.camera, shape.points
        scale = camera.pixel_width / camera.frame_width
        widest = max(
            float(np.max(shape.stroke_width)), float(np.max(shape.background_stroke_width))
        )
        margin = 2 + widest * camera.cairo_line_width_multiple * scale / 2 * MITER
        if not np.isfinite(points).all():
            return self.whole
        low, high = points.min(axis=0), points.max(axis=0)
        x0, y0 = camera.frame_center[:2]
        left = (low[0] - x0) * scale + camera.pixel_width / 2
        right = (high[0] - x0) * scale + camera.pixel_width / 2
        top = camera.pixel_height / 2 - (high[1] - y0) * scale
        bottom = camera.pixel_height / 2 - (low[1] - y0) * scale
        return Box(
            min(max(0, math.floor(left - margin)), self.whole.right),
            min(max(0, math.floor(top - margin)), self.whole.bottom),
            max(0, min(self.whole.right, math.ceil(right + margin))),
            max(0, min(self.whole.bottom, math.ceil(bottom + margin))),
        )


def _copied(pixels: NDArray[np.uint8], into: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """A copy of pixels, in an array of the same shape if there is one already."""
    if into is None:
        return pixels.copy()
    into[:] = pixels
    return into


def look(shape: Any) -> tuple[Any, ...]:
    """All that the picture of a shape depends on: equal before and after, equal pixels."""
    if isinstance(shape, Painted):
        return (shape.look(),)
    widths = shape.stroke_width, shape.background_stroke_width
    return (
        shape.points.tobytes(),
        shape.fill_rgbas.tobytes(),
        shape.stroke_rgbas.tobytes(),
        shape.background_stroke_rgbas.tobytes(),
        *(one.tobytes() if isinstance(one, np.ndarray) else one for one in widths),
        shape.joint_type,
        shape.cap_style,
        shape.sheen_factor,
        shape.sheen_factor and tuple(shape.sheen_direction),
    )


def trace(context: Any, shape: Any) -> None:
    """Lead a path of cairo's along the curves of a shape, as manim's camera does."""
    points = shape.points
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


def _gather(shape: Any, found: dict[int, Any]) -> None:
    """Add a shape and its parts to what is shown; what comes twice counts the last time."""
    if len(shape.points):
        found.pop(id(shape), None)
        found[id(shape)] = shape
    for part in shape.submobjects:
        _gather(part, found)


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Few boxes that hold all the given ones and do not overlap."""
    groups: list[Box] = []
    for box in _by_cell(boxes) if len(boxes) > CELLS[0] * CELLS[1] else boxes:
        _absorb(groups, box)
    while len(groups) > MOST_BOXES:
        n, k = _nearest(groups)
        union = groups[n].around(groups[k])
        groups = [box for i, box in enumerate(groups) if i not in (n, k)]
        _absorb(groups, union)
    return groups


def _by_cell(boxes: Sequence[Box]) -> list[Box]:
    """Those whose middles lie in the same cell of a grid over all of them, as one box."""
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    cells: dict[tuple[int, int], Box] = {}
    for box in boxes:
        x = (box.left + box.right) * CELLS[0] // (2 * right)
        y = (box.top + box.bottom) * CELLS[1] // (2 * bottom)
        cells[x, y] = cells[x, y].around(box) if (x, y) in cells else box
    return [*cells.values()]


def _absorb(groups: list[Box], box: Box) -> None:
    """Add a box to groups that do not overlap; those it meets become one with it."""
    while True:
        met = [one for one in groups if box.meets(one) or _costs_little(box, one)]
        if not met:
            groups.append(box)
            return
        for one in met:
            groups.remove(one)
            box = box.around(one)


def _costs_little(one: Box, other: Box) -> bool:
    return one.around(other).area <= 1.25 * (one.area + other.area)


def _nearest(boxes: list[Box]) -> tuple[int, int]:
    """The neighbours, from left to right, that are joined with the least waste."""
    order = sorted(range(len(boxes)), key=lambda n: boxes[n].left)
    return min(
        pairwise(order),
        key=lambda pair: (
            boxes[pair[0]].around(boxes[pair[1]]).area - boxes[pair[0]].area - boxes[pair[1]].area
        ),
    )
