"""Cut a film into segments and encode each into a video file of its own.

Where the cuts are follows from the plays alone, never from who draws them or how many:
the same film is cut, and encoded, in the same way by any number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from manim import Scene

from clipanim.engine.draw.canvas import Canvas
from clipanim.engine.draw.yuv import YuvConverter
from clipanim.engine.encode.encoder import Encoder
from clipanim.engine.play.stepper import StopPlaying
from clipanim.engine.play.timing import current_chapter
from clipanim.engine.profile import PhaseTimer
from clipanim.engine.settings import Settings

from .segment_claims import SegmentAllocator
from .task import Segment

MIN_SEGMENT_SECONDS = 2.0  # unless its chapter ends


class SegmentRecorder:
    """Draws and encodes the segments that an allocator assigns to this worker; a `FrameSink`.

    Args:
        scene: what is played.
        folder: for the files that are being encoded.
        settings: size and frame rate.
        allocator: says which segments are ours to draw, and takes the finished ones.
        on_frames: called with the number of frames that have been drawn, after each play.
        timer: counts the seconds of each phase.
        last_chapter: the chapter after which playing stops; None: play all.
    """

    def __init__(
        self,
        scene: Scene,
        folder: Path,
        settings: Settings,
        allocator: SegmentAllocator,
        on_frames: Callable[[int], None],
        timer: PhaseTimer,
        last_chapter: str | None = None,
    ):
        self.folder, self.settings, self.allocator = folder, settings, allocator
        self.on_frames, self.timer, self.last_chapter = on_frames, timer, last_chapter
        self.canvas, self.converter = Canvas(scene.renderer.camera), YuvConverter()
        self.segments: list[Segment] = []
        self.encoder: Encoder | None = None
        self.frames = range(0)

    def begin(self, scene: Scene, frames: range) -> bool:
        chapter = current_chapter(scene)
        last = self.segments[-1] if self.segments else None
        is_long_enough = last and len(last.frames) >= MIN_SEGMENT_SECONDS * self.settings.fps
        if last is None or last.chapter != chapter or is_long_enough:
            self.finish_segment()
            if last and last.chapter == self.last_chapter != chapter:
                raise StopPlaying
            self._start_segment(Segment(len(self.segments), chapter, frames))
        else:
            joined = range(last.frames.start, frames.stop)
            self.segments[-1] = Segment(last.number, chapter, joined)
        self.frames = frames
        if self.encoder is not None and frames:
            with self.timer("draw"):
                self.canvas.begin_play(scene.static_mobjects)
        return self.encoder is not None

    def draw(self, scene: Scene, repeat: int) -> None:
        assert self.encoder is not None
        with self.timer("draw"):
            changed = self.canvas.draw_frame(scene.moving_mobjects)
        with self.timer("convert"):
            picture = self.converter.convert(self.canvas.pixels, changed)
        with self.timer("encode"):
            self.encoder.write(picture, repeat)

    def end(self, scene: Scene) -> None:
        if self.encoder is not None:
            self.on_frames(len(self.frames))

    def finish_segment(self) -> None:
        """Close the file of the segment that is being drawn, and hand it to the allocator."""
        if self.encoder is None:
            return
        self.encoder.close()
        self.allocator.commit(self.segments[-1].number, self.encoder.path)
        self.encoder = None

    def close(self) -> None:
        """Discard a half drawn segment; there is none after the last `finish_segment`."""
        if self.encoder is not None:
            self.encoder.close()
            self.encoder = None

    def _start_segment(self, segment: Segment) -> None:
        self.segments.append(segment)
        self.timer.enter_chapter(segment.chapter)
        with self.timer("wait"):
            is_ours = self.allocator.claim(segment.number, segment.chapter)
        if is_ours:
            self.converter.reset()
            path = self.folder / f"drawing-{segment.number}-{os.getpid()}.mp4"
            chosen = self.settings
            self.encoder = Encoder(path, chosen.width, chosen.height, chosen.fps)
