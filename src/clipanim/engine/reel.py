"""A film cut into segments: files of their own, each drawn by whoever comes first.

Where the cuts are follows from the plays alone, never from who draws them or how many:
the same film is cut, and encoded, in the same way by any number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from manim import Scene

from .canvas import Canvas
from .convert import Converter
from .desk import Desk
from .encode import Encoder
from .meter import Meter
from .player import StopPlaying
from .settings import Settings
from .timing import chapter_of
from .work import Segment

SHORTEST = 2.0  # seconds that a segment lasts at least, unless its chapter ends


class Reel:
    """Draws the segments that `claim` allows into files of a folder; an `Artist`.

    Args:
        folder: for what is being drawn.
        settings: size and pace.
        desk: says which segments are ours to draw, and keeps them.
        drawn: told how many frames have been drawn, after each play.
        meter: counts where the time goes.
        only: the chapter after which there is nothing left to draw, if it is one.
    """

    def __init__(
        self,
        scene: Scene,
        folder: Path,
        settings: Settings,
        desk: Desk,
        drawn: Callable[[int], None],
        meter: Meter,
        only: str | None = None,
    ):
        self.meter, self.only = meter, only
        self.folder, self.settings, self.desk, self.drawn = folder, settings, desk, drawn
        self.canvas, self.converter = Canvas(scene.renderer.camera), Converter()
        self.segments: list[Segment] = []
        self.encoder: Encoder | None = None
        self.frames = range(0)

    def begin(self, scene: Scene, frames: range) -> bool:
        chapter = chapter_of(scene)
        last = self.segments[-1] if self.segments else None
        long_enough = last and len(last.frames) >= SHORTEST * self.settings.fps
        if last is None or last.chapter != chapter or long_enough:
            self.cut()
            if last and last.chapter == self.only != chapter:
                raise StopPlaying
            self._open(Segment(len(self.segments), chapter, frames))
        else:
            joined = range(last.frames.start, frames.stop)
            self.segments[-1] = Segment(last.number, chapter, joined)
        self.frames = frames
        if self.encoder is not None and frames:
            with self.meter("draw"):
                self.canvas.begin(scene.static_mobjects)
        return self.encoder is not None

    def draw(self, scene: Scene, repeat: int) -> None:
        assert self.encoder is not None
        with self.meter("draw"):
            changed = self.canvas.frame(scene.moving_mobjects)
        with self.meter("convert"):
            picture = self.converter.picture(self.canvas.pixels, changed)
        with self.meter("encode"):
            self.encoder.write(picture, repeat)

    def end(self, scene: Scene) -> None:
        if self.encoder is not None:
            self.drawn(len(self.frames))

    def cut(self) -> None:
        """End the segment that is being drawn."""
        if self.encoder is None:
            return
        self.encoder.close()
        self.desk.keep(self.segments[-1].number, self.encoder.path)
        self.encoder = None

    def close(self) -> None:
        """Leave what is half drawn; there is nothing to do after the last `cut`."""
        if self.encoder is not None:
            self.encoder.close()
            self.encoder = None

    def _open(self, segment: Segment) -> None:
        self.segments.append(segment)
        self.meter.enter(segment.chapter)
        with self.meter("wait"):
            is_ours = self.desk.take(segment.number, segment.chapter)
        if is_ours:
            self.converter.forget()
            path = self.folder / f"drawing-{segment.number}-{os.getpid()}.mp4"
            chosen = self.settings
            self.encoder = Encoder(path, chosen.width, chosen.height, chosen.fps)
