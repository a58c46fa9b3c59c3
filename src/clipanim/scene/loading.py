"""Import scene files as modules, cached, with one-line errors."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

from .author_errors import author_place, error_line
from .params import ParamError, SceneParams
from .scene_prints import scene_code_guard
from .scene_source import (
    SceneEnded,
    SceneError,
    SceneSource,
    compile_source,
    display_path,
    module_name,
)


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
            place = display_path(Path(str(self.module.__file__)))
            raise SceneError(f"{place}: {self.scene.__name__} has no tell(params)")
        with self.imports():
            return tell(params)

    def imports(self) -> AbstractContextManager[None]:
        """Let the file import the modules beside it, while the block runs what it defines."""
        return imports_from(Path(str(self.module.__file__)).parent)


def run_scene_file(source: SceneSource) -> ModuleType:
    """Run a scene file as a module of its own; cached, and without writing bytecode.

    Raises:
        SceneError: if it raises an error; names file and line.
    """
    if stale := {file for stale_modules in _stale_modules for file in stale_modules()}:
        clear_module_cache()
        _forget_modules(str(source.path.parent), stale)
    with imports_from(source.path.parent):
        return _run_cached(source)


def clear_module_cache() -> None:
    """Clear the cache of modules of scene files."""
    _run_cached.cache_clear()


def forget_scenes() -> None:
    """Run every scene file anew when it is next asked for, with the modules beside it."""
    clear_module_cache()
    for folder in _visited:
        _forget_modules(folder)


def stale_modules_from(stale_modules: Callable[[], set[str]]) -> None:
    """Load modules anew whose files a function names, before the next scene file is run."""
    _stale_modules.append(stale_modules)


_stale_modules: list[Callable[[], set[str]]] = []


@lru_cache(maxsize=64)
def _run_cached(source: SceneSource) -> ModuleType:
    path, name = source.path, module_name(source.path)
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and type hints look their module up by name
    try:
        with scene_file_errors(path):
            exec(compile_source(source), vars(module))
    except BaseException:
        del sys.modules[name]
        raise
    return module


@contextmanager
def scene_file_errors(path: Path) -> Iterator[None]:
    """Run the top level of a scene file, or its `Params`: an error is one line with its place.

    Raises:
        SceneError: for an error; SceneEnded: for `sys.exit()` and the like.
        ParamError: as it is, since it names the parameter.
    """
    try:
        with scene_code_guard():
            yield
    except (SceneError, ParamError, KeyboardInterrupt):
        raise
    except BaseException as error:
        kind = SceneError if isinstance(error, Exception) else SceneEnded
        raise kind(error_line(error, path)) from error


_lock = RLock()  # `sys.path` and `sys.modules` belong to all threads
_running: Counter[str] = Counter()  # scenes that run, by folders that are on `sys.path` for them
_visited: set[str] = set()  # folders whose modules may be loaded


@contextmanager
def imports_from(folder: Path) -> Iterator[None]:
    """Let a scene's own folder be imported from, while the scene runs in the block.

    It comes last on `sys.path`, so it shadows nothing. Modules that were imported for scenes of
    other folders are forgotten, as two scenes may have a `helper.py` each.
    """
    name = str(folder)
    with _lock:
        for other in [one for one in _visited if one != name and not _running[one]]:
            _visited.remove(other)
            _forget_modules(other)
        is_ours = name not in sys.path or _running[name] > 0
        if is_ours:
            _visited.add(name)
            _running[name] += 1
        if name not in sys.path:
            sys.path.append(name)
    try:
        yield
    finally:
        with _lock:
            if is_ours:
                _running[name] -= 1
            if is_ours and not _running[name] and name in sys.path:
                sys.path.remove(name)


def _forget_modules(folder: str, files: Container[str] | None = None) -> None:
    """Let the modules of a folder be imported anew: all, or those of some files."""
    for name in [one for one in list(sys.modules) if _is_module_of(folder, one)]:
        if files is None or sys.modules[name].__file__ in files:
            del sys.modules[name]


def _is_module_of(folder: str, name: str) -> bool:
    """Whether a module was imported from a folder itself, not from packages installed below it."""
    file = getattr(sys.modules[name], "__file__", None)
    if not isinstance(file, str) or not Path(file).is_relative_to(folder):
        return False
    return Path(file).relative_to(folder).parts[0].partition(".")[0] == name.partition(".")[0]


def validate_scene(scene: Any, path: Path) -> Any:
    """Return the scene class if its `Params` are well declared and their defaults are valid.

    Raises:
        SceneError: if not.
    """
    params = getattr(scene, "Params", SceneParams)
    if not (isinstance(params, type) and issubclass(params, SceneParams)):
        raise SceneError(f"{display_path(path)}: {scene.__name__}.Params is not a SceneParams")
    with scene_file_errors(path):
        try:
            params()
        except (TypeError, ParamError) as error:
            _, function = author_place(error, path)
            if isinstance(error, TypeError) and function:
                raise  # of a `__post_init__`, which has a line of its own
            raise SceneError(f"{display_path(path)}: Params: {error}") from error
    return scene
