"""Draw only what changed since the last frame, to the same pixels as drawing everything.

manim draws every shape from the first moving one on, in every frame. Here the shapes of
a play are compared with what they were a frame ago, points and style; the boxes around
those that differ are restored from the background and drawn again, with all that meets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import Camera, ImageMobject, Mobject, VMobject
from numpy.typing import NDArray

from clipanim.stage import Painted

from .boxes import Box, merged
from .brush import Brush, Drawn
from .sight import gradient, sight_of


class Canvas:
    """The picture of one play after the other. `begin` a play, then ask for each frame."""

    def __init__(self, camera: Camera):
        self.camera, self.sight = camera, sight_of(camera)
        height, width = camera.pixel_array.shape[:2]
        self.whole = Box(0, 0, width, height)
        self.background: NDArray[np.uint8] | None = None
        self.before: NDArray[np.uint8] | None = None  # the last frame, if all is drawn anew
        self.drawn: list[Drawn] = []
        self.view: object = None
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
        if self.sight is None:
            return self._all_anew(self.camera.get_mobjects_to_display(moving))
        view = self.sight.view()
        with self.sight.at_rest():
            shapes = self.sight.displayed(moving)
            if not all(self._can_be_compared(shape) for shape in shapes):
                return self._all_anew(shapes)
            brush = Brush(self.camera)
            changed = self._changed(shapes, brush, view)
        if self.is_new:
            self.is_new = False
            for one in self.drawn:
                brush.paint(one)
            return self._difference()
        if changed:
            cleared, again = self._reached(changed)
            self._restore(cleared)
            for one in again:
                brush.paint(one)
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

    def _can_be_compared(self, shape: Any) -> bool:
        if isinstance(shape, Painted):
            return self.sight is not None and self.sight.view() is None
        if isinstance(shape, VMobject):
            return shape.background_image is None
        own = getattr(type(shape), "get_pixel_array", None)  # of the picture of another camera
        return own is ImageMobject.get_pixel_array

    def _changed(self, shapes: list[Any], brush: Brush, view: object) -> list[Box]:
        """The boxes of what looks different now, came, or went; notes how it looks."""
        assert self.sight is not None
        before = {id(one.shape): one for one in self.drawn}
        is_same_view, self.view = view == self.view, view
        now, new = dict[int, Drawn | None](), list[tuple[Any, Any]]()
        for shape in shapes:
            seen, old = self.sight.look(shape), before.get(id(shape))
            if old is not None and is_same_view and old.look == seen:
                now[id(shape)] = old
            else:
                now[id(shape)] = None
                new.append((shape, seen))
        found = list[Box]()
        for one in self._seen(new, brush):
            now[id(one.shape)] = one
            old = before.get(id(one.shape))
            if old is not None and is_same_view and old.path == one.path:
                one.kept = old.kept  # only its colours are others, as of what fades
            found += [one.box, *([old.box] if old else [])]
        if [*before] != [*now]:
            found += [one.box for n, one in before.items() if n not in now]
            if [n for n in before if n in now] != [n for n in now if n in before]:
                found = [self.whole]  # they lie on each other in another order
        self.drawn = [one for one in now.values() if one is not None]
        return merged([box for box in found if box.area])

    def _seen(self, new: Sequence[tuple[Any, Any]], brush: Brush) -> list[Drawn]:
        """Shapes, each with its look, as they are seen now."""
        assert self.sight is not None
        all_colours = [self.sight.colours(shape) for shape, _ in new]
        ends = {
            n: gradient(shape)
            for n, ((shape, _), colours) in enumerate(zip(new, all_colours, strict=True))
            if max(map(len, colours)) > 1
        }
        points = [(shape, shape.points) for shape, _ in new]
        places = self.sight.places([*points, *((new[n][0], end) for n, end in ends.items())])
        seen_ends = dict(zip(ends, places[len(new) :], strict=True))
        return [
            Drawn(shape, look, colours, place, seen_ends.get(n), brush.box(shape, place))
            for n, ((shape, look), colours, place) in enumerate(
                zip(new, all_colours, places[: len(new)], strict=True)
            )
        ]

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


def _copied(pixels: NDArray[np.uint8], into: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """A copy of pixels, in an array of the same shape if there is one already."""
    if into is None:
        return pixels.copy()
    into[:] = pixels
    return into
