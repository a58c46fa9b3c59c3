"""Plays begin and end on the frames that exact arithmetic says, whatever came before."""

import math
import random
from fractions import Fraction
from types import SimpleNamespace

import av
import pytest
from short_films import shot

from clipanim import engine
from clipanim.engine.play.stepper import NullSink, Stepper, frame_at
from clipanim.stage import exact_seconds
from clipanim.stage.narration import reading_time

RATES = (10, 12, 15, 24, 25, 30, 48, 50, 60)
LISTS = 1000


class FakeRenderer:
    def __init__(self):
        self.time, self.num_plays, self.static_image = 0.0, 0, None
        self.file_writer = SimpleNamespace(sections=[SimpleNamespace(skip_animations=False)])


class FakeScene:
    """A scene of which only the durations matter."""

    animations, stop_condition = (), None

    def __init__(self):
        self.renderer, self.last_t, self.duration = FakeRenderer(), 0.0, 0.0

    def compile_animation_data(self, duration):
        self.duration = duration

    def begin_animations(self):
        pass

    def is_current_animation_frozen_frame(self):
        return True

    def update_mobjects(self, dt):
        pass


class RecordingSink(NullSink):
    def __init__(self):
        self.plays = []

    def begin(self, scene, frames):
        self.plays.append(frames)
        return False


def durations(seed):
    """What scenes ask for: tenths and hundredths, frames of some rate, and reading times."""
    rng = random.Random(seed)
    kinds = [
        lambda: Fraction(rng.randint(1, 90), 10),
        lambda: Fraction(rng.randint(1, 400), 100),
        lambda: Fraction(rng.randint(1, 200), rng.choice(RATES)),
        lambda: Fraction(3, 10) + Fraction(rng.randint(23, 84), 15),
    ]
    return [rng.choice(kinds)() for _ in range(rng.randint(1, 40))]


@pytest.mark.parametrize("fps", RATES)
def test_every_play_takes_the_frames_between_its_exact_ends(fps):
    for seed in range(LISTS):
        scene, sink, now = FakeScene(), RecordingSink(), Fraction(0)
        stepper = Stepper(scene, fps, sink)
        for one in durations(seed):
            stepper.play(scene, float(one))
            ends = [math.floor(fps * t + Fraction(1, 2)) for t in (now, now + one)]
            now += one
            assert sink.plays[-1] == range(*ends), (seed, one)
        assert scene.renderer.time == float(now)
        assert sum(map(len, sink.plays)) == frame_at(float(now), fps)


def test_a_reading_time_is_what_it_says():
    assert exact_seconds(reading_time("x" * 31)) == Fraction(3, 10) + Fraction(31, 15)


@pytest.mark.parametrize("fps", RATES)
def test_a_film_has_as_many_frames_as_its_timeline_says(fps, tmp_path):
    (clip,) = engine.render([shot()], engine.Settings(64, 64, fps), tmp_path)
    with av.open(str(clip.video)) as film:
        assert film.streams.video[0].frames == clip.timeline.frames
