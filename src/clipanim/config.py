"""Parameters from a TOML file: for one scene its keys, for several a table each.

threshold = 0.5            [cliff_leap]
                           threshold = 0.5
                           [clip_formula]
                           angle = 30
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .catalogue import SceneFile, builtin
from .nearest import suggestion
from .params import ParamError


class ConfigError(ValueError):
    """A config file that cannot be used; the message names the file and the key."""


def values_for(path: Path, scenes: Mapping[str, SceneFile]) -> dict[str, dict[str, Any]]:
    """The checked values that a file holds for each of the scenes, by the scene's name.

    Raises:
        ConfigError: if it cannot be read, or says anything that no scene understands.
    """
    content = read(path)
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    loose = {key: value for key, value in content.items() if key not in tables}
    known = {*builtin(), *scenes, *_beside(scenes)}
    for name in tables:
        if name not in known:
            raise ConfigError(f"{path}: no scene [{name}]; {suggestion(name, sorted(known))}")
    if loose and (tables or len(scenes) > 1):
        wanted = " or ".join(f"[{name}]" for name in scenes)
        raise ConfigError(f"{path}: {next(iter(loose))}: belongs into a table {wanted}")
    if not tables:
        tables = dict.fromkeys(scenes, loose)
    return {name: _checked(path, file, tables.get(name, {})) for name, file in scenes.items()}


def _beside(scenes: Mapping[str, SceneFile]) -> set[str]:
    """The scenes that lie beside those that are wanted: a file may speak of all of them."""
    return {one.stem for file in scenes.values() for one in file.path.parent.glob("[!_.]*.py")}


def read(path: Path) -> dict[str, Any]:
    """The content of a TOML file, which has to have some."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not a text file in UTF-8") from error
    except (ValueError, RecursionError) as error:  # of which one is TOMLDecodeError
        raise ConfigError(f"{path}: {str(error).partition(chr(10))[0]}") from error
    if not content:
        raise ConfigError(f"{path}: it is empty; expected NAME = VALUE")
    return content


def _checked(path: Path, file: SceneFile, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values themselves, if the scene takes all of them."""
    try:
        file.params(values)
    except ParamError as error:
        raise ConfigError(f"{path}: {error}") from error
    return dict(values)
