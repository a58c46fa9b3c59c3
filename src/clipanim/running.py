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


@lru_cache(maxsize=64)
def run(source: Source) -> ModuleType:
    """Run a file as a module of its own; no bytecode is left beside it."""
    path, name = source.path, module_name(source.path)
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)))
    assert spec is not None, path
    module = importlib.util.module_from_spec(spec)
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))  # for what lies beside it; last, so it shadows nothing
    sys.modules[name] = module  # dataclasses and type hints look their module up by name
    try:
        exec(code_of(source), vars(module))
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise SceneError(f"{shown(path)}:{_line(error, path)}: {_words(error)}") from error
    return module


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
