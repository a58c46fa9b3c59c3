"""`clipanim list`."""

from __future__ import annotations

import json
from typing import Any

import click

from clipanim.film.lesson import Lesson, find_lesson
from clipanim.scene import catalogue
from clipanim.scene.params import declared_params
from clipanim.scene.story_data import to_plain_data

from . import options
from .command import Command


@click.command("list", cls=Command, example="clipanim list --json")
@options.as_json
def list_scenes(as_json: bool) -> None:
    """List the built-in scenes and lessons, with their lengths."""
    scenes = catalogue.builtin_scenes()
    lessons = {name: find_lesson(name) for name in catalogue.builtin_lessons()}
    if as_json:
        sheets = {
            "scenes": [_sheet(file) for file in scenes.values()],
            "lessons": [_lesson_sheet(one) for one in lessons.values()],
        }
        click.echo(json.dumps(sheets, indent=2))
        return
    width = max(map(len, [*scenes, *lessons]), default=0)
    for name, file in scenes.items():
        click.echo(_row(name, width, file.length, file.title))
    click.echo("\nlessons:")
    for name, lesson in lessons.items():
        click.echo(_row(name, width, lesson.seconds, f"{lesson.title}: {lesson.about}"))


def _row(name: str, width: int, seconds: float | None, title: str) -> str:
    length = f"{seconds:4.0f} s" if seconds else " " * 6
    return f"{name:<{width}}  {length}  {title}"


def _lesson_sheet(one: Lesson) -> dict[str, Any]:
    """What a program wants to know of a lesson."""
    scenes = [
        {
            "name": part.name,
            "scene": part.entry.file.name,
            "title": part.title,
            "chapters": [each for each in part.chapters if each is not None],
            "params": part.entry.values,
        }
        for part in one.parts
    ]
    about = {"name": one.name, "title": one.title, "about": one.about, "seconds": one.seconds}
    return {**about, "scenes": scenes}


def _sheet(file: catalogue.SceneFile) -> dict[str, Any]:
    """What a program wants to know of a scene."""
    return {
        "name": file.name,
        "title": file.title,
        "seconds": file.length,
        "chapters": file.chapters(),
        "parameters": [
            {
                "name": one.name,
                "flag": one.flag,
                "default": to_plain_data(one.default),
                "allowed": one.value_type.allowed_values(),
                "unit": one.unit,
                "meaning": one.meaning,
            }
            for one in declared_params(file.params_class())
        ],
    }
