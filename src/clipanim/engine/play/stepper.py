"""The frame scheduler: plays start and end on whole frames, and are drawn or skipped.

It replaces `play` of a scene's renderer. A boundary between plays at t seconds, counted exactly
as a fraction, falls on frame floor(fps t + 1/2), so that no play loses or gains a frame, and
segments of a film that different workers draw fit together.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from manim import Scene

from clipanim.stage import Explainer, exact_seconds


class StopPlaying(Exception):
    """Raised inside a scene's `construct` to end it, when all that was asked for is reached."""


class FrameSink(Protocol):
    """Receives the frames of a scene, play by play; long plays come in chunks.

    Each chunk has a `begin`, a `draw` for each different frame if `begin` was true, and an `end`.
    """

    def begin(self, scene: Scene, frames: range) -> bool:
        """Prepare for frames of the film, all of one play; return whether to draw them."""

    def draw(self, scene: Scene, repeat: int) -> None:
        """Draw the scene as it is now, for the next `repeat` frames."""

    def end(self, scene: Scene) -> None:
        """Finish the chunk."""


class NullSink:
    """A `FrameSink` that draws nothing, for dry runs."""

    def begin(self, scene: Scene, frames: range) -> bool:
        return False

    def draw(self, scene: Scene, repeat: int) -> None:
        raise NotImplementedError

    def end(self, scene: Scene) -> None:
        pass


class Stepper:
    """Plays a scene's animations frame by frame into a sink, in place of its renderer.

    Args:
        scene: any manim scene, before its `construct`.
        fps: frames per second of the film.
        sink: what draws the frames.
        until: raise `StopPlaying` at this moment, seconds, with the scene as it is then.
    """

    def __init__(self, scene: Scene, fps: int, sink: FrameSink, until: float | None = None):
        self.fps, self.sink, self.until = fps, sink, until
        # An explainer's state is a function of (play, frame): undrawn plays can be skipped at
        # once. Any other scene may count calls or add up time, and is stepped frame by frame.
        self.steps_undrawn_frames = not isinstance(scene, Explainer)
        self.renderer, self.time = scene.renderer, exact_seconds(scene.renderer.time)
        scene.renderer.play = self.play

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play animations, as `CairoRenderer.play`."""
        renderer = self.renderer
        scene.compile_animation_data(*args, **kwargs)
        start, end = self.time, self.time + exact_seconds(scene.duration)
        scene.begin_animations()
        frames = range(frame_at(start, self.fps), frame_at(end, self.fps))
        is_skipped = renderer.file_writer.sections[-1].skip_animations
        if self.until is not None and self.until < end and not is_skipped:
            scene.update_to_time(max(0.0, self.until - float(start)))
            raise StopPlaying
        if is_skipped and scene.stop_condition is None:
            played = self._skip_play(scene)
        else:
            sink = NullSink() if is_skipped else self.sink
            played = self._step_frames(scene, frames, start, sink)
        for animation in scene.animations or ():
            animation.finish()
            animation.clean_up_from_scene(scene)
        if not is_skipped:
            scene.update_mobjects(0)
        renderer.static_image = None
        renderer.num_plays += 1
        if is_skipped:
            return  # a section that the scene wants skipped takes no time of the film
        stopped_early = played < len(frames)
        self.time = Fraction(frames[0] + played, self.fps) if stopped_early else end
        renderer.time = float(self.time)

    def _skip_play(self, scene: Scene) -> int:
        """Go to the end of a play at once, as manim does in a skipped section; 0 frames."""
        if self.steps_undrawn_frames and not scene.is_current_animation_frozen_frame():
            scene.update_to_time(scene.duration)
        return 0

    def _step_frames(self, scene: Scene, frames: range, start: Fraction, sink: FrameSink) -> int:
        """Go through the frames of a play that starts at a moment; how many there were."""
        if scene.is_current_animation_frozen_frame():
            if sink.begin(scene, frames) and frames:
                sink.draw(scene, len(frames))
            sink.end(scene)
            return len(frames)
        should_stop = scene.stop_condition or (lambda: False)
        offset = float(frames.start - start * self.fps)  # of the first frame, in frames
        step = 1 / self.fps  # as manim's, to the last bit
        for chunk in [frames] if scene.stop_condition else split_into_chunks(frames, self.fps):
            is_drawn = sink.begin(scene, chunk)
            for frame in chunk if is_drawn or self.steps_undrawn_frames else ():
                n = frame - frames.start
                scene.update_to_time(max(0.0, (n + offset) * step))
                if is_drawn:
                    sink.draw(scene, 1)
                if should_stop():
                    sink.end(scene)
                    return n + 1
            sink.end(scene)
        return len(frames)


def split_into_chunks(frames: range, fps: int) -> list[range]:
    """Split the frames of a play into chunks of one to two seconds, to be drawn in parallel.

    >>> split_into_chunks(range(10, 15), fps=2)
    [range(10, 12), range(12, 15)]
    """
    count = max(1, len(frames) // fps)
    ends = [frames.start + len(frames) * n // count for n in range(count + 1)]
    return [range(start, end) for start, end in pairwise(ends)]


def frame_at(seconds: float | Fraction, fps: int) -> int:
    """The number of the frame nearest to a moment, counted exactly; halves are rounded up."""
    moment = seconds if isinstance(seconds, Fraction) else exact_seconds(seconds)
    return math.floor(fps * moment + Fraction(1, 2))
