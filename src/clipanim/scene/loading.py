"""Import scene files as modules, cached, with one-line errors."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from .params import ParamError, SceneParams
from .scene_source import SceneError, SceneSource, compile_source, display_path, module_name


@dataclass(frozen=True)
class LoadedScene:
    """The module of a scene file after it was run, and its scene class."""

    module: ModuleType
    scene: Any  # a manim Scene class with Params, mostly with tell and chapters

    @property
    def params_class(self) -> type[SceneParams]:
        return getattr(self.scene, "Params", SceneParams)

    def tell(self, params: SceneParams) -> Any:
        """Compute the story, the data that is drawn: by `tell` of the class, or of the module.

        Raises:
            SceneError: if neither has a `tell`.
        """
        tell = getattr(self.scene, "tell", None) or getattr(self.module, "tell", None)
        if tell is None:
            raise SceneError(f"{self.module.__file__}: {self.scene.__name__} has no tell(params)")
        return tell(params)


def run_scene_file(source: SceneSource) -> ModuleType:
    """Run a scene file as a module of its own; cached, and without writing bytecode.

    Raises:
        SceneError: if it raises an error; names file and line.
    """
    _set_import_folder(str(source.path.parent))
    return _run_cached(source)


def clear_module_cache() -> None:
    """Clear the cache of modules of scene files."""
    _run_cached.cache_clear()


@lru_cache(maxsize=64)
def _run_cached(source: SceneSource) -> ModuleType:
    path, name = source.path, module_name(source.path)
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and type hints look their module up by name
    try:
        exec(compile_source(source), vars(module))
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise SceneError(
            f"{display_path(path)}:{_line_of(error, path)}: {_one_line(error)}"
        ) from error
    return module


# That of the scene that was run last, unless it was on `sys.path` anyway.
_import_folders: list[str] = []


def _set_import_folder(folder: str) -> None:
    """Put a scene's folder on `sys.path`, and take that of the previous scene off it.

    Modules that were imported from the previous folder are forgotten, as two scenes may have a
    `helper.py` each. The folder comes last, so it shadows nothing.
    """
    for left in [one for one in _import_folders if one != folder]:
        _import_folders.remove(left)
        sys.path[:] = [one for one in sys.path if one != left]
        for name in [one for one in list(sys.modules) if _is_module_of(left, one)]:
            del sys.modules[name]
    if folder not in sys.path:
        sys.path.append(folder)
        _import_folders[:] = [folder]


def _is_module_of(folder: str, name: str) -> bool:
    """Whether a module was imported from a folder itself, not from packages installed below it."""
    file = getattr(sys.modules[name], "__file__", None)
    if not isinstance(file, str) or not Path(file).is_relative_to(folder):
        return False
    return Path(file).relative_to(folder).parts[0].partition(".")[0] == name.partition(".")[0]


def _line_of(error: BaseException, path: Path) -> int:
    """The line of the file in the innermost frame of an error's traceback there."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _one_line(error: BaseException) -> str:
    """The type and the first line of an error."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def validate_scene(scene: Any, path: Path) -> Any:
    """Return the scene class if its `Params` are well declared and their defaults are valid.

    Raises:
        SceneError: if not.
    """
    params = getattr(scene, "Params", SceneParams)
    if not (isinstance(params, type) and issubclass(params, SceneParams)):
        raise SceneError(f"{display_path(path)}: {scene.__name__}.Params is not a SceneParams")
    try:
        params()
    except (TypeError, ParamError) as error:
        raise SceneError(f"{display_path(path)}: Params: {error}") from error
    return scene
