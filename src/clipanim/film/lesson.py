"""Lesson files: scenes in order, for one film of them all. The TOML is data, never code.

title = "What clipping does"
about = "A leap of a hundred steps, and the division that prevents it."
seconds = 110                    # its length, as `clipanim list` shows it
theme = "light"                  # also quality, size, fps, captions, voice
cards = false                    # no chapter card before each scene
outputs = ["film", "scenes"]     # "film" unless said; "scenes": a film of each scene

[[scene]]
scene = "cliff_leap"             # a built-in scene, or a .py file beside this one
chapter = ["The walk", "The leap"]   # all of it, unless said
threshold = 0.5                  # its parameters

[[scene]]
scene = "cliff_leap"
name = "short_leash"             # the scene's own, unless said; no two may have the same
title = "A shorter leash"        # on its card; the scene's own, unless said
threshold = 0.25
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipanim.scene.catalogue import SceneError, builtin_lessons
from clipanim.scene.config import ConfigError, read_toml
from clipanim.scene.suggest import suggestion

from .batch import ANYTHING, Entry, Keys, check_keys, read_entries
from .options import TOML_TYPES

OUTPUTS = ("film", "scenes")
ENTRY_KEYS: Keys = {"scene": (str,), "chapter": (str, int, list), "name": (str,), "title": (str,)}
FILE_KEYS: Keys = {
    "title": (str,), "about": (str,), "seconds": (int, float), "cards": (bool,),
    "outputs": (list,), **TOML_TYPES, "scene": ANYTHING,
}  # fmt: skip
Chapter = str | int | None  # its name, its number from 1, or all of the scene


@dataclass(frozen=True)
class Part:
    """A scene of a lesson; whether it has such chapters is not checked yet."""

    entry: Entry
    name: str
    title: str
    line: str  # what its title leaves to say
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Lesson:
    """A checked lesson file."""

    path: Path
    title: str
    about: str
    seconds: float | None
    cards: bool
    outputs: tuple[str, ...]
    options: dict[str, Any]  # fields of FilmOptions
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return self.path.stem


def is_lesson(name: str) -> bool:
    """Whether it names a lesson, built in or by path."""
    return name.endswith(".toml") or name in builtin_lessons()


def find_lesson(name: str) -> Lesson:
    """A lesson by its built-in name, or by the path of a .toml file.

    Raises:
        SceneError: if there is none; names the nearest.
        ConfigError: if the file is none, or says anything that nobody understands.
    """
    if name.endswith(".toml"):
        return load_lesson(Path(name))
    known = builtin_lessons()
    if name not in known:
        raise SceneError(f"no lesson {name!r}; {suggestion(name, known)}")
    return load_lesson(known[name])


def load_lesson(path: Path) -> Lesson:
    """The lesson in a file, with checked parameters.

    Raises:
        ConfigError: if it cannot be read, or says anything that nobody understands.
    """
    content = read_toml(path)
    check_keys(f"{path}: ", content, FILE_KEYS)
    outputs = content.get("outputs", ["film"])
    for one in outputs:
        if one not in OUTPUTS:
            raise ConfigError(f"{path}: outputs: {one!r} is not one of {', '.join(OUTPUTS)}")
    if not outputs:
        raise ConfigError(f"{path}: outputs: none are said; expected some of {', '.join(OUTPUTS)}")
    return Lesson(
        path,
        content.get("title", path.stem),
        content.get("about", ""),
        content.get("seconds"),
        content.get("cards", True),
        tuple(dict.fromkeys(outputs)),
        {key: content[key] for key in TOML_TYPES if key in content},
        _parts(path, content),
    )


def _parts(path: Path, content: Mapping[str, Any]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for one in read_entries(path, content, "scene", ENTRY_KEYS):
        part = _part(one)
        names = [other.name for other in parts]
        if part.name in names:
            other = f"scene {names.index(part.name) + 1}"
            raise ConfigError(
                f"{one.place}, name: {part.name} is that of {other} too; say name = ANOTHER"
            )
        parts.append(part)
    return tuple(parts)


def _part(one: Entry) -> Part:
    name = one.own.get("name", one.file.name)
    if not re.fullmatch(r"[\w+-][\w.+-]*", name):
        raise ConfigError(f"{one.place}, name: expected letters, digits, _ + - ., got {name!r}")
    title, _, line = one.file.title.rstrip(".").partition(": ")
    line = line[:1].upper() + line[1:]
    return Part(one, name, one.own.get("title", title or name), line, _chapters(one))


def _chapters(one: Entry) -> tuple[Chapter, ...]:
    said = one.own.get("chapter")
    chapters = said if isinstance(said, list) else [said]
    if not chapters:
        raise ConfigError(f"{one.place}, chapter: none is said; without chapter, it is all of them")
    for each in chapters:
        check_keys(
            f"{one.place}, ", {} if said is None else {"chapter": each}, {"chapter": (str, int)}
        )
    return tuple(chapters)
