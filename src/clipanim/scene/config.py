"""Scene parameters from a TOML config file: top-level keys for one scene, a table each for several.

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

from .catalogue import SceneFile, builtin_scenes
from .params import ParamError
from .suggest import suggestion


class ConfigError(ValueError):
    """A config file that cannot be used; the message names the file and the key."""


def read_scene_values(path: Path, scenes: Mapping[str, SceneFile]) -> dict[str, dict[str, Any]]:
    """Read and validate the parameters of scenes from a TOML file.

    Args:
        path: the file.
        scenes: the scenes, by name.

    Returns:
        For each scene its values by parameter; the defaults are left out.

    Raises:
        ConfigError: if the file cannot be read, or has an unknown scene, parameter or value.
    """
    content = read_toml(path)
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    top_level = {key: value for key, value in content.items() if key not in tables}
    known = {*builtin_scenes(), *scenes, *_sibling_scenes(scenes)}
    for name in tables:
        if name not in known:
            raise ConfigError(f"{path}: no scene [{name}]; {suggestion(name, sorted(known))}")
    if top_level and (tables or len(scenes) > 1):
        wanted = " or ".join(f"[{name}]" for name in scenes)
        raise ConfigError(f"{path}: {next(iter(top_level))}: belongs into a table {wanted}")
    if not tables:
        tables = dict.fromkeys(scenes, top_level)
    return {name: _validated(path, file, tables.get(name, {})) for name, file in scenes.items()}


def _sibling_scenes(scenes: Mapping[str, SceneFile]) -> set[str]:
    """The names of the scene files in the same folders, which a config file may have tables for."""
    return {one.stem for file in scenes.values() for one in file.path.parent.glob("[!_.]*.py")}


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        ConfigError: if it cannot be read, is no TOML, or is empty.
    """
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


def _validated(path: Path, file: SceneFile, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as given, after validation by the scene's `Params`."""
    try:
        file.params(values)
    except ParamError as error:
        raise ConfigError(f"{path}: {error}") from error
    return dict(values)
