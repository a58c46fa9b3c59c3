"""Every frame is the one that manim's own renderer draws, before encoding."""

from fractions import Fraction
from math import lcm

import pytest
from beside_stock import Schedule, first_difference, frames_of_ours, plays_of_stock
from places import ROOT
from shots import plain, shot

from clipanim import catalogue
from clipanim.engine.pictures import run, stepped
from clipanim.engine.player import frame_at
from clipanim.engine.settings import Settings
from clipanim.stage import exact

SIZE = 160, 90
SLOWEST = 15  # frames a second, of films that are compared
PLAIN = {path.stem: path for path in sorted((ROOT / "benchmarks/plain").glob("*.py"))}
ALL = [*catalogue.builtin(), *PLAIN]


def any_shot(name):
    return shot(PLAIN.get(name, name))


def whole_pace(shot):
    """Frames a second at which all run times of a scene are whole frames."""
    lengths = []
    with stepped(shot, Settings(*SIZE, 60)) as scene:
        play = scene.renderer.play

        def noted(scene, *args, **kwargs):
            play(scene, *args, **kwargs)
            lengths.append(exact(scene.duration))

        scene.renderer.play = noted
        run(scene)
    pace = lcm(*(length.denominator for length in lengths))
    return pace * -(-SLOWEST // pace)


def assert_frames_are_those_of_stock(shot, fps, tmp_path, monkeypatch):
    """Of every play; where manim's rounding loses or adds a frame to it, that one is known."""
    settings = Settings(*SIZE, fps)
    stock = plays_of_stock(shot, settings, tmp_path / "stock", monkeypatch)
    ours = frames_of_ours(shot, settings, tmp_path / "ours", monkeypatch)
    assert first_difference(ours, stock) is None
    for number, (one, other) in enumerate(zip(ours, stock, strict=True)):
        if other.stops:
            assert len(one) == len(other.frames), number
            continue
        frames = exact(other.seconds) * fps
        assert frames.denominator == 1, "a whole number of frames"
        assert (len(one), len(other.frames)) == (frames, other.counted_by_stock(fps)), number
        assert abs(len(one) - len(other.frames)) <= 1, number


@pytest.mark.parametrize("name", ["Shapes", "Counted", "LeftOut"])
def test_every_frame_is_that_of_stock_manim(name, tmp_path, monkeypatch):
    assert_frames_are_those_of_stock(plain(name), 10, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_every_frame_of_a_film_is_that_of_stock_manim(name, tmp_path, monkeypatch):
    """At a pace at which every run time is a whole number of frames."""
    film = any_shot(name)
    assert_frames_are_those_of_stock(film, whole_pace(film), tmp_path, monkeypatch)


def assert_frames_are_at_their_exact_moments(shot, fps, tmp_path, monkeypatch):
    """Of every play: manim's renderer draws the same, told the moments of our schedule."""
    settings = Settings(*SIZE, fps)
    folder, schedule = tmp_path / "stock", Schedule(fps)
    stock = plays_of_stock(shot, settings, folder, monkeypatch, schedule)
    ours = frames_of_ours(shot, settings, tmp_path / "ours", monkeypatch)
    assert first_difference(ours, stock) is None
    assert [*map(len, ours)] == [len(play.frames) for play in stock]


def test_every_frame_is_at_its_exact_moment(tmp_path, monkeypatch):
    assert_frames_are_at_their_exact_moments(plain("Between"), 10, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fps"), [*((name, SLOWEST) for name in ALL), ("written_words", 60)]
)
def test_every_frame_of_a_film_is_at_its_exact_moment(name, fps, tmp_path, monkeypatch):
    """Also where plays are no whole frames."""
    assert_frames_are_at_their_exact_moments(any_shot(name), fps, tmp_path, monkeypatch)


def test_stock_manim_adds_a_part_of_a_frame_to_some_plays_and_we_do_not(tmp_path, monkeypatch):
    """Four plays of 2.5 frames: 12 in manim, which begins each anew; the second of ours begins
    half a frame into its time, as the first has three frames of 2.5."""
    film, settings = plain("Between"), Settings(*SIZE, 10)
    stock = plays_of_stock(film, settings, tmp_path / "stock", monkeypatch)
    ours = frames_of_ours(film, settings, tmp_path / "ours", monkeypatch)
    assert [len(play.frames) for play in stock] == [3, 3, 3, 3]
    assert [*map(len, ours)] == [3, 2, 3, 2]
    for n, (one, other) in enumerate(zip(ours, stock, strict=True)):
        begins_on_a_frame = n % 2 == 0
        assert (one == other.frames[: len(one)]) is begins_on_a_frame, n


@pytest.mark.slow
def test_frames_that_differ_from_those_of_stock_follow_a_play_that_is_no_whole_frames(
    tmp_path, monkeypatch
):
    """Letters at 0.03 s each take 37.8 frames of 60: what follows begins 0.2 frames into a play
    with us, and with manim, which has drawn 38, at the start of it."""
    film, settings = any_shot("written_words"), Settings(*SIZE, 60)
    stock = plays_of_stock(film, settings, tmp_path / "stock", monkeypatch)
    ours = frames_of_ours(film, settings, tmp_path / "ours", monkeypatch)
    assert [exact(60 * play.seconds) for play in stock[:2]] == [72, Fraction(378, 10)]
    assert [*map(len, ours)] == [len(play.frames) for play in stock]
    same = [one == other.frames for one, other in zip(ours, stock, strict=True)]
    assert same == [True, True, False, False, False, False]


def test_stock_manim_loses_a_frame_of_some_waits_and_we_do_not():
    """int(4.1 / (1 / 30)) is 122: a wait of 4.1 s at 30 fps ends a frame early in manim."""
    assert int(4.1 / (1 / 30)) == 122
    assert frame_at(4.1, 30) - frame_at(0, 30) == 123
