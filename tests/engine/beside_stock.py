"""The frames of a scene, play by play: as manim's own renderer draws them, and as we do.

manim counts the time of each play from its own start, which falls on the frame after the one
before it. Our schedule counts exactly: where plays are no whole frames, it sees a later or an
earlier moment. A renderer of manim's can be told to draw the moments of our schedule instead.
"""

import hashlib
import math
from contextlib import nullcontext
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from tqdm import tqdm

from clipanim import engine
from clipanim.engine import pictures
from clipanim.engine.reel import Reel
from clipanim.stage import exact


@dataclass
class Play:
    """What was drawn of a play: a digest of the pixels of each frame."""

    frames: list = field(default_factory=list)
    seconds: float = 0.0
    stands: bool = False  # a wait of which manim draws one frame
    stops: bool = False  # perhaps before its time

    def counted_by_stock(self, fps):
        """How many frames manim makes of it."""
        if self.stands:
            return int(self.seconds / (1 / fps))
        return len(np.arange(0, self.seconds, 1 / fps))


class Schedule:
    """Tells which frames a play has, and which moments of the play they show."""

    def __init__(self, fps):
        self.fps, self.start = fps, Fraction(0)

    def frames(self, seconds):
        return range(self.frame_at(self.start), self.frame_at(self.start + exact(seconds)))

    def frame_at(self, moment):
        return math.floor(self.fps * moment + Fraction(1, 2))

    def moments(self, seconds):
        """As manim counts them, but from the exact start of the play."""
        frames, step = self.frames(seconds), 1 / self.fps
        ahead = float(frames.start - self.start * self.fps)
        return [max(0.0, (n + ahead) * step) for n in range(len(frames))]

    def after(self, play):
        frames = self.frames(play.seconds)
        if len(play.frames) < len(frames):  # what was waited for has come
            self.start = Fraction(frames.start + len(play.frames), self.fps)
        else:
            self.start += exact(play.seconds)


def plays_of_stock(shot, settings, folder, monkeypatch, schedule=None):
    """The plays as manim's renderer hands their frames to its writer, without our shortcuts."""
    plays = []
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "shortcuts", nullcontext)
        with pictures.manim_settings(settings, str(folder)):
            scene = pictures.scene_of(shot)
            renderer, own = scene.renderer, scene.renderer.play

            def write(pixels, repeat=1):
                plays[-1].frames += [digest(pixels)] * repeat

            def play(scene, *args, **kwargs):
                plays.append(Play())
                own(scene, *args, **kwargs)
                plays[-1].seconds = float(scene.duration)
                plays[-1].stands = scene.is_current_animation_frozen_frame()
                plays[-1].stops = scene.stop_condition is not None
                if renderer.skip_animations:
                    plays.pop()
                elif schedule:
                    schedule.after(plays[-1])

            renderer.play, renderer.file_writer.write_frame = play, write
            if schedule:
                tell(scene, schedule)
            pictures.run(scene)
    return plays


def tell(scene, schedule):
    """Have a scene drawn by manim as if its plays had the frames of the schedule."""

    def freeze(seconds):
        frame, many = scene.renderer.get_frame(), len(schedule.frames(seconds))
        scene.renderer.add_frame(frame, num_frames=many)

    def moments(animations, seconds):
        left_out = scene.renderer.skip_animations
        times = [seconds] if left_out else schedule.moments(seconds)
        return tqdm(times, disable=True)

    scene.renderer.freeze_current_frame = freeze
    scene._get_animation_time_progression = moments


def frames_of_ours(shot, settings, folder, monkeypatch):
    """The frames that the engine hands to its encoder, in a list for each play that is shown."""
    plays, draw, begin = [], Reel.draw, Reel.begin

    def next_play(self, scene, frames):
        plays.append([])
        return begin(self, scene, frames)

    def keep(self, scene, repeat):
        draw(self, scene, repeat)
        plays[-1].extend([digest(self.canvas.pixels)] * repeat)

    with monkeypatch.context() as patch:
        patch.setattr(Reel, "begin", next_play)
        patch.setattr(Reel, "draw", keep)
        engine.render([shot], settings, folder, fresh=True)
    return plays


def digest(pixels):
    return hashlib.blake2b(pixels.tobytes(), digest_size=8).digest()


def first_difference(ours, stock):
    """Play and frame of the first one that is not the same, or None; only what both have."""
    for number, (one, other) in enumerate(zip(ours, stock, strict=True)):
        for n, (frame, its) in enumerate(zip(one, other.frames, strict=False)):
            if frame != its:
                return number, n
    return None
