"""Every frame is the one that manim's own renderer draws, before encoding."""

from fractions import Fraction
from math import lcm

import pytest
from manim_frames import (
    SIZE,
    Schedule,
    assert_frames_are_those_of_manim,
    engine_frames,
    first_frame_difference,
    manim_plays,
)
from places import ROOT
from short_films import plain, shot

from clipanim.engine.play.scene_setup import dry_run_scene, run_scene
from clipanim.engine.play.stepper import frame_at
from clipanim.engine.settings import Settings
from clipanim.scene import catalogue
from clipanim.stage import exact_seconds

MIN_FPS = 15  # frames a second, of films that are compared
PLAIN = {path.stem: path for path in sorted((ROOT / "benchmarks/plain").glob("*.py"))}
ALL = [*catalogue.builtin_scenes(), *PLAIN]


def any_shot(name):
    return shot(PLAIN.get(name, name))


def whole_frames_fps(shot):
    """The least frame rate, from MIN_FPS on, at which all run times of a scene are whole frames."""
    lengths = []
    with dry_run_scene(shot, Settings(*SIZE, 60)) as scene:
        play = scene.renderer.play

        def recorded(scene, *args, **kwargs):
            play(scene, *args, **kwargs)
            lengths.append(exact_seconds(scene.duration))

        scene.renderer.play = recorded
        run_scene(scene)
    fps = lcm(*(length.denominator for length in lengths))
    return fps * -(-MIN_FPS // fps)


@pytest.mark.parametrize("name", ["Shapes", "Counted", "LeftOut"])
def test_every_frame_is_that_of_manim(name, tmp_path, monkeypatch):
    assert_frames_are_those_of_manim(plain(name), 10, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_frame_of_a_film_is_that_of_manim(name, tmp_path, monkeypatch):
    """At a frame rate at which every run time is a whole number of frames."""
    film = any_shot(name)
    assert_frames_are_those_of_manim(film, whole_frames_fps(film), tmp_path, monkeypatch)


def assert_frames_are_at_exact_moments(shot, fps, tmp_path, monkeypatch):
    """In every play manim's renderer draws the same, patched to the engine's schedule."""
    settings = Settings(*SIZE, fps)
    folder, schedule = tmp_path / "manim", Schedule(fps)
    manims = manim_plays(shot, settings, folder, monkeypatch, schedule)
    ours = engine_frames(shot, settings, tmp_path / "ours", monkeypatch)
    assert first_frame_difference(ours, manims) is None
    assert [*map(len, ours)] == [len(play.frames) for play in manims]


def test_every_frame_is_at_its_exact_moment(tmp_path, monkeypatch):
    assert_frames_are_at_exact_moments(plain("Between"), 10, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fps"), [*((name, MIN_FPS) for name in ALL), ("written_words", 60)]
)
def test_every_frame_of_a_film_is_at_its_exact_moment(name, fps, tmp_path, monkeypatch):
    """Also where plays are no whole frames."""
    assert_frames_are_at_exact_moments(any_shot(name), fps, tmp_path, monkeypatch)


def test_manim_adds_a_part_of_a_frame_to_some_plays_and_we_do_not(tmp_path, monkeypatch):
    """Four plays of 2.5 frames: 12 in manim, which begins each anew; the second of ours begins
    half a frame into its time, as the first has three frames of 2.5."""
    film, settings = plain("Between"), Settings(*SIZE, 10)
    manims = manim_plays(film, settings, tmp_path / "manim", monkeypatch)
    ours = engine_frames(film, settings, tmp_path / "ours", monkeypatch)
    assert [len(play.frames) for play in manims] == [3, 3, 3, 3]
    assert [*map(len, ours)] == [3, 2, 3, 2]
    for n, (one, other) in enumerate(zip(ours, manims, strict=True)):
        begins_on_a_frame = n % 2 == 0
        assert (one == other.frames[: len(one)]) is begins_on_a_frame, n


@pytest.mark.slow
def test_frames_that_differ_from_those_of_manim_follow_a_play_that_is_no_whole_frames(
    tmp_path, monkeypatch
):
    """Letters at 0.03 s each take 37.8 frames of 60: what follows begins 0.2 frames into a play
    with us, and with manim, which has drawn 38, at the start of it."""
    film, settings = any_shot("written_words"), Settings(*SIZE, 60)
    manims = manim_plays(film, settings, tmp_path / "manim", monkeypatch)
    ours = engine_frames(film, settings, tmp_path / "ours", monkeypatch)
    assert [exact_seconds(60 * play.seconds) for play in manims[:2]] == [72, Fraction(378, 10)]
    assert [*map(len, ours)] == [len(play.frames) for play in manims]
    same = [one == other.frames for one, other in zip(ours, manims, strict=True)]
    assert same == [True, True, False, False, False, False]


def test_manim_loses_a_frame_of_some_waits_and_we_do_not():
    """int(4.1 / (1 / 30)) is 122: a wait of 4.1 s at 30 fps ends a frame early in manim."""
    assert int(4.1 / (1 / 30)) == 122
    assert frame_at(4.1, 30) - frame_at(0, 30) == 123
