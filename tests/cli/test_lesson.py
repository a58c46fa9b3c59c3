"""`render` of a lesson: one film of several scenes, or a film of each, as its file says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clipanim import api
from clipanim.api import make_shot
from clipanim.engine import EngineError
from clipanim.film.requests import CARD

LESSON = """
title = "Up and down"
quality = "low"

[[scene]]
scene = "toy.py"
steps = 5
chapter = ["Coming down", 1]

[[scene]]
scene = "other.py"
title = "And another"
"""


@pytest.fixture
def lesson(folder):
    """Write a lesson, and where it is."""

    def write(text=LESSON, name="mine.toml"):
        (folder / name).write_text(text)
        return name

    return write


def shots_of(fake):
    return [one for request in fake.asked for one in request[1]]


def test_its_scenes_become_one_film_each_after_its_card(run, fake, lesson):
    result = run("render", lesson())
    assert result.exit_code == 0, result.output
    assert result.stdout == "media/mine.mp4\n"
    card, down, up, other_card, other = [replace(one, title="") for one in shots_of(fake)]
    toy = {"steps": 5}
    assert (down, up) == (
        make_shot("toy.py", toy, "Coming down"),
        make_shot("toy.py", toy, "Going up"),
    )
    assert other == make_shot("other.py")
    said = card.params.as_dict()
    assert (said["heading"], said["line"], said["number"]) == ("A toy that counts", "", 1)
    assert (said["scene"], said["begins"]) == ("toy.py", "Coming down")
    assert api.make_shot("toy.py", json.loads(said["values"])).params == up.params
    said = other_card.params.as_dict()
    assert (said["heading"], said["number"], said["begins"]) == ("And another", 2, "Going up")


@pytest.mark.parametrize(
    ("said", "flag", "expected"),
    [
        pytest.param("cards = false", [], 3, id="the lesson leaves them out"),
        pytest.param("", ["--no-cards"], 3, id="a flag leaves them out"),
        pytest.param("cards = false", ["--cards"], 5, id="a flag brings them back"),
    ],
)
def test_cards_can_be_left_out(said, flag, expected, run, fake, lesson):
    run("render", lesson(f"{said}\n{LESSON}"), *flag)
    assert len(shots_of(fake)) == expected


def test_a_flag_wins_over_what_a_lesson_says_of_its_look(run, fake, lesson):
    run("render", lesson(f'theme = "light"\n{LESSON}'), "-q", "draft", "--fps", "5")
    settings = fake.asked[0][2]
    assert (settings.width, settings.fps, settings.theme) == (426, 5, "light")


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param([], "media/mine", id="unless said"),
        pytest.param(["-o", "deep/all.mp4"], "deep/all", id="a file"),
        pytest.param(["-o", "."], "mine", id="a folder"),
    ],
)
def test_a_film_of_each_scene_lies_beside_the_film_of_all(output, expected, run, fake, lesson):
    name = lesson(f'outputs = ["film", "scenes"]\n{LESSON}name = "second"\n')
    result = run("render", name, *output)
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [
        f"{expected}.mp4", f"{expected}/toy.mp4", f"{expected}/second.mp4"
    ]  # fmt: skip
    recipe = json.loads(Path(f"{expected}/toy.json").read_text())
    assert [one["scene"] for one in recipe["scenes"]] == ["toy", "toy"], "no card"


def test_the_film_of_all_can_be_left_out(run, fake, lesson):
    result = run("render", lesson(f'outputs = ["scenes"]\n{LESSON}'))
    assert result.stdout.split() == ["media/mine/toy.mp4", "media/mine/other.mp4"]


def test_scene_files_are_looked_for_beside_the_lesson(run, folder, fake):
    (folder / "deep").mkdir()
    (folder / "deep" / "mine.toml").write_text('[[scene]]\nscene = "../toy.py"\n')
    assert run("render", "deep/mine.toml").stdout == "media/mine.mp4\n"


def test_a_scene_may_come_again_under_another_name(run, fake, lesson):
    result = run("render", lesson(f'{LESSON}[[scene]]\nscene = "toy.py"\nname = "again"\n'))
    assert result.exit_code == 0, result.output


def test_a_built_in_lesson_is_found_by_its_name(run, fake):
    assert run("render", "trailer", "--dry-run").stdout.startswith("media/trailer.mp4: ")


def test_a_scene_that_fails_is_named_and_the_others_are_drawn(run, folder, fake, lesson):
    fake.problem["toy"] = EngineError("toy, Going up: cannot be drawn")
    result = run("render", lesson())
    assert result.exit_code == 75
    error = result.stderr.splitlines()[-1]
    assert error.startswith(
        "Error: toy, Going up: cannot be drawn; the other 3 of 5 parts are kept"
    )
    assert [one.file.name for one in shots_of(fake)] == ["_title", "toy", "toy", "_title", "other"]
    assert not (folder / "media").exists() or not any((folder / "media").iterdir())


def test_a_lesson_of_which_all_fails_is_exit_1(run, fake, lesson):
    for name in ("toy", "other", "_title"):
        fake.problem[name] = EngineError(f"{name}: cannot be drawn")
    assert run("render", lesson()).exit_code == 1


def test_its_chapters_say_which_scene_they_are_of(run, folder, lesson):
    run("render", lesson(), "-o", "a.mp4")
    chapters = json.loads((folder / "a.json").read_text())["chapters"]
    assert [one["name"] for one in chapters] == [
        "1. A toy that counts: Going up",  # the stand-in of the engine marks every shot
        "A toy that counts: Going up",
        "A toy that counts: Going up",
        "2. And another: Going up",
        "And another: Going up",
    ]


def test_the_end_of_a_scene_can_be_one_of_its_chapters(run, fake, lesson):
    run("render", lesson('[[scene]]\nscene = "toy.py"\nchapter = "what holds"'), "--no-cards")
    assert [one.chapter for one in shots_of(fake)] == [CARD]


def test_its_recipe_makes_all_of_it_again(run, fake, lesson):
    run("render", lesson())
    shots, settings = api.shots_from_recipe(api.MEDIA / "mine.mp4")
    assert shots == shots_of(fake)
    assert settings.width == 854
