"""What a scene looks like between two plays, as a digest.

Who has drawn the plays before and who has stepped past them must see the same. What hides in
closures is not seen; it shows in the frames, and tests compare those.
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

from clipanim.stage import Painted

from .player import Artist

GRID = 1e-8  # of manim's units; cairo sees 3e-5 at 1080p
TRAITS = (
    "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction", "pixel_array",
    "stroke_width", "background_stroke_width", "sheen_factor", "joint_type", "cap_style", "z_index",
)  # fmt: skip
FIXED = {type(None), bool, int, float, LineJointType, CapStyleType}  # cannot change in place
CAMERA = (
    "pixel_width",
    "pixel_height",
    "frame_width",
    "frame_height",
    "frame_center",
    "background_color",
    "background_opacity",
)


def digest(scene: Scene) -> str:
    """The digest of all that shows, of the time, and of the global random numbers to come."""
    found = blake2b(digest_size=16)
    for piece in _pieces(scene):
        found.update(piece)
    return found.hexdigest()


class Witness:
    """An artist who leaves drawing to another, and notes how the scene looks before each play."""

    def __init__(self, artist: Artist, states: list[str]):
        self.artist, self.states = artist, states
        self.play = -1  # whose beginning was noted last

    def begin(self, scene: Scene, frames: range) -> bool:
        if self.play != scene.renderer.num_plays:  # not a later part of it
            self.play = scene.renderer.num_plays
            self.states.append(digest(scene))
        return self.artist.begin(scene, frames)

    def draw(self, scene: Scene, repeat: int) -> None:
        self.artist.draw(scene, repeat)

    def end(self, scene: Scene) -> None:
        self.artist.end(scene)


def _pieces(scene: Any) -> Iterator[bytes]:
    yield repr((scene.renderer.num_plays, scene.renderer.time)).encode()
    camera = scene.renderer.camera
    for name in CAMERA:
        yield _bytes(getattr(camera, name, None))
    for tracker in getattr(camera, "get_value_trackers", list)():
        yield _bytes(tracker.get_value())
    for depth, shape in _families([*scene.mobjects, *scene.foreground_mobjects]):
        yield b"%d" % depth + _known_digest(shape)
    yield from _chances()


def _families(shapes: Iterable[Any], depth: int = 0) -> Iterator[tuple[int, Any]]:
    """The shapes, each followed by those that it consists of, with how deep they lie."""
    for shape in shapes:
        yield depth, shape
        if shape.submobjects:
            yield from _families(shape.submobjects, depth + 1)


_known: WeakKeyDictionary[Any, tuple[object, bytes]] = WeakKeyDictionary()


def _known_digest(shape: Any) -> bytes:
    """The digest of one shape, worked out anew if it has changed: most stay as they are."""
    look = shape.look() if isinstance(shape, Painted) else None
    traits = [*map(vars(shape).get, TRAITS)]
    now = (
        shape.points.tobytes(),
        look,
        [one if type(one) in FIXED else _bytes(one) for one in traits],
    )
    known = _known.get(shape)
    if known is None or known[0] != now:
        named = repr((type(shape).__qualname__, shape.points.size)).encode()
        pieces = [named, _rounded(shape.points), _bytes(look), *map(_bytes, traits)]
        known = _known[shape] = now, blake2b(b"\0".join(pieces), digest_size=16).digest()
    return known[1]


def _rounded(points: NDArray[np.float64]) -> bytes:
    """A shape that is moved by steps gathers rounding errors; who steps past it, fewer."""
    return (np.rint(points / GRID) + 0.0).tobytes()  # no minus zero


def _bytes(value: Any) -> bytes:
    if isinstance(value, np.ndarray):
        return b"%d:" % value.size + value.tobytes()
    return b"" if value is None or type(value) is object else repr(value).encode()


def _chances() -> Iterator[bytes]:
    """The states of the generators that everybody shares."""
    version, numbers, gauss = random.getstate()
    yield array("L", numbers).tobytes() + repr((version, gauss)).encode()
    state: Any = np.random.get_state(legacy=False)  # noqa: NPY002 (scenes may use it)
    yield state["state"]["key"].tobytes()
    yield repr((state["state"]["pos"], state["has_gauss"], state["gauss"])).encode()
