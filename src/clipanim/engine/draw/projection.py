"""What a camera makes of shapes: their stacking order, projected points and shaded colours.

For each supported class of manim's cameras, the numbers are those of the camera itself; what
stays the same from frame to frame is cached.
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

from clipanim.engine.play.patching import patched_method
from clipanim.stage import CairoMobject, StageCamera

Points = NDArray[np.float64]
DRAWABLE = VMobject, PMobject, AbstractImageMobject  # any other, as a ValueTracker, is invisible
TRANSPARENT = np.zeros((1, 4))
MAX_CACHED = 10_000  # entries of a cache


class Projection:
    """The camera that does not move: points are projected to where they are."""

    def __init__(self, camera: Any):
        self.camera = camera

    def view_key(self) -> object:
        """The camera's position and lens: equal keys, if it has not moved."""
        return None

    @contextmanager
    def cached_measurements(self) -> Iterator[None]:
        """Cache what manim measures of mobjects, while a frame is drawn and nothing moves."""
        yield

    def drawing_order(self, moving: Iterable[Mobject]) -> list[Any]:
        """The drawable members of all families, from the back to the front."""
        members: dict[int, Any] = {}
        for one in moving:
            _collect_family(one, members)
        shapes = [one for one in members.values() if isinstance(one, DRAWABLE)]
        if self.camera.use_z_index and any(shape.z_index for shape in shapes):
            shapes.sort(key=lambda shape: shape.z_index)
        return shapes

    def appearance(self, shape: Any) -> tuple[Any, ...]:
        """All that the pixels of a shape depend on, but the view: equal, if they are the same."""
        return appearance(shape)

    def colours(self, shape: Any) -> tuple[Points, Points, Points]:
        """RGBA rows of background stroke, fill and stroke, each (n, 4); n > 1 is a gradient."""
        if not isinstance(shape, VMobject):
            return TRANSPARENT, TRANSPARENT, TRANSPARENT
        background_stroke, stroke = shape.get_stroke_rgbas(True), shape.get_stroke_rgbas()
        return background_stroke, shape.get_fill_rgbas(), stroke

    def project(self, points: Sequence[tuple[Any, Points]]) -> list[Points]:
        """Project points to the screen.

        Args:
            points: pairs of a mobject and of points of it, shape (n, 3), in manim's units.

        Returns:
            The projected points of each pair, in manim's units; of an image its corners, in pixels.
        """
        return [
            one if isinstance(shape, VMobject) else self._image_corners(shape)
            for shape, one in points
        ]

    def _image_corners(self, image: Any) -> Points:
        return self.camera.points_to_subpixel_coords(image, image.points)


class MovingProjection(Projection):
    """A `MovingCamera`, which shows what lies inside a frame that moves and scales."""

    def view_key(self) -> object:
        camera = self.camera
        return camera.frame_width, camera.frame_height, camera.frame_center.tobytes()


