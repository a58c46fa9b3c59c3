"""Frames with an alpha channel: a scene without its background, to be laid over other video.

They are drawn in one go by one process and not cached: such films are few and short.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from manim import Scene
from numpy.typing import NDArray

from clipanim.engine.play.scene_setup import build_scene, manim_settings, run_scene
from clipanim.engine.play.stepper import Stepper, StopPlaying
from clipanim.engine.play.timing import current_chapter, playing_scene
from clipanim.engine.settings import Settings, Shot

from .canvas import Canvas

Pixels = NDArray[np.uint8]


def draw_transparent(
    shot: Shot, settings: Settings, frames: range, on_frame: Callable[[Pixels], None]
) -> int:
    """Draw frames of a shot on a transparent background.

    Args:
        shot: a scene, or a chapter of it.
        settings: size, frame rate and theme.
        frames: which ones, from 0 for the shot's first.
        on_frame: called with each in turn: RGBA, uint8, shape (height, width, 4), straight alpha.

    Returns:
        How many there were; fewer than asked for, if the shot is shorter.

    Raises:
        EngineError: if the scene fails; the message names it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="clipanim-") as folder,
        manim_settings(settings, folder),
    ):
        scene = build_scene(shot, settings)
        camera = scene.renderer.camera
        camera.background_color, camera.background_opacity = "#000000", 0
        sink = _TransparentSink(scene, shot.chapter, frames, on_frame)
        Stepper(scene, settings.fps, sink)
        with playing_scene(shot.file.path, scene), suppress(StopPlaying):
            run_scene(scene)
    return sink.count


class _TransparentSink:
    """Draws some frames of a scene, or of one of its chapters; a `FrameSink`."""

    def __init__(
        self, scene: Any, chapter: str | None, frames: range, on_frame: Callable[[Pixels], None]
    ):
        self.chapter, self.frames, self.on_frame = chapter, frames, on_frame
        self.canvas = Canvas(scene.renderer.camera)
        self.chapter_start: int | None = None  # in frames of the scene
        self.next_frame = self.count = 0

    def begin(self, scene: Scene, frames: range) -> bool:
        if self.chapter not in (None, current_chapter(scene)):
            return False
        self.chapter_start = frames.start if self.chapter_start is None else self.chapter_start
        self.next_frame = frames.start - self.chapter_start
        if self.next_frame >= self.frames.stop:
            raise StopPlaying
        if not frames or self.next_frame + len(frames) <= self.frames.start:
            return False
        self.canvas.begin_play(scene.static_mobjects)
        return True

    def draw(self, scene: Scene, repeat: int) -> None:
        self.canvas.draw_frame(scene.moving_mobjects)
        for number in range(self.next_frame, self.next_frame + repeat):
            if number in self.frames:
                self.on_frame(unpremultiply(self.canvas.pixels))
                self.count += 1
        self.next_frame += repeat

    def end(self, scene: Scene) -> None:
        pass


def unpremultiply(pixels: Pixels) -> Pixels:
    """Convert cairo's premultiplied alpha to straight alpha.

    Args:
        pixels: RGBA, uint8, shape (height, width, 4), colours multiplied by their opacity.

    Returns:
        A copy with the colours as they are.

    >>> unpremultiply(np.array([[[64, 0, 128, 128], [9, 9, 9, 255]]], np.uint8)).tolist()
    [[[128, 0, 255, 128], [9, 9, 9, 255]]]
    """
    straight = pixels.copy()
    translucent = (pixels[..., 3] > 0) & (pixels[..., 3] < 255)
    values = pixels[translucent].astype(np.uint32)
    colours, alpha = values[:, :3], values[:, 3:]
    straight[translucent, :3] = np.minimum(255, (colours * 255 + alpha // 2) // alpha)
    return straight
