"""Checked requests: scenes with their parameters and chapters, lessons, and films made before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clipanim import engine
from clipanim.engine import Settings, Shot
from clipanim.scene import catalogue
from clipanim.scene.config import ConfigError
from clipanim.scene.params import SceneParams
from clipanim.scene.scene_source import display_path
from clipanim.scene.story_data import to_plain_data
from clipanim.scene.suggest import suggestion

from .batch import Entry
from .lesson import Lesson, Part, find_lesson
from .options import FilmOptions, SettingError

CARD = "What holds"  # how every explainer ends: a chapter that is not among its `chapters`


def make_shot(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    chapter: str | int | None = None,
) -> Shot:
    """A scene, by name, path or file, with checked parameters; all of it or one chapter.

    Raises:
        SceneError: if there is no such scene, or its file is none.
        ParamError: if a parameter is unknown, or cannot have its value.
        SettingError: if there is no such chapter.
    """
    file = scene if isinstance(scene, catalogue.SceneFile) else catalogue.find_scene(str(scene))
    values = params.as_dict() if isinstance(params, SceneParams) else dict(params or {})
    chosen = None if chapter is None else find_chapter(file, chapter)
    return Shot(file, file.params(values), chosen)


def scene_reference(file: catalogue.SceneFile) -> str:
    """What `catalogue.find_scene` finds a scene by, from the folder that one is in."""
    place = file.name if file.is_builtin else str(display_path(file.path))
    return f"{place}:{file.scene_name}" if file.scene_name else place


def find_chapter(file: catalogue.SceneFile, wanted: str | int) -> str:
    """The name of a chapter, which is given by its name or its number from 1."""
    names = file.chapters()
    text = str(wanted).strip()
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    for name in [*names, *([CARD] if names else [])]:
        if name.casefold() == text.casefold():
            return name
    numbers = f" (or 1 to {len(names)})" if names else ""
    raise SettingError(f"{file.name} has no chapter {text!r}; {suggestion(text, names)}{numbers}")


def shots_from_recipe(film: Path) -> tuple[list[Shot], Settings]:
    """What a film was made from, by the recipe inside it or beside it.

    Raises:
        SettingError: if it has no recipe, or not ours.
        SceneError: if a scene is not there any more.
        ParamError: if it does not take its parameters any more.
    """
    beside = film.with_suffix(".json")
    if not film.is_file() and not beside.is_file():
        raise SettingError(f"from: {film}: no such file")
    text = engine.read_comment(film) or (beside.read_text("utf-8") if beside.is_file() else "")
    try:
        document = json.loads(text)
        options = FilmOptions.from_recipe(document["settings"])
        scenes = document["scenes"]
        wanted = [(one["from"], one["params"], one["chapter"]) for one in scenes]
        titles = [str(one.get("title", "")) for one in scenes]
    except (ValueError, TypeError, KeyError):
        raise SettingError(f"from: {film}: has no recipe of clipanim's") from None
    try:
        chosen = options.settings()
    except SettingError as error:
        raise SettingError(f"from: {film}: {error}") from None
    shots = [make_shot(*one) for one in wanted]
    return [replace(one, title=title) for one, title in zip(shots, titles, strict=True)], chosen


# A lesson


def lesson_shots(which: str | Lesson, cards: bool | None = None) -> list[Shot]:
    """All shots of a lesson in order, each scene after its card; see `making.make_film`.

    Args:
        which: the lesson, by name or path, or as `clipanim.film.lesson` has read it.
        cards: whether there are cards, in place of what the lesson says.

    Raises:
        SceneError: if there is no such lesson.
        ConfigError: if its file says anything that nobody understands.
    """
    found = which if isinstance(which, Lesson) else find_lesson(which)
    with_cards = found.cards if cards is None else cards
    shots: list[Shot] = []
    for number, (part, scene) in enumerate(zip(found.parts, lesson_scenes(found), strict=True), 1):
        if with_cards:
            shots.append(_card(part, number, scene[0]))
        shots += [replace(one, title=part.title) for one in scene]
    return shots


def _card(part: Part, number: int, first: Shot) -> Shot:
    """What comes before a scene: a shot of its own, so that the scene's is what it always is."""
    values: dict[str, Any] = {"heading": part.title, "line": part.line, "number": number}
    chapters = first.file.chapters()
    chapter = first.chapter or next(iter(chapters), None)
    if chapter in chapters:
        of_scene = json.dumps(to_plain_data(first.params.as_dict()))
        values |= {"scene": scene_reference(first.file), "begins": chapter, "values": of_scene}
    return replace(make_shot(catalogue.title_card(), values), title=f"{number}. {part.title}")


def lesson_scenes(found: Lesson) -> list[list[Shot]]:
    """The shots of each scene of a lesson: one, or one for each chapter that it shows."""
    return [[entry_shot(part.entry, one) for one in part.chapters] for part in found.parts]


def entry_shot(entry: Entry, chapter: str | int | None) -> Shot:
    """The shot that an entry of a file asks for; `ConfigError` if there is no such chapter."""
    try:
        return make_shot(entry.file, entry.values, chapter)
    except SettingError as error:
        raise ConfigError(f"{entry.place}, chapter: {error}") from error
