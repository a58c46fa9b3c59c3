"""Static analysis of scene files: title, scenes, chapters and parameters from the syntax tree."""

from __future__ import annotations
import __future__

import ast
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from . import params
from .scene_prints import scene_code_guard


class SceneError(LookupError):
    """A scene that does not exist, or a file that holds none or fails; the message is one line."""


class SceneEnded(SceneError):
    """A scene file that ends the program as it is run, as by `sys.exit()`; one line."""


class SceneSource:
    """The syntax tree of a scene file, which is not run.

    Raises:
        SceneError: if it is not Python; names the line.
    """

    def __init__(self, path: Path, text: bytes):
        self.path = path
        try:
            self.tree = ast.parse(text, filename=str(path))
        except SyntaxError as error:
            raise SceneError(f"{display_path(path)}:{error.lineno or 1}: {error.msg}") from error
        except (ValueError, RecursionError, MemoryError) as error:  # null bytes, deep nesting
            raise SceneError(f"{display_path(path)}: not a Python file: {error}") from error

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    @cached_property
    def scenes(self) -> dict[str, ast.ClassDef]:
        """The classes at the top of the file that have `Params` or build on `Explainer[...]`.

        Those with `Params`; if there are none, those with `construct`, as in plain manim files.
        """
        classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        ours = {node.name: node for node in classes if _params_of(node) is not None}
        return ours or {n.name: n for n in classes if n.name != "Params" and _has_construct(n)}

    def has_params(self, scene: str) -> bool:
        """Whether a class of the file has `Params` of its own."""
        return scene in self.scenes and _params_of(self.scenes[scene]) is not None

    @property
    def has_classes(self) -> bool:
        """Whether the file defines any class, so that running it could give a scene."""
        return any(isinstance(node, ast.ClassDef) for node in ast.walk(self.tree))

    def chapters(self, scene: str) -> list[str] | None:
        """The keys of `chapters = {"Name": draw, ...}`; None if they are no string literals."""
        written = _assigned_value(self.scenes[scene].body, "chapters")
        if not isinstance(written, ast.Dict):
            return None
        keys = [key.value for key in written.keys if isinstance(key, ast.Constant)]
        return list(map(str, keys)) if len(keys) == len(written.keys) else None

    def literal_value(self, name: str) -> Any:
        """The value of a top-level `name = literal`; None if there is none, or it is no literal."""
        value = _assigned_value(self.tree.body, name)
        try:
            return None if value is None else ast.literal_eval(value)
        except (ValueError, TypeError):
            return None

    def params_class(self, scene: str) -> type[params.SceneParams] | None:
        """The class `Params`, made by running its class statement and nothing else of the file.

        None if `scene` takes its Params from elsewhere, or they need more of the file.
        """
        value = _params_of(self.scenes[scene])
        if not (isinstance(value, ast.Name) and value.id == "Params"):
            return None
        return self._standalone_params

    def is_manim_only(self, scene: str) -> bool:
        """Whether all bases of a class are scenes of manim's, so that it has no `Params`."""
        classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        left, known = [scene], set[str]()
        while left:
            node = classes[left.pop()]
            names = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if "Params" in _defined_names(node.body) or len(names) != len(node.bases) or not names:
                return False
            known |= {node.name}
            own, others = names & {*classes}, names - {*classes}
            if not all(
                name.endswith("Scene") and self._is_imported_from_manim(name) for name in others
            ):
                return False
            left += own - known
        return True

    def _is_imported_from_manim(self, name: str) -> bool:
        """Whether a name is imported from manim, and not assigned again at the top level."""
        from_ = [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]
        by = [
            node.module for node in from_ for one in node.names if (one.asname or one.name) == name
        ]
        stars = [node.module for node in from_ if any(one.name == "*" for one in node.names)]
        return (by or stars) == ["manim"] and name not in _defined_names(self.tree.body)

    @cached_property
    def _standalone_params(self) -> type[params.SceneParams] | None:
        found = [n for n in self.tree.body if isinstance(n, ast.ClassDef) and n.name == "Params"]
        if len(found) != 1:
            return None
        try:
            with scene_code_guard():
                made: type[params.SceneParams] = _exec_params_class(found[0], self.path)["Params"]
                made()
        except KeyboardInterrupt:
            raise
        except BaseException:  # whatever it is, running the whole file tells
            return None
        return made


def read_source(path: Path) -> SceneSource:
    """Parse a scene file; cached until the file changes.

    Raises:
        SceneError: if it cannot be read, or is not Python; names the line.
    """
    try:
        about = path.stat()
        return _read_cached(path, about.st_mtime_ns, about.st_size)
    except OSError as error:
        raise SceneError(f"{display_path(path)}: {error.strerror}") from error


@lru_cache(maxsize=64)
def _read_cached(path: Path, changed: int, size: int) -> SceneSource:
    return SceneSource(path, path.read_bytes())


def compile_source(source: SceneSource) -> CodeType:
    """Compile the whole file to a code object."""
    return compile(source.tree, str(source.path), "exec", dont_inherit=True)


def module_name(path: Path) -> str:
    """A unique module name for a scene file."""
    return f"clipanim_scene_{path.stem}_{sha256(bytes(path)).hexdigest()[:8]}"


def display_path(path: Path) -> Path:
    """A path for messages: relative to the current folder if it is below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _exec_params_class(node: ast.ClassDef, path: Path) -> dict[str, Any]:
    """Run one class statement with the names that `Params` needs; return the namespace."""
    module = ModuleType(f"{module_name(path)}_params")
    sys.modules[module.__name__] = module  # type hints are looked up there
    names = {"dataclass": dataclass, "SceneParams": params.SceneParams, "param": params.param}
    vars(module).update(names)
    tree = ast.Module(body=[node], type_ignores=[])
    flags = __future__.annotations.compiler_flag
    exec(compile(tree, str(path), "exec", flags, dont_inherit=True), vars(module))
    return vars(module)


def _has_construct(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "construct" for one in node.body)


def _params_of(node: ast.ClassDef) -> ast.AST | None:
    """What a scene's class calls its `Params`, or else the X of its base `Explainer[X]`."""
    if "Params" in _defined_names(node.body):
        return _assigned_value(node.body, "Params") or node
    for base in node.bases:
        if isinstance(base, ast.Subscript) and ast.unparse(base.value).endswith("Explainer"):
            return base.slice
    return None


def _defined_names(body: list[ast.stmt]) -> set[str]:
    """What the statements of a class body define."""
    classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
    return classes | {name for node in body for name in _assigned_names(node)}


def _assigned_value(body: list[ast.stmt], name: str) -> ast.expr | None:
    """The right-hand side of the last `name = ...` or `name: type = ...`."""
    for node in reversed(body):
        if name in _assigned_names(node) and isinstance(node, (ast.Assign, ast.AnnAssign)):
            return node.value
    return None


def _assigned_names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [one.id for one in node.targets if isinstance(one, ast.Name)]
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    return []
