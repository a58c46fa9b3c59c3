"""What a scene file says of itself, read from its text without running it."""

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


class SceneError(LookupError):
    """A scene that is not there, or a file that holds none; the message is one line."""


class Source:
    """The text of a scene file, as a syntax tree."""

    def __init__(self, path: Path, text: bytes):
        self.path = path
        try:
            self.tree = ast.parse(text, filename=str(path))
        except SyntaxError as error:
            raise SceneError(f"{shown(path)}:{error.lineno or 1}: {error.msg}") from error
        except (ValueError, RecursionError, MemoryError) as error:  # null bytes, deep nesting
            raise SceneError(f"{shown(path)}: not a Python file: {error}") from error

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    @cached_property
    def scenes(self) -> dict[str, ast.ClassDef]:
        """The classes at the top of the file that have `Params`, by name.

        In a file without such a class: those with `construct`, manim's own way.
        """
        classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        ours = {node.name: node for node in classes if "Params" in _names(node.body)}
        return ours or {n.name: n for n in classes if n.name != "Params" and _constructs(n)}

    def has_params(self, scene: str) -> bool:
        """Whether a class of the file has `Params` of its own."""
        return scene in self.scenes and "Params" in _names(self.scenes[scene].body)

    @property
    def has_classes(self) -> bool:
        """Whether running the file could give a scene at all."""
        return any(isinstance(node, ast.ClassDef) for node in ast.walk(self.tree))

    def chapters(self, scene: str) -> list[str] | None:
        """The keys of `chapters = {"Name": draw, ...}`; None if they are not written out."""
        written = _assigned(self.scenes[scene].body, "chapters")
        if not isinstance(written, ast.Dict):
            return None
        keys = [key.value for key in written.keys if isinstance(key, ast.Constant)]
        return list(map(str, keys)) if len(keys) == len(written.keys) else None

    def literal(self, name: str) -> Any:
        """The value of `name = literal`; None if there is none, or it has to be computed."""
        value = _assigned(self.tree.body, name)
        try:
            return None if value is None else ast.literal_eval(value)
        except (ValueError, TypeError):
            return None

    def params_class(self, scene: str) -> type[params.SceneParams] | None:
        """The class `Params`, made by running its definition and nothing else of the file.

        None if `scene` takes its Params from elsewhere, or they need more of the file.
        """
        value = _assigned(self.scenes[scene].body, "Params")
        if not (isinstance(value, ast.Name) and value.id == "Params"):
            return None
        return self._plain_params

    def is_of_manim(self, scene: str) -> bool:
        """Whether a class builds on scenes of manim's alone, as far as the text tells."""
        classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        left, known = [scene], set[str]()
        while left:
            node = classes[left.pop()]
            names = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if "Params" in _names(node.body) or len(names) != len(node.bases) or not names:
                return False
            known |= {node.name}
            own, others = names & {*classes}, names - {*classes}
            if not all(name.endswith("Scene") and self._comes_from_manim(name) for name in others):
                return False
            left += own - known
        return True

    def _comes_from_manim(self, name: str) -> bool:
        """Whether a name is imported from there, and given to nothing else at the top."""
        from_ = [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]
        by = [
            node.module for node in from_ for one in node.names if (one.asname or one.name) == name
        ]
        stars = [node.module for node in from_ if any(one.name == "*" for one in node.names)]
        return (by or stars) == ["manim"] and name not in _names(self.tree.body)

    @cached_property
    def _plain_params(self) -> type[params.SceneParams] | None:
        found = [n for n in self.tree.body if isinstance(n, ast.ClassDef) and n.name == "Params"]
        if len(found) != 1:
            return None
        try:
            made: type[params.SceneParams] = _run_alone(found[0], self.path)["Params"]
            made()
        except Exception:  # whatever it is, running the whole file tells
            return None
        return made


def read(path: Path) -> Source:
    """The source of a file; read again only when the file has changed.

    Raises:
        SceneError: if it cannot be read, or is not Python; names the line.
    """
    try:
        about = path.stat()
        return _read(path, about.st_mtime_ns, about.st_size)
    except OSError as error:
        raise SceneError(f"{shown(path)}: {error.strerror}") from error


@lru_cache(maxsize=64)
def _read(path: Path, changed: int, size: int) -> Source:
    return Source(path, path.read_bytes())


def code_of(source: Source) -> CodeType:
    """The whole file, compiled."""
    return compile(source.tree, str(source.path), "exec", dont_inherit=True)


def module_name(path: Path) -> str:
    """A name for the module of a file that no other file has."""
    return f"clipanim_scene_{path.stem}_{sha256(bytes(path)).hexdigest()[:8]}"


def shown(path: Path) -> Path:
    """A path as one would type it: relative to the folder that one is in, if below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _run_alone(node: ast.ClassDef, path: Path) -> dict[str, Any]:
    """Run one class statement among the names that a plain `Params` needs."""
    room = ModuleType(f"{module_name(path)}_params")
    sys.modules[room.__name__] = room  # type hints are looked up there
    names = {"dataclass": dataclass, "SceneParams": params.SceneParams, "param": params.param}
    vars(room).update(names)
    alone = ast.Module(body=[node], type_ignores=[])
    flags = __future__.annotations.compiler_flag
    exec(compile(alone, str(path), "exec", flags, dont_inherit=True), vars(room))
    return vars(room)


def _constructs(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "construct" for one in node.body)


def _names(body: list[ast.stmt]) -> set[str]:
    """What the statements of a class body define."""
    classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
    return classes | {name for node in body for name in _targets(node)}


def _assigned(body: list[ast.stmt], name: str) -> ast.expr | None:
    """The right side of the last `name = ...` or `name: type = ...`."""
    for node in reversed(body):
        if name in _targets(node) and isinstance(node, (ast.Assign, ast.AnnAssign)):
            return node.value
    return None


def _targets(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [one.id for one in node.targets if isinstance(one, ast.Name)]
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    return []
