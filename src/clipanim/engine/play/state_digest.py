"""A hash of the visible state of a scene between two plays.

A worker that has drawn the plays before and one that has skipped them must be in the same state.
State that is hidden in closures is not hashed; it shows in the frames, and tests compare those.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from manim import CapStyleType, LineJointType, Scene
from numpy.typing import NDArray

from clipanim.stage import CairoMobject

from .stepper import FrameSink

POINT_GRID = 1e-8  # of manim's units, to which points are rounded; cairo sees 3e-5 at 1080p
STYLE_ATTRIBUTES = (
    "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction", "pixel_array",
    "stroke_width", "background_stroke_width", "sheen_factor", "joint_type", "cap_style", "z_index",
)  # fmt: skip
IMMUTABLE_TYPES = {type(None), bool, int, float, LineJointType, CapStyleType}
CAMERA_ATTRIBUTES = (
    "pixel_width",
    "pixel_height",
    "frame_width",
    "frame_height",
    "frame_center",
    "background_color",
    "background_opacity",
)


def state_digest(scene: Scene) -> str:
    """Hash the mobjects, camera, time and global random number generators of a scene.

    Returns:
        BLAKE2b of 16 bytes, in hexadecimal.
    """
    digest = blake2b(digest_size=16)
    for piece in _state_bytes(scene):
        digest.update(piece)
    return digest.hexdigest()


class StateRecorder:
    """A `FrameSink` that records the state digest before each play, and forwards to another.

    Args:
        sink: what draws the plays.
        states: the list that digests are appended to.
    """

    def __init__(self, sink: FrameSink, states: list[str]):
        self.sink, self.states = sink, states
        self.play = -1  # the number of the play that was recorded last

    def begin(self, scene: Scene, frames: range) -> bool:
        if self.play != scene.renderer.num_plays:  # not a later chunk of it
            self.play = scene.renderer.num_plays
            self.states.append(state_digest(scene))
        return self.sink.begin(scene, frames)

    def draw(self, scene: Scene, repeat: int) -> None:
        self.sink.draw(scene, repeat)

    def end(self, scene: Scene) -> None:
        self.sink.end(scene)


def _state_bytes(scene: Any) -> Iterator[bytes]:
    yield repr((scene.renderer.num_plays, scene.renderer.time)).encode()
    camera = scene.renderer.camera
    for name in CAMERA_ATTRIBUTES:
        yield _bytes(getattr(camera, name, None))
    for tracker in getattr(camera, "get_value_trackers", list)():
        yield _bytes(tracker.get_value())
    for depth, shape in _walk_tree([*scene.mobjects, *scene.foreground_mobjects]):
        yield b"%d" % depth + _cached_shape_digest(shape)
    yield from _random_states()


def _walk_tree(shapes: Iterable[Any], depth: int = 0) -> Iterator[tuple[int, Any]]:
    """Mobjects and their submobjects in depth-first order, each with its depth."""
    for shape in shapes:
        yield depth, shape
        if shape.submobjects:
            yield from _walk_tree(shape.submobjects, depth + 1)


_shape_digests: WeakKeyDictionary[Any, tuple[object, bytes]] = WeakKeyDictionary()


def _cached_shape_digest(shape: Any) -> bytes:
    """The digest of one mobject, worked out anew only if it has changed: most do not."""
    look = shape.content_key() if isinstance(shape, CairoMobject) else None
    style = [*map(vars(shape).get, STYLE_ATTRIBUTES)]
    key = (
        shape.points.tobytes(),
        look,
        [one if type(one) in IMMUTABLE_TYPES else _bytes(one) for one in style],
    )
    cached = _shape_digests.get(shape)
    if cached is None or cached[0] != key:
        identity = repr((type(shape).__qualname__, shape.points.size)).encode()
        pieces = [identity, _rounded(shape.points), _bytes(look), *map(_bytes, style)]
        digest = blake2b(b"\0".join(pieces), digest_size=16).digest()
        cached = _shape_digests[shape] = key, digest
    return cached[1]


def _rounded(points: NDArray[np.float64]) -> bytes:
    """Points without the rounding errors that add up when a shape is moved in many steps."""
    return (np.rint(points / POINT_GRID) + 0.0).tobytes()  # no minus zero


def _bytes(value: Any) -> bytes:
    if isinstance(value, np.ndarray):
        return b"%d:" % value.size + value.tobytes()
    return b"" if value is None or type(value) is object else repr(value).encode()


def _random_states() -> Iterator[bytes]:
    """The states of the global generators of `random` and `numpy.random`."""
    version, numbers, gauss = random.getstate()
    yield array("L", numbers).tobytes() + repr((version, gauss)).encode()
    state: Any = np.random.get_state(legacy=False)  # noqa: NPY002 (scenes may use it)
    yield state["state"]["key"].tobytes()
    yield repr((state["state"]["pos"], state["has_gauss"], state["gauss"])).encode()