class ThreeDProjection(Projection):
    """A `ThreeDCamera`: perspective, depth sorting and shading."""

    def __init__(self, camera: Any):
        super().__init__(camera)
        self.critical_points: dict[Any, Points] = {}  # by the points of a shape
        self.shaded_colours: dict[int, tuple[object, Any]] = {}  # by id, with what they depend on

    def view_key(self) -> object:
        camera = self.camera
        camera.reset_rotation_matrix()
        numbers = camera.get_focal_distance(), camera.get_zoom(), camera.exponential_projection
        arrays = camera.rotation_matrix, camera.frame_center, self._light()
        return *numbers, camera.should_apply_shading, *(one.tobytes() for one in arrays)

    def _light(self) -> Points:
        return self.camera.light_source.points[0]

    @contextmanager
    def cached_measurements(self) -> Iterator[None]:
        """Find the centre and edges of each group once: manim asks for every part of it."""
        uncached, of_this_frame = Mobject.get_critical_point, dict[Any, Points]()
        if len(self.critical_points) > MAX_CACHED:
            self.critical_points.clear()

        def get_critical_point(shape: Any, direction: Any) -> Points:
            is_single = isinstance(shape, VMobject) and not shape.submobjects
            identity = shape.points.tobytes() if is_single else id(shape)
            cache = self.critical_points if is_single else of_this_frame
            key = type(shape), identity, tuple(direction)
            if key not in cache:
                cache[key] = uncached(shape, direction)
            return cache[key].copy()

        with patched_method(Mobject, "get_critical_point", get_critical_point):
            yield

    def drawing_order(self, moving: Iterable[Mobject]) -> list[Any]:
        """As the base class, with shaded shapes sorted by depth, behind all others."""
        rotation = self.camera.get_rotation_matrix().T

        def depth(shape: Any) -> float:
            if not getattr(shape, "shade_in_3d", False):
                return np.inf
            return np.dot(shape.get_z_index_reference_point(), rotation)[2]

        return sorted(super().drawing_order(moving), key=depth)

    def appearance(self, shape: Any) -> tuple[Any, ...]:
        fixed = self.camera.fixed_orientation_mobjects.get(shape)
        centre = None if fixed is None else fixed().tobytes()
        attachment = centre, shape in self.camera.fixed_in_frame_mobjects
        if not isinstance(shape, VMobject):
            return *appearance(shape), *attachment
        is_own = "get_gradient_start_and_end_points" in vars(shape)  # as ThreeDAxes set it
        ends = is_own and gradient_ends(shape).tobytes()
        return *appearance(shape), *attachment, shape.shade_in_3d, ends

    def colours(self, shape: Any) -> tuple[Points, Points, Points]:
        """As the base class, shaded by the light source."""
        base = super().colours(shape)
        if not isinstance(shape, VMobject):
            return base
        light = self.camera.should_apply_shading and shape.shade_in_3d and self._light().tobytes()
        key = light, shape.points.tobytes(), *(one.tobytes() for one in base)
        cached_key, shaded = self.shaded_colours.get(id(shape), (None, base))
        if cached_key != key:
            background_stroke, fill, stroke = (
                self.camera.modified_rgbas(shape, one) if one[:, 3].any() else one for one in base
            )
            shaded = background_stroke, fill, stroke
            if len(self.shaded_colours) > MAX_CACHED:
                self.shaded_colours.clear()
            self.shaded_colours[id(shape)] = key, shaded
        return shaded

    def project(self, points: Sequence[tuple[Any, Points]]) -> list[Points]:
        """As the base class; all vector shapes that are not fixed are projected in one call."""
        fixed = self.camera.fixed_in_frame_mobjects | {*self.camera.fixed_orientation_mobjects}
        free = [
            n
            for n, (shape, _) in enumerate(points)
            if shape not in fixed and isinstance(shape, VMobject)
        ]
        projected = {}
        if free:
            stops = np.cumsum([len(points[n][1]) for n in free])[:-1]
            together = np.concatenate([points[n][1] for n in free])
            pieces = np.split(self.camera.project_points(together), stops)
            projected = dict(zip(free, pieces, strict=True))
        return [
            projected[n] if n in projected else self._project_one(*one)
            for n, one in enumerate(points)
        ]

    def _project_one(self, shape: Any, points: Points) -> Points:
        if not isinstance(shape, VMobject):
            return self._image_corners(shape)
        return self.camera.transform_points_pre_display(shape, points)


PROJECTIONS = {
    Camera: Projection,
    StageCamera: Projection,
    MovingCamera: MovingProjection,
    ThreeDCamera: ThreeDProjection,
}


def projection_for(camera: Camera) -> Projection | None:
    """The projection of a camera; None if its class is not supported, as a scene's own."""
    kind = PROJECTIONS.get(type(camera))
    return kind and kind(camera)


def appearance(shape: Any) -> tuple[Any, ...]:
    """A key of all attributes that the pixels of a shape depend on: equal keys, equal pixels."""
    if isinstance(shape, CairoMobject):
        return (shape.content_key(),)
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
        gradient_ends(shape).tobytes() if max(map(len, colours)) > 1 else b"",
    )


def gradient_ends(shape: Any) -> Points:
    """The points of a shape's first and last colour, shape (2, 3), in manim's units."""
    return np.array(shape.get_gradient_start_and_end_points())


def _collect_family(shape: Any, members: dict[int, Any]) -> None:
    """Add a shape and its submobjects by id; one that comes twice takes its last place."""
    if len(shape.points):
        members.pop(id(shape), None)
        members[id(shape)] = shape
    for part in shape.submobjects:
        _collect_family(part, members)
