"""A scene without its ground: pictures with transparency, to be laid over others.

They are drawn in one go by one process and kept nowhere: such films are few and short.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from manim import Scene
from numpy.typing import NDArray

from .canvas import Canvas
from .pictures import manim_settings, run, scene_of
from .player import Player, StopPlaying
from .settings import Settings, Shot
from .timing import chapter_of, explained

Pixels = NDArray[np.uint8]


def draw_bare(shot: Shot, settings: Settings, frames: range, show: Callable[[Pixels], None]) -> int:
    """See `clipanim.engine.draw_bare`."""
    with (
        tempfile.TemporaryDirectory(prefix="clipanim-") as folder,
        manim_settings(settings, folder),
    ):
        scene = scene_of(shot, settings)
        ground = scene.renderer.camera
        ground.background_color, ground.background_opacity = "#000000", 0
        artist = _Bare(scene, shot.chapter, frames, show)
        Player(scene, settings.fps, artist)
        with explained(shot.file.name, scene), suppress(StopPlaying):
            run(scene)
    return artist.shown


class _Bare:
    """Draws some frames of a scene, or of one of its chapters; an `Artist`."""

    def __init__(
        self, scene: Any, chapter: str | None, frames: range, show: Callable[[Pixels], None]
    ):
        self.chapter, self.frames, self.show = chapter, frames, show
        self.canvas = Canvas(scene.renderer.camera)
        self.first: int | None = None  # of the chapter, in frames of the scene
        self.next = self.shown = 0

    def begin(self, scene: Scene, frames: range) -> bool:
        if self.chapter not in (None, chapter_of(scene)):
            return False
        self.first = frames.start if self.first is None else self.first
        self.next = frames.start - self.first
        if self.next >= self.frames.stop:
            raise StopPlaying
        if not frames or self.next + len(frames) <= self.frames.start:
            return False
        self.canvas.begin(scene.static_mobjects)
        return True

    def draw(self, scene: Scene, repeat: int) -> None:
        self.canvas.frame(scene.moving_mobjects)
        for number in range(self.next, self.next + repeat):
            if number in self.frames:
                self.show(straight(self.canvas.pixels))
                self.shown += 1
        self.next += repeat

    def end(self, scene: Scene) -> None:
        pass


def straight(pixels: Pixels) -> Pixels:
    """RGBA whose colours cairo has multiplied by their opacity, with the colours as they are.

    >>> straight(np.array([[[64, 0, 128, 128], [9, 9, 9, 255]]], np.uint8)).tolist()
    [[[128, 0, 255, 128], [9, 9, 9, 255]]]
    """
    made = pixels.copy()
    partly = (pixels[..., 3] > 0) & (pixels[..., 3] < 255)
    some = pixels[partly].astype(np.uint32)
    made[partly, :3] = np.minimum(255, (some[:, :3] * 255 + some[:, 3:] // 2) // some[:, 3:])
    return made
