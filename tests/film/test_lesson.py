"""The built-in lessons: as long as they say, of scenes and chapters that there are."""

from functools import cache

import pytest

from clipanim import api, engine, stage
from clipanim.engine.play import scene_setup
from clipanim.engine.play.timing import timeline
from clipanim.film import requests
from clipanim.film.lesson import find_lesson
from clipanim.scene import catalogue

QUICK = engine.Settings(160, 90, 10)
LESSONS = list(catalogue.builtin_lessons())
each = pytest.mark.parametrize("name", LESSONS)
SHORT = [name for name in LESSONS if name not in ("course", "trailer")]


@cache
def played(place, values):
    """A scene that has been stepped through."""
    file = catalogue.find_scene(place)
    with scene_setup.dry_run_scene(engine.Shot(file, file.params(dict(values))), QUICK) as scene:
        scene_setup.run_scene(scene)
        return scene


def seconds(shot):
    """How long a shot is, by the timeline of its whole scene."""
    scene = played(str(shot.file.path), tuple(shot.params.as_dict().items()))
    return timeline(scene, QUICK.fps, shot.chapter).seconds


@cache
def length(name):
    return sum(map(seconds, api.lesson_shots(name)))


@each
def test_it_takes_as_long_as_it_says(name):
    expected = round(length(name))
    assert abs(find_lesson(name).seconds - expected) <= 1, (
        f"a scene has another length now: say seconds = {expected} in scenes/lessons/{name}.toml"
    )


@pytest.mark.parametrize("name", SHORT)
def test_a_lesson_takes_two_to_four_minutes(name):
    assert 120 <= length(name) <= 240


def test_the_trailer_takes_about_a_minute():
    assert 50 <= length("trailer") <= 70


def test_the_course_has_whole_scenes_each_of_them_once():
    parts = find_lesson("course").parts
    assert sorted(part.entry.file.name for part in parts) == list(catalogue.builtin_scenes())
    assert all(part.chapters == (None,) for part in parts)


def test_the_card_of_a_scene_is_the_chapter_that_ends_it():
    assert requests.CARD == stage.CARD
    assert "What holds" in [mark.name for mark in played("clip_formula", ()).chapter_marks]


@each
def test_it_says_what_it_is_about(name):
    lesson = find_lesson(name)
    assert lesson.title
    assert lesson.about
    assert "\n" not in lesson.title + lesson.about


@each
def test_its_look_is_left_to_who_renders_it(name):
    assert not find_lesson(name).options
