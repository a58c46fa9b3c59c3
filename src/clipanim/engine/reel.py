"""A film cut into segments: files of their own, each drawn by whoever comes first.

Where the cuts are follows from the plays alone, never from who draws them or how many:
the same film is cut, and encoded, in the same way by any number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import Scene

from .canvas import Canvas
from .encode import Encoder
from .settings import Settings
from .timing import chapter_of

SHORTEST = 2.0  # seconds that a segment lasts at least, unless its chapter ends


@dataclass(frozen=True)
class Segment:
    """A stretch of a film: whole plays of one chapter."""

    number: int
    chapter: str
    frames: range


class Reel:
    """Draws the segments that `claim` allows into files of a folder; an `Artist`.

    Args:
        folder: where finished segments appear, whole.
        settings: size and pace.
        claim: whether a segment, known by its number and chapter, is ours to draw.
        drawn: told how many frames have been drawn, after each play.
    """

    def __init__(
        self,
        scene: Scene,
        folder: Path,
        settings: Settings,
        claim: Callable[[int, str], bool],
        drawn: Callable[[int], None],
    ):
        self.folder, self.settings, self.claim, self.drawn = folder, settings, claim, drawn
        self.canvas = Canvas(scene.renderer.camera)
        self.segments: list[Segment] = []
        self.encoder: Encoder | None = None
        self.frames, self.first = range(0), True

    def begin(self, scene: Scene, frames: range) -> bool:
        chapter = chapter_of(scene)
        last = self.segments[-1] if self.segments else None
        long_enough = last and len(last.frames) >= SHORTEST * self.settings.fps
        if last is None or last.chapter != chapter or long_enough:
            self.cut()
            self._open(Segment(len(self.segments), chapter, frames))
        else:
            joined = range(last.frames.start, frames.stop)
            self.segments[-1] = Segment(last.number, chapter, joined)
        self.frames, self.first = frames, True
        if self.encoder is not None and frames:
            self.canvas.begin(scene.static_mobjects)
        return self.encoder is not None

    def draw(self, scene: Scene, repeat: int) -> None:
        assert self.encoder is not None
        changed = self.canvas.frame(scene.moving_mobjects)
        self.encoder.write(self.canvas.pixels, repeat, None if self.first else changed)
        self.first = False

    def end(self, scene: Scene) -> None:
        if self.encoder is not None:
            self.drawn(len(self.frames))

    def cut(self) -> None:
        """End the segment that is being drawn: its file appears under its name."""
        if self.encoder is None:
            return
        self.encoder.close()
        if self.encoder.frames:
            os.replace(self.encoder.path, segment_file(self.folder, self.segments[-1].number))
        self.encoder = None

    def _open(self, segment: Segment) -> None:
        self.segments.append(segment)
        if self.claim(segment.number, segment.chapter):
            path = self.folder / f"drawing-{segment.number}-{os.getpid()}.mp4"
            chosen: Any = self.settings
            self.encoder = Encoder(path, chosen.width, chosen.height, chosen.fps)


def segment_file(folder: Path, number: int) -> Path:
    """Where a finished segment lies."""
    return folder / f"segment-{number:05}.mp4"
