"""Batch files: many films from one TOML file, a table for each with its scene and parameters.

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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipanim.scene.catalogue import SceneError, SceneFile, find_scene
from clipanim.scene.config import ConfigError, read_toml
from clipanim.scene.params import ParamError, declared_params
from clipanim.scene.suggest import suggestion

from .options import TOML_TYPES

Keys = Mapping[str, tuple[type, ...]]  # what may be said, and of which types it may be
ANYTHING = (object, bool)  # checked elsewhere
ENTRY_KEYS: Keys = {"scene": (str,), "chapter": (str, int), "output": (str,)}  # beside parameters
TYPE_NAMES = {
    str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A scene in a file of several; whether it has such a chapter is not checked yet."""

    place: str  # where it stands, as messages name it
    file: SceneFile
    values: dict[str, Any]  # of its parameters
    own: dict[str, Any]  # what else the table says


@dataclass(frozen=True)
class Batch:
    """A file of films."""

    entries: tuple[Entry, ...]
    options: dict[str, Any]  # fields of FilmOptions, for all of them


def load_batch(path: Path) -> Batch:
    """The films of a file, with checked parameters.

    Raises:
        ConfigError: if it cannot be read, or says anything that nobody understands.
    """
    content = read_toml(path)
    check_keys(f"{path}: ", content, {**TOML_TYPES, "film": ANYTHING})
    entries = tuple(read_entries(path, content, "film", ENTRY_KEYS))
    return Batch(entries, {key: content[key] for key in TOML_TYPES if key in content})


def read_entries(path: Path, content: Mapping[str, Any], name: str, own: Keys) -> Iterator[Entry]:
    """The scenes of a file, one table each.

    Args:
        path: the file; scene files are looked for beside it.
        content: what is in it.
        name: what the tables are called, as in [[film]].
        own: what they may say beside parameters.
    """
    tables = content.get(name)
    if not (isinstance(tables, list) and tables and all(isinstance(one, dict) for one in tables)):
        raise ConfigError(f"{path}: no {name} in it; expected [[{name}]] and below it scene = NAME")
    for n, table in enumerate(tables, 1):
        yield read_entry(path, f"{name} {n}", table, own)


def read_entry(path: Path, name: str, table: Mapping[str, Any], own: Keys) -> Entry:
    """A table that names a scene and holds its parameters.

    Args:
        path: the file that it is in; scene files are looked for beside it.
        name: what messages call the table, such as "film 3".
        table: its content.
        own: what it may say beside parameters.
    """
    place = f"{path}: {name}"
    scene = table.get("scene")
    if not isinstance(scene, str):
        raise ConfigError(f"{place}: expected scene = NAME")
    try:
        file = find_scene(str(path.parent / scene) if ".py" in scene else scene)
        known = [one.name for one in declared_params(file.params_class())]
    except SceneError as error:
        raise ConfigError(f"{place}: {error}") from error
    others = {key: value for key, value in table.items() if key in own}
    values = {key: value for key, value in table.items() if key not in own}
    for key in values:
        if key not in known:
            raise ConfigError(f"{place}, {key}: no such key; {suggestion(key, [*own, *known])}")
    try:
        file.params(values)
    except ParamError as error:
        raise ConfigError(f"{place}, {error}") from error
    check_keys(f"{place}, ", others, own)
    return Entry(place, file, values, others)


def check_keys(before: str, table: Mapping[str, Any], known: Keys) -> None:
    """Refuse keys that nobody knows, and values of another type.

    Args:
        before: what messages start with: where the table stands.
        table: keys and values.
        known: the types of the values, by key.
    """
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{before}{key}: no such key; {suggestion(key, known)}")
        kinds = known[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            expected = " or ".join(TYPE_NAMES[one] for one in kinds)
            raise ConfigError(f"{before}{key}: expected {expected}, got {value!r}")
