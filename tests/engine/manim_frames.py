"""Comparing the frames of a scene, play by play: manim's own renderer against the engine.

manim counts the time of each play from its own start, which falls on the frame after the one
before it. The engine's schedule counts exactly: where plays are no whole frames, its frames are
at later or earlier moments. manim's renderer can be patched to draw at those moments instead.
"""

import hashlib
import math
from contextlib import nullcontext
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from tqdm import tqdm

from clipanim import engine
from clipanim.engine.play import scene_setup
from clipanim.engine.settings import Settings
from clipanim.engine.workers.segments import SegmentRecorder
from clipanim.stage import exact_seconds

SIZE = 160, 90


@dataclass
class Play:
    """A play as manim drew it: a digest of the pixels of each frame."""

    frames: list = field(default_factory=list)
    seconds: float = 0.0
    is_frozen: bool = False  # a wait of which manim draws one frame
    has_stop_condition: bool = False  # it may end before its time

    def manim_frame_count(self, fps):
        """How many frames manim gives it."""
        if self.is_frozen:
            return int(self.seconds / (1 / fps))
        return len(np.arange(0, self.seconds, 1 / fps))


class Schedule:
    """The engine's schedule: which frames a play has, and which moments of it they show."""

    def __init__(self, fps):
        self.fps, self.start = fps, Fraction(0)

    def frames(self, seconds):
        return range(self.frame_at(self.start), self.frame_at(self.start + exact_seconds(seconds)))

    def frame_at(self, moment):
        return math.floor(self.fps * moment + Fraction(1, 2))

    def moments(self, seconds):
        """The seconds into the play that its frames show, counted from its exact start."""
        frames, step = self.frames(seconds), 1 / self.fps
        offset = float(frames.start - self.start * self.fps)
        return [max(0.0, (n + offset) * step) for n in range(len(frames))]

    def advance(self, play):
        """Go on to the play after this one."""
        frames = self.frames(play.seconds)
        if len(play.frames) < len(frames):  # it was stopped early
            self.start = Fraction(frames.start + len(play.frames), self.fps)
        else:
            self.start += exact_seconds(play.seconds)


def manim_plays(shot, settings, folder, monkeypatch, schedule=None):
    """The plays as manim's renderer draws them, with its own methods, perhaps on our schedule."""
    plays = []
    with monkeypatch.context() as patch:
        patch.setattr(scene_setup, "fast_manim", nullcontext)
        with scene_setup.manim_settings(settings, str(folder)):
            scene = scene_setup.build_scene(shot)
            renderer, manim_play = scene.renderer, scene.renderer.play

            def write(pixels, repeat=1):
                plays[-1].frames += [digest(pixels)] * repeat

            def play(scene, *args, **kwargs):
                plays.append(Play())
                manim_play(scene, *args, **kwargs)
                plays[-1].seconds = float(scene.duration)
                plays[-1].is_frozen = scene.is_current_animation_frozen_frame()
                plays[-1].has_stop_condition = scene.stop_condition is not None
                if renderer.skip_animations:
                    plays.pop()
                elif schedule:
                    schedule.advance(plays[-1])

            renderer.play, renderer.file_writer.write_frame = play, write
            if schedule:
                use_schedule(scene, schedule)
            scene_setup.run_scene(scene)
    return plays


def use_schedule(scene, schedule):
    """Patch a scene so that manim draws the frames of the schedule."""

    def freeze(seconds):
        frame, count = scene.renderer.get_frame(), len(schedule.frames(seconds))
        scene.renderer.add_frame(frame, num_frames=count)

    def moments(animations, seconds):
        is_skipped = scene.renderer.skip_animations
        times = [seconds] if is_skipped else schedule.moments(seconds)
        return tqdm(times, disable=True)

    scene.renderer.freeze_current_frame = freeze
    scene._get_animation_time_progression = moments


def engine_frames(shot, settings, folder, monkeypatch):
    """The frames that the engine hands to its encoder, in a list for each play that is shown."""
    plays, draw, begin = [], SegmentRecorder.draw, SegmentRecorder.begin

    def next_play(self, scene, frames):
        plays.append([])
        return begin(self, scene, frames)

    def keep(self, scene, repeat):
        draw(self, scene, repeat)
        plays[-1].extend([digest(self.canvas.pixels)] * repeat)

    with monkeypatch.context() as patch:
        patch.setattr(SegmentRecorder, "begin", next_play)
        patch.setattr(SegmentRecorder, "draw", keep)
        engine.render([shot], settings, folder, fresh=True)
    return plays


def digest(pixels):
    return hashlib.blake2b(pixels.tobytes(), digest_size=8).digest()


def first_frame_difference(ours, manims):
    """Numbers of the first play and frame that differ, of the frames that both have; or None."""
    for number, (frames, play) in enumerate(zip(ours, manims, strict=True)):
        for n, (one, other) in enumerate(zip(frames, play.frames, strict=False)):
            if one != other:
                return number, n
    return None


def assert_frames_are_those_of_manim(shot, fps, tmp_path, monkeypatch):
    """In every play, but for a frame that manim's rounding adds to it or loses."""
    settings = Settings(*SIZE, fps)
    manims = manim_plays(shot, settings, tmp_path / "manim", monkeypatch)
    ours = engine_frames(shot, settings, tmp_path / "ours", monkeypatch)
    assert first_frame_difference(ours, manims) is None
    for number, (frames, play) in enumerate(zip(ours, manims, strict=True)):
        if play.has_stop_condition:
            assert len(frames) == len(play.frames), number
            continue
        expected = exact_seconds(play.seconds) * fps
        assert expected.denominator == 1, "a whole number of frames"
        counts = len(frames), len(play.frames)
        assert counts == (expected, play.manim_frame_count(fps)), number
        assert abs(len(frames) - len(play.frames)) <= 1, number
