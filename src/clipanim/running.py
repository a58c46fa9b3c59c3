"""Run a scene file, and say in one line what is wrong with it."""

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
from .source import SceneError, Source, code_of, module_name, shown


@dataclass(frozen=True)
class Loaded:
    """A scene file that has been run."""

    module: ModuleType
    scene: Any  # the class: a manim Scene with Params, and mostly tell and chapters

    @property
    def params_class(self) -> type[SceneParams]:
        return getattr(self.scene, "Params", SceneParams)

    def tell(self, params: SceneParams) -> Any:
        """The numbers of the film: the scene's `tell`, or else the file's."""
        tell = getattr(self.scene, "tell", None) or getattr(self.module, "tell", None)
        if tell is None:
            raise SceneError(f"{self.module.__file__}: {self.scene.__name__} has no tell(params)")
        return tell(params)


def run(source: Source) -> ModuleType:
    """Run a file as a module of its own, once; no bytecode is left beside it."""
    _go_to(str(source.path.parent))
    return _run(source)


def forget() -> None:
    """Forget which files have been run."""
    _run.cache_clear()


@lru_cache(maxsize=64)
def _run(source: Source) -> ModuleType:
    path, name = source.path, module_name(source.path)
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and type hints look their module up by name
    try:
        exec(code_of(source), vars(module))
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise SceneError(f"{shown(path)}:{_line(error, path)}: {_words(error)}") from error
    return module


_folders: list[str] = []  # of the scene that was run last, if Python did not look there anyway


def _go_to(folder: str) -> None:
    """Let imports find what lies beside a scene, and nothing that lies beside the one before.

    Two scenes may have a `helper.py` each. The folder comes last, so it shadows nothing.
    """
    for left in [one for one in _folders if one != folder]:
        _folders.remove(left)
        sys.path[:] = [one for one in sys.path if one != left]
        for name in [one for one in list(sys.modules) if _lies_in(left, one)]:
            del sys.modules[name]
    if folder not in sys.path:
        sys.path.append(folder)
        _folders[:] = [folder]


def _lies_in(folder: str, name: str) -> bool:
    """Whether a module was found in a folder itself, and not in what is installed below it."""
    file = getattr(sys.modules[name], "__file__", None)
    if not isinstance(file, str) or not Path(file).is_relative_to(folder):
        return False
    return Path(file).relative_to(folder).parts[0].partition(".")[0] == name.partition(".")[0]


def _line(error: BaseException, path: Path) -> int:
    """The last line of the file that an error passed through."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _words(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def checked(scene: Any, path: Path) -> Any:
    """The scene itself, if its Params can be described and its defaults are in their limits."""
    params = getattr(scene, "Params", SceneParams)
    if not (isinstance(params, type) and issubclass(params, SceneParams)):
        raise SceneError(f"{shown(path)}: {scene.__name__}.Params is not a SceneParams")
    try:
        params()
    except (TypeError, ParamError) as error:
        raise SceneError(f"{shown(path)}: Params: {error}") from error
    return scene
