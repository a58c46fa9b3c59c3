"""The digest of a scene: what shows changes it, and nothing else does."""

import random
from functools import partial

import numpy as np
import pytest
from manim import BLUE, Circle, Scene, Square, ThreeDScene, VGroup
from short_films import SMALL, shot

from clipanim import engine
from clipanim.engine.play.scene_setup import build_scene, dry_run_scene, manim_settings, run_scene
from clipanim.engine.play.state_digest import StateRecorder, state_digest
from clipanim.engine.play.stepper import NullSink, Stepper
from clipanim.scene import catalogue


def scene(folder, kind=Scene):
    with manim_settings(SMALL, str(folder)):
        made = kind()
        made.add(VGroup(Square(), Circle()), Circle())
        return made


def advance_time(one):
    one.renderer.time = 1.5


CHANGES = {
    "a point": lambda one: one.mobjects[0][0].points.__setitem__((0, 0), 1e-9),
    "a colour": lambda one: one.mobjects[1].set_stroke(BLUE),
    "a width": lambda one: one.mobjects[1].set_stroke(width=4.5),
    "a depth": lambda one: one.mobjects[1].set_z_index(1),
    "the order": lambda one: one.mobjects.reverse(),
    "a shape more": lambda one: one.add(Square()),
    "a shape of another family": lambda one: one.mobjects[0].add(one.mobjects.pop()),
    "the time": advance_time,
    "the frame": lambda one: setattr(one.camera, "frame_width", 10),
    "where it looks": lambda one: setattr(one.camera, "frame_center", np.array([1.0, 0.0, 0.0])),
    "random": lambda one: random.random(),
    "numpy.random": lambda one: np.random.normal(),  # noqa: NPY002
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_visible_change_changes_the_digest(name, tmp_path):
    one = scene(tmp_path)
    before = state_digest(one)
    assert state_digest(one) == before
    CHANGES[name](one)
    assert state_digest(one) != before


def test_the_view_of_a_moving_camera_counts(tmp_path):
    one = scene(tmp_path, ThreeDScene)
    before = state_digest(one)
    one.set_camera_orientation(phi=1)
    assert state_digest(one) != before


def test_two_scenes_that_look_alike_have_the_same_digest(tmp_path):
    assert state_digest(scene(tmp_path)) == state_digest(scene(tmp_path))


def builtin(name):
    file = catalogue.builtin_scenes()[name]
    return engine.Shot(file, file.params({}))


def states(one, steps_undrawn_frames):
    """The state digests before each play of a dry run."""
    found = []
    with dry_run_scene(one, SMALL) as made:
        stepper = Stepper(made, SMALL.fps, StateRecorder(NullSink(), found))
        stepper.steps_undrawn_frames = steps_undrawn_frames
        run_scene(made)
        found.append(state_digest(made))
    return found


BUILTIN = {
    name: pytest.param(partial(builtin, name), id=name, marks=pytest.mark.slow)
    for name in catalogue.builtin_scenes()
}
SCENES = [pytest.param(shot, id="short"), *BUILTIN.values()]
LONG_PLAYS = [pytest.param(partial(builtin, "power_of_w"), id="one of them"), *BUILTIN.values()]


@pytest.mark.parametrize("make", SCENES)
def test_a_play_that_is_skipped_ends_as_one_that_is_stepped_through(make):
    one = make()
    skipped = states(one, steps_undrawn_frames=False)
    stepped = states(one, steps_undrawn_frames=True)
    assert len(skipped) > 10
    assert skipped == stepped


class EveryOtherChunk(NullSink):
    """Takes every other chunk of each play, and the state digest of its first frame."""

    def __init__(self):
        self.play, self.chunks, self.digests = -1, 0, []

    def begin(self, scene, frames):
        self.chunks = self.chunks + 1 if self.play == scene.renderer.num_plays else 0
        self.play, self.is_first = scene.renderer.num_plays, True
        return self.chunks % 2 == 1

    def draw(self, scene, repeat):
        if self.is_first:
            self.digests.append(state_digest(scene))
        self.is_first = False


@pytest.mark.parametrize("make", LONG_PLAYS)
def test_a_play_that_is_entered_in_its_middle_looks_as_if_stepped_through(make):
    found = []
    for steps_undrawn_frames in (False, True):
        sink = EveryOtherChunk()
        with dry_run_scene(make(), SMALL) as made:
            Stepper(made, SMALL.fps, sink).steps_undrawn_frames = steps_undrawn_frames
            run_scene(made)
        found.append(sink.digests)
    assert found[0] == found[1]
    assert found[0], "it has plays long enough to be shared"


def test_a_scene_draws_the_same_random_numbers_every_time(tmp_path):
    found = []
    for _ in range(2):
        with manim_settings(SMALL, str(tmp_path)):
            build_scene(shot())
            found.append((random.random(), np.random.normal()))  # noqa: NPY002
    assert found[0] == found[1]
