"""Many films from one TOML file: a table for each, with the scene and its parameters.

quality = "low"                  # for all of them: quality, theme, size, fps

[[film]]
scene = "cliff_leap"             # a built-in scene, or a .py file beside this one
threshold = 0.5
output = "short-leash.mp4"       # NAME.mp4 of the scene, unless said

[[film]]
scene = "cliff_leap"
chapter = "The leap"
output = "leap.mp4"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .catalogue import SceneError, SceneFile, find
from .config import ConfigError, read
from .nearest import suggestion
from .params import ParamError, describe

LOOK = {"quality": str, "theme": str, "size": str, "fps": int}  # what a file says for all
OWN = ("scene", "chapter", "output")  # what an entry says beside the parameters of its scene


@dataclass(frozen=True)
class Entry:
    """A scene in a file of several; whether it has such a chapter is not checked yet."""

    place: str  # where it stands, as messages name it
    file: SceneFile
    values: dict[str, Any]
    chapter: str | int | None
    output: str | None


@dataclass(frozen=True)
class Batch:
    """A file of films."""

    entries: tuple[Entry, ...]
    look: dict[str, Any]


def load(path: Path) -> Batch:
    """The films of a file, with checked parameters.

    Raises:
        ConfigError: if it cannot be read, or says anything that nobody understands.
    """
    content = read(path)
    for key, value in content.items():
        if key != "film":
            check_key(f"{path}", key, value, {**LOOK, "film": list})
    films = content.get("film")
    if not (isinstance(films, list) and films and all(isinstance(one, dict) for one in films)):
        raise ConfigError(f"{path}: no film in it; expected [[film]] and below it scene = NAME")
    entries = [entry(path, f"film {n}", table) for n, table in enumerate(films, 1)]
    return Batch(tuple(entries), {key: content[key] for key in LOOK if key in content})


def entry(path: Path, name: str, table: Mapping[str, Any]) -> Entry:
    """A table that names a scene and holds its parameters.

    Args:
        path: the file that it is in; scene files are looked for beside it.
        name: what messages call the table, such as "film 3".
        table: its content.
    """
    place = f"{path}: {name}"
    scene = table.get("scene")
    if not isinstance(scene, str):
        raise ConfigError(f"{place}: expected scene = NAME")
    try:
        file = find(str(path.parent / scene) if ".py" in scene else scene)
        known = [one.name for one in describe(file.params_class())]
    except SceneError as error:
        raise ConfigError(f"{place}: {error}") from error
    values = {key: value for key, value in table.items() if key not in OWN}
    for key in values:
        if key not in known:
            raise ConfigError(f"{place}: {key}: no such key; {suggestion(key, [*OWN, *known])}")
    try:
        file.params(values)
    except ParamError as error:
        raise ConfigError(f"{place}: {error}") from error
    check_key(place, "output", table.get("output", ""), {"output": str})
    check_key(place, "chapter", table.get("chapter", ""), {"chapter": (str, int)})
    return Entry(place, file, values, table.get("chapter"), table.get("output"))


def check_key(
    place: str, key: str, value: Any, known: Mapping[str, type | tuple[type, ...]]
) -> None:
    """Refuse a key that nobody knows, or a value of another type."""
    if key not in known:
        raise ConfigError(f"{place}: {key}: no such key; {suggestion(key, known)}")
    if not isinstance(value, known[key]) or isinstance(value, bool):
        raise ConfigError(f"{place}: {key}: expected {_words(known[key])}, got {value!r}")


def _words(kinds: type | tuple[type, ...]) -> str:
    words = {str: "text", int: "a whole number"}
    return " or ".join(words[one] for one in (kinds if isinstance(kinds, tuple) else (kinds,)))
