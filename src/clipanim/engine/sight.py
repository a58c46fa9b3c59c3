"""How a camera sees shapes: which lie on which, where, and in which colours.

Of each kind of manim's cameras that we know, the numbers are those that it works out
itself; what stays the same from frame to frame is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import Camera, Mobject, MovingCamera, ThreeDCamera, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.mobject.types.point_cloud_mobject import PMobject
from numpy.typing import NDArray

from clipanim.stage import Painted, StageCamera

from .replaced import replaced

Points = NDArray[np.float64]
SHOWN = VMobject, PMobject, AbstractImageMobject  # any other, as a ValueTracker, leaves no mark
NOTHING = np.zeros((1, 4))
MOST = 10_000  # of what is kept


class Sight:
    """A camera that shows points where they are."""

    def __init__(self, camera: Any):
        self.camera = camera

    def view(self) -> object:
        """What it depends on how everything is seen; equal, if the camera has not moved."""
        return None

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """While a frame is drawn, nothing moves."""
        yield

    def displayed(self, moving: Iterable[Mobject]) -> list[Any]:
        """The shapes that leave a mark, in the order in which they lie on each other."""
        found: dict[int, Any] = {}
        for one in moving:
            _gather(one, found)
        shapes = [one for one in found.values() if isinstance(one, SHOWN)]
        if self.camera.use_z_index and any(shape.z_index for shape in shapes):
            shapes.sort(key=lambda shape: shape.z_index)
        return shapes

    def look(self, shape: Any) -> tuple[Any, ...]:
        """All that the picture of a shape depends on, but the view."""
        return look(shape)

    def colours(self, shape: Any) -> tuple[Points, Points, Points]:
        """RGBA of the stroke behind, of the filling, and of the stroke; several are a gradient."""
        if not isinstance(shape, VMobject):
            return NOTHING, NOTHING, NOTHING
        behind, stroke = shape.get_stroke_rgbas(True), shape.get_stroke_rgbas()
        return behind, shape.get_fill_rgbas(), stroke

    def places(self, points: Sequence[tuple[Any, Points]]) -> list[Points]:
        """Where points are seen, each with the shape to which they belong; of images, in pixels."""
        return [
            one if isinstance(shape, VMobject) else self._pixels(shape) for shape, one in points
        ]

    def _pixels(self, image: Any) -> Points:
        return self.camera.points_to_subpixel_coords(image, image.points)


class MovingSight(Sight):
    """A camera that shows what lies inside a frame, which moves."""

    def view(self) -> object:
        camera = self.camera
        return camera.frame_width, camera.frame_height, camera.frame_center.tobytes()


class SpaceSight(Sight):
    """A camera in space: what is near lies on what is far, and light falls on it."""

    def __init__(self, camera: Any):
        super().__init__(camera)
        self.known: dict[Any, Points] = {}  # critical points, by the points of a shape
        self.shaded: dict[int, tuple[object, Any]] = {}

    def view(self) -> object:
        camera = self.camera
        camera.reset_rotation_matrix()
        numbers = camera.get_focal_distance(), camera.get_zoom(), camera.exponential_projection
        arrays = camera.rotation_matrix, camera.frame_center, self._light()
        return *numbers, camera.should_apply_shading, *(one.tobytes() for one in arrays)

    def _light(self) -> Points:
        return self.camera.light_source.points[0]

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Ask each group for its middle and its edges once: manim asks for every part of it."""
        anew, now = Mobject.get_critical_point, dict[Any, Points]()
        if len(self.known) > MOST:
            self.known.clear()

        def kept(shape: Any, direction: Any) -> Points:
            alone = isinstance(shape, VMobject) and not shape.submobjects
            place = shape.points.tobytes() if alone else id(shape)
            memory = self.known if alone else now
            key = type(shape), place, tuple(direction)
            if key not in memory:
                memory[key] = anew(shape, direction)
            return memory[key].copy()

        with replaced(Mobject, "get_critical_point", kept):
            yield

    def displayed(self, moving: Iterable[Mobject]) -> list[Any]:
        turned = self.camera.get_rotation_matrix().T

        def nearness(shape: Any) -> float:
            if not getattr(shape, "shade_in_3d", False):
                return np.inf
            return np.dot(shape.get_z_index_reference_point(), turned)[2]

        return sorted(super().displayed(moving), key=nearness)

    def look(self, shape: Any) -> tuple[Any, ...]:
        fixed = self.camera.fixed_orientation_mobjects.get(shape)
        centre = None if fixed is None else fixed().tobytes()
        bound = centre, shape in self.camera.fixed_in_frame_mobjects
        if not isinstance(shape, VMobject):
            return *look(shape), *bound
        own = "get_gradient_start_and_end_points" in vars(shape)  # as the axes in space have
        return *look(shape), *bound, shape.shade_in_3d, own and gradient(shape).tobytes()

    def colours(self, shape: Any) -> tuple[Points, Points, Points]:
        """As they are where the light falls on the shape."""
        base = super().colours(shape)
        if not isinstance(shape, VMobject):
            return base
        light = self.camera.should_apply_shading and shape.shade_in_3d and self._light().tobytes()
        key = light, shape.points.tobytes(), *(one.tobytes() for one in base)
        known, found = self.shaded.get(id(shape), (None, base))
        if known != key:
            behind, filling, stroke = (
                self.camera.modified_rgbas(shape, one) if one[:, 3].any() else one for one in base
            )
            found = behind, filling, stroke
            if len(self.shaded) > MOST:
                self.shaded.clear()
            self.shaded[id(shape)] = key, found
        return found

    def places(self, points: Sequence[tuple[Any, Points]]) -> list[Points]:
        """All that are free are projected at once."""
        bound = self.camera.fixed_in_frame_mobjects | {*self.camera.fixed_orientation_mobjects}
        free = [
            n
            for n, (shape, _) in enumerate(points)
            if shape not in bound and isinstance(shape, VMobject)
        ]
        found = {}
        if free:
            stops = np.cumsum([len(points[n][1]) for n in free])[:-1]
            all_ = self.camera.project_points(np.concatenate([points[n][1] for n in free]))
            found = dict(zip(free, np.split(all_, stops), strict=True))
        return [found[n] if n in found else self._place(*one) for n, one in enumerate(points)]

    def _place(self, shape: Any, points: Points) -> Points:
        if not isinstance(shape, VMobject):
            return self._pixels(shape)
        return self.camera.transform_points_pre_display(shape, points)


