"""The digest of a scene: what shows changes it, and nothing else does."""

import random
from functools import partial

import numpy as np
import pytest
from manim import BLUE, Circle, Scene, Square, ThreeDScene, VGroup
from shots import SMALL, shot

from clipanim import catalogue, engine
from clipanim.engine.pictures import manim_settings, run, scene_of, stepped
from clipanim.engine.player import Nobody, Player
from clipanim.engine.state import Witness, digest


def scene(folder, kind=Scene):
    with manim_settings(SMALL, str(folder)):
        made = kind()
        made.add(VGroup(Square(), Circle()), Circle())
        return made


def tick(one):
    one.renderer.time = 1.5


CHANGES = {
    "a point": lambda one: one.mobjects[0][0].points.__setitem__((0, 0), 1e-9),
    "a colour": lambda one: one.mobjects[1].set_stroke(BLUE),
    "a width": lambda one: one.mobjects[1].set_stroke(width=4.5),
    "a depth": lambda one: one.mobjects[1].set_z_index(1),
    "the order": lambda one: one.mobjects.reverse(),
    "a shape more": lambda one: one.add(Square()),
    "a shape of another family": lambda one: one.mobjects[0].add(one.mobjects.pop()),
    "the time": tick,
    "the frame": lambda one: setattr(one.camera, "frame_width", 10),
    "where it looks": lambda one: setattr(one.camera, "frame_center", np.array([1.0, 0.0, 0.0])),
    "random": lambda one: random.random(),
    "numpy.random": lambda one: np.random.normal(),  # noqa: NPY002
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_shows_changes_the_digest(name, tmp_path):
    one = scene(tmp_path)
    before = digest(one)
    assert digest(one) == before
    CHANGES[name](one)
    assert digest(one) != before


def test_the_view_of_a_moving_camera_counts(tmp_path):
    one = scene(tmp_path, ThreeDScene)
    before = digest(one)
    one.set_camera_orientation(phi=1)
    assert digest(one) != before


def test_two_scenes_that_look_alike_have_the_same_digest(tmp_path):
    assert digest(scene(tmp_path)) == digest(scene(tmp_path))


def builtin(name):
    file = catalogue.builtin()[name]
    return engine.Shot(file, file.params({}))


def states(one, exact):
    """How a scene looks before each play, when its plays are stepped past."""
    found = []
    with stepped(one, SMALL) as made:
        player = Player(made, SMALL.fps, Witness(Nobody(), found))
        player.exact = exact
        run(made)
        found.append(digest(made))
    return found


BUILTIN = {
    name: pytest.param(partial(builtin, name), id=name, marks=pytest.mark.slow)
    for name in catalogue.builtin()
}
SCENES = [pytest.param(shot, id="short"), *BUILTIN.values()]
LONG_PLAYS = [pytest.param(partial(builtin, "power_of_w"), id="one of them"), *BUILTIN.values()]


@pytest.mark.parametrize("make", SCENES)
def test_a_play_that_is_skipped_ends_as_one_that_is_stepped_through(make):
    one = make()
    skipped, through = states(one, exact=False), states(one, exact=True)
    assert len(skipped) > 10
    assert skipped == through


class Entering(Nobody):
    """Draws every other part of each play, but for how its first frame looks."""

    def __init__(self):
        self.play, self.parts, self.seen = -1, 0, []

    def begin(self, scene, frames):
        self.parts = self.parts + 1 if self.play == scene.renderer.num_plays else 0
        self.play, self.is_first = scene.renderer.num_plays, True
        return self.parts % 2 == 1

    def draw(self, scene, repeat):
        if self.is_first:
            self.seen.append(digest(scene))
        self.is_first = False


@pytest.mark.parametrize("make", LONG_PLAYS)
def test_a_play_that_is_entered_in_its_middle_looks_as_if_stepped_through(make):
    found = []
    for exact in (False, True):
        artist = Entering()
        with stepped(make(), SMALL) as made:
            Player(made, SMALL.fps, artist).exact = exact
            run(made)
        found.append(artist.seen)
    assert found[0] == found[1]
    assert found[0], "it has plays long enough to be shared"


def test_a_scene_draws_the_same_random_numbers_every_time(tmp_path):
    found = []
    for _ in range(2):
        with manim_settings(SMALL, str(tmp_path)):
            scene_of(shot())
            found.append((random.random(), np.random.normal()))  # noqa: NPY002
    assert found[0] == found[1]
