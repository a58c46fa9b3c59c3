"""What is to be made: shots, size, pace and theme, all of it checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import catalogue, engine
from .batch import Entry
from .config import ConfigError
from .engine import QUALITIES, Settings, Shot
from .lesson import Lesson, Part, find_lesson
from .nearest import suggestion
from .params import SceneParams
from .source import shown
from .story import plain

THEMES = ("dark", "light")
CAPTIONS = ("burned", "track", "none")  # in the picture; beside it; not at all
SIZES = (64, 7680)  # pixels, the least and the greatest width or height
PACES = (1, 240)  # frames per second
CARD = "What holds"  # how every explainer ends: a chapter that is not among its `chapters`


class SettingError(ValueError):
    """A size, pace, theme, chapter or moment that cannot be; the message says what can."""


def shot(
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
    file = scene if isinstance(scene, catalogue.SceneFile) else catalogue.find(str(scene))
    values = params.as_dict() if isinstance(params, SceneParams) else dict(params or {})
    chosen = None if chapter is None else find_chapter(file, chapter)
    return Shot(file, file.params(values), chosen)


def place_of(file: catalogue.SceneFile) -> str:
    """What `catalogue.find` finds a scene by, from the folder that one is in."""
    place = file.name if file.is_builtin else str(shown(file.path))
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


def settings(
    quality: str = "medium",
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    theme: str = "dark",
    captions: str = "burned",
    voice: str = "none",
) -> Settings:
    """Size, pace, look and voice of a film; `size` and `fps` win over those of the quality."""
    if quality not in QUALITIES:
        raise SettingError(f"quality: {quality!r} is not one of {', '.join(QUALITIES)}")
    if theme not in THEMES:
        raise SettingError(f"theme: {theme!r} is not one of {', '.join(THEMES)}")
    if captions not in CAPTIONS:
        raise SettingError(f"captions: {captions!r} is not one of {', '.join(CAPTIONS)}")
    width, height, pace = QUALITIES[quality]
    width, height = size or (width, height)
    pace = pace if fps is None else fps
    least, most = SIZES
    if not (least <= width <= most and least <= height <= most):
        raise SettingError(f"size: {width}x{height}: width and height must be {least} to {most}")
    if width % 2 or height % 2:
        raise SettingError(f"size: {width}x{height}: width and height must be even")
    if not PACES[0] <= pace <= PACES[1]:
        raise SettingError(f"fps: {pace} is not in {PACES[0]} to {PACES[1]}")
    return Settings(width, height, pace, theme, captions, voice)


def remade(film: Path) -> tuple[list[Shot], Settings]:
    """What a film was made from, by the recipe inside it or beside it.

    Raises:
        SettingError: if it has no recipe, or not ours.
        SceneError: if a scene is not there any more.
        ParamError: if it does not take its parameters any more.
    """
    beside = film.with_suffix(".json")
    if not film.is_file() and not beside.is_file():
        raise SettingError(f"from: {film}: no such file")
    text = engine.comment_of(film) or (beside.read_text("utf-8") if beside.is_file() else "")
    try:
        document = json.loads(text)
        chosen = Settings(**document["settings"])
        scenes = document["scenes"]
        wanted = [(one["from"], one["params"], one["chapter"]) for one in scenes]
        titles = [str(one.get("title", "")) for one in scenes]
    except (ValueError, TypeError, KeyError):
        raise SettingError(f"from: {film}: has no recipe of clipanim's") from None
    shots = [shot(*one) for one in wanted]
    return [replace(one, title=title) for one, title in zip(shots, titles, strict=True)], chosen


# A lesson


def lesson(which: str | Lesson, cards: bool | None = None) -> list[Shot]:
    """All shots of a lesson in order, each scene after its card; `films.shoot` films them.

    Args:
        which: the lesson, by name or path, or as `clipanim.lesson` has read it.
        cards: whether there are cards, in place of what the lesson says.

    Raises:
        SceneError: if there is no such lesson.
        ConfigError: if its file says anything that nobody understands.
    """
    found = which if isinstance(which, Lesson) else find_lesson(which)
    with_cards = found.cards if cards is None else cards
    shots: list[Shot] = []
    for number, (part, scene) in enumerate(zip(found.parts, scenes_of(found), strict=True), 1):
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
        of_scene = json.dumps(plain(first.params.as_dict()))
        values |= {"scene": place_of(first.file), "begins": chapter, "values": of_scene}
    return replace(shot(catalogue.title_card(), values), title=f"{number}. {part.title}")


def scenes_of(found: Lesson) -> list[list[Shot]]:
    """The shots of each scene of a lesson: one, or one for each chapter that it shows."""
    return [[shot_of(part.entry, one) for one in part.chapters] for part in found.parts]


def shot_of(entry: Entry, chapter: str | int | None) -> Shot:
    """The shot that an entry of a file asks for; `ConfigError` if there is no such chapter."""
    try:
        return shot(entry.file, entry.values, chapter)
    except SettingError as error:
        raise ConfigError(f"{entry.place}, chapter: {error}") from error