SIGHTS = {Camera: Sight, StageCamera: Sight, MovingCamera: MovingSight, ThreeDCamera: SpaceSight}


def sight_of(camera: Camera) -> Sight | None:
    """How a camera sees; None for one that we do not know, as a scene may bring its own."""
    kind = SIGHTS.get(type(camera))
    return kind and kind(camera)


def look(shape: Any) -> tuple[Any, ...]:
    """All that the picture of a shape depends on: equal before and after, equal pixels."""
    if isinstance(shape, Painted):
        return (shape.look(),)
    if not isinstance(shape, VMobject):
        return shape.points.tobytes(), shape.pixel_array.tobytes(), shape.resampling_algorithm
    widths = shape.stroke_width, shape.background_stroke_width
    colours = shape.fill_rgbas, shape.stroke_rgbas, shape.background_stroke_rgbas
    return (
        shape.points.tobytes(),
        *(one.tobytes() for one in colours),
        *(one.tobytes() if isinstance(one, np.ndarray) else one for one in widths),
        shape.joint_type,
        shape.cap_style,
        gradient(shape).tobytes() if max(map(len, colours)) > 1 else b"",
    )


def gradient(shape: Any) -> Points:
    """Where the first and the last colour of a shape lie, shape (2, 3)."""
    return np.array(shape.get_gradient_start_and_end_points())


def _gather(shape: Any, found: dict[int, Any]) -> None:
    """Add a shape and its parts to what is shown; what comes twice counts the last time."""
    if len(shape.points):
        found.pop(id(shape), None)
        found[id(shape)] = shape
    for part in shape.submobjects:
        _gather(part, found)
