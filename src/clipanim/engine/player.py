"""Plays on a schedule of whole frames: drawn by someone, or stepped past.

A scene's renderer is told to play here instead of in manim. A boundary between plays at
t seconds, counted exactly, falls on frame floor(fps t + 1/2), so that no play loses or
gains a frame and parts of a film fit together, whoever draws them.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from manim import Scene

from clipanim.stage import Explainer, exact


class StopPlaying(Exception):
    """Raised inside `construct` when the moment that was asked for is reached."""


class Artist(Protocol):
    """Someone who draws plays; long ones come in parts, each of which begins and ends."""

    def begin(self, scene: Scene, frames: range) -> bool:
        """Get ready for these frames of the film, all of one play; False: leave them undrawn."""

    def draw(self, scene: Scene, repeat: int) -> None:
        """Draw the scene as it is now, to be shown for `repeat` frames."""

    def end(self, scene: Scene) -> None:
        """The play is over, or a part of it."""


class Nobody:
    """Draws nothing: for plans, checks and storyboards."""

    def begin(self, scene: Scene, frames: range) -> bool:
        return False

    def draw(self, scene: Scene, repeat: int) -> None:
        raise NotImplementedError

    def end(self, scene: Scene) -> None:
        pass


class Player:
    """Takes over the plays of a scene.

    Args:
        scene: any manim scene, before its `construct`.
        fps: frames per second of the film.
        artist: who draws.
        until: stop at this second, with the scene as it is then.
    """

    def __init__(self, scene: Scene, fps: int, artist: Artist, until: float | None = None):
        self.fps, self.artist, self.until = fps, artist, until
        # An explainer's state is a function of (play, frame): its plays can be stepped past at
        # once. Any other scene may count calls or add up time, and is stepped frame by frame.
        self.exact = not isinstance(scene, Explainer)
        self.renderer, self.now = scene.renderer, exact(scene.renderer.time)
        scene.renderer.play = self.play

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """As `CairoRenderer.play`."""
        renderer = self.renderer
        scene.compile_animation_data(*args, **kwargs)
        start, end = self.now, self.now + exact(scene.duration)
        scene.begin_animations()
        frames = range(frame_at(start, self.fps), frame_at(end, self.fps))
        is_left_out = renderer.file_writer.sections[-1].skip_animations
        if self.until is not None and self.until < end and not is_left_out:
            scene.update_to_time(max(0.0, self.until - float(start)))
            raise StopPlaying
        if is_left_out and scene.stop_condition is None:
            played = self._past(scene)
        else:
            played = self._through(scene, frames, start, Nobody() if is_left_out else self.artist)
        for animation in scene.animations or ():
            animation.finish()
            animation.clean_up_from_scene(scene)
        if not is_left_out:
            scene.update_mobjects(0)
        renderer.static_image = None
        renderer.num_plays += 1
        if is_left_out:
            return  # a section that the scene wants skipped takes no time of the film
        stopped_early = played < len(frames)
        self.now = Fraction(frames[0] + played, self.fps) if stopped_early else end
        renderer.time = float(self.now)

    def _past(self, scene: Scene) -> int:
        """Step past a play in one go, as manim does where a section is not shown; no frames."""
        if self.exact and not scene.is_current_animation_frozen_frame():
            scene.update_to_time(scene.duration)
        return 0

    def _through(self, scene: Scene, frames: range, start: Fraction, artist: Artist) -> int:
        """Go through the frames of a play; how many there were."""
        if scene.is_current_animation_frozen_frame():
            if artist.begin(scene, frames) and frames:
                artist.draw(scene, len(frames))
            artist.end(scene)
            return len(frames)
        stops = scene.stop_condition or (lambda: False)
        offset = float(frames.start - start * self.fps)  # of the first frame, in frames
        step = 1 / self.fps  # by which manim counts too, to the last bit
        for part in [frames] if scene.stop_condition else parts(frames, self.fps):
            mine = artist.begin(scene, part)
            for frame in part if mine or self.exact else ():
                n = frame - frames.start
                scene.update_to_time(max(0.0, (n + offset) * step))
                if mine:
                    artist.draw(scene, 1)
                if stops():
                    artist.end(scene)
                    return n + 1
            artist.end(scene)
        return len(frames)


def parts(frames: range, fps: int) -> list[range]:
    """The frames of a long play in parts of one to two seconds, for several who draw it at once.

    >>> parts(range(10, 15), fps=2)
    [range(10, 12), range(12, 15)]
    """
    count = max(1, len(frames) // fps)
    ends = [frames.start + len(frames) * n // count for n in range(count + 1)]
    return [range(start, end) for start, end in pairwise(ends)]


def frame_at(seconds: float | Fraction, fps: int) -> int:
    """The frame on which a moment falls; every boundary between plays is placed by this."""
    now = seconds if isinstance(seconds, Fraction) else exact(seconds)
    return math.floor(fps * now + Fraction(1, 2))
