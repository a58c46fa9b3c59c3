"""A lesson as a real film: its chapters, its recipe, and what becomes of a scene that fails."""

import json
from dataclasses import replace

import pytest
from places import DATA

from clipanim import api, engine
from clipanim.engine import read_comment
from clipanim.scene.story_data import story_digest

SHORT = (DATA / "short.py").read_text()
BROKEN = SHORT.replace(
    "def construct(self) -> None:", "def construct(self) -> None:\n        1 / 0"
)
LESSON = """
[[scene]]
scene = "short.py"
chapter = "Growth"

[[scene]]
scene = "second.py"
title = "The same again"
"""
SMALL = api.settings(size=(64, 64), fps=2)


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.py").write_text(SHORT)
    (tmp_path / "second.py").write_text(BROKEN)
    (tmp_path / "lesson.toml").write_text(LESSON)
    return tmp_path


def make_film(folder, drawn=None):
    def progress(done, total, what):
        if drawn is not None:
            drawn.add(what)

    shots = api.lesson_shots("lesson.toml")
    return api.make_film(
        shots, folder / "a.mp4", SMALL, api.RenderOptions(jobs=1, progress=progress)
    )


def drawn_again(folder):
    drawn = set()
    make_film(folder, drawn)
    return drawn


def test_a_card_has_the_numbers_of_its_scene_and_a_faint_shape_of_it(lesson):
    (lesson / "second.py").write_text(SHORT)
    card, scene, *_ = api.lesson_shots("lesson.toml")
    assert story_digest(engine.cached_story(card)) == story_digest(engine.cached_story(scene))
    values = {**card.params.as_dict(), "scene": "", "begins": ""}
    plain = replace(card, params=card.file.params(values))
    with_shape, without = (engine.still(one, SMALL, 1.5) for one in (card, plain))
    assert (with_shape != without).any()
    assert with_shape.max() == without.max(), "the words are brighter"


def test_after_a_failure_only_what_failed_is_drawn(lesson):
    with pytest.raises(api.Unfinished, match=r"ZeroDivisionError.* other 3 of 4 parts are kept"):
        make_film(lesson)
    assert not list(lesson.glob("a.*"))
    (lesson / "second.py").write_text(SHORT)
    drawn = set()
    film = make_film(lesson, drawn)
    assert drawn - {""} == {"second", "_title"}, "its card shows a shape of it"
    names = [mark.name for mark in film.timeline.chapters]
    assert names[:3] == [
        "1. A short film for tests",
        "A short film for tests: Growth",
        "2. The same again",
    ]
    assert names[-1] == "The same again: What holds"
    assert json.loads(read_comment(film.video))["chapters"][2]["name"] == names[2]
    assert drawn_again(lesson) == set()
    again, settings = api.shots_from_recipe(film.video)
    assert (again, settings) == (api.lesson_shots("lesson.toml"), SMALL)
