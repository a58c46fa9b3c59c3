"""Catalogue of scene files: lookup by name or path, metadata, loading.

Built-in scenes and a user's own files are handled alike.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .loading import LoadedScene, imports_from, run_scene_file, scene_file_errors, validate_scene
from .params import SceneParams
from .scene_source import SceneError, SceneSource, display_path, read_source
from .suggest import suggestion

__all__ = ["LoadedScene", "SceneError", "SceneFile", "builtin_scenes", "find_scene"]
PACKAGE = Path(__file__).resolve().parents[1]
TITLE_CARD = "_title"  # a built-in scene that is not listed


@dataclass(frozen=True)
class SceneFile:
    """A scene file, described by static analysis where possible; `load` runs it.

    Attributes:
        path: absolute, so that it means the same file after a change of folder.
        scene_name: the scene class, where the file holds several.
    """

    path: Path
    scene_name: str | None = None

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_builtin(self) -> bool:
        return self == title_card() or builtin_scenes().get(self.name) == self

    @property
    def source(self) -> SceneSource:
        return read_source(self.path)

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.source.title

    @property
    def length(self) -> float | None:
        """The approximate duration in seconds, from `LENGTH = 52` in the file; else None."""
        seconds = self.source.literal_value("LENGTH")
        return float(seconds) if type(seconds) in (int, float) else None

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain manim scene without `Params`, by static analysis."""
        scene = self._static_scene_name()
        return scene is not None and not self.source.has_params(scene)

    def params_class(self) -> type[SceneParams]:
        """The scene's `Params` class; runs the file only if static analysis cannot tell."""
        scene = self._static_scene_name()
        if scene and self.source.is_manim_only(scene):
            return SceneParams
        return (scene and self.source.params_class(scene)) or self.load().params_class

    def params(self, values: Mapping[str, Any]) -> SceneParams:
        """Validated parameters from values by name.

        Raises:
            ParamError: if a name is unknown or a value invalid.
        """
        params = self.params_class()
        with imports_from(self.path.parent), scene_file_errors(self.path):
            return params.from_mapping(values)

    def chapters(self) -> list[str]:
        """The names of the chapters; runs the file only if static analysis cannot tell."""
        scene = self._static_scene_name()
        written = self.source.chapters(scene) if scene else None
        return list(getattr(self.load().scene, "chapters", ())) if written is None else written

    def class_name(self) -> str:
        """The name of the scene class; runs the file only if static analysis cannot tell."""
        return self._static_scene_name() or str(self.load().scene.__name__)

    def load(self) -> LoadedScene:
        """Run the file, once, and return its module and scene class.

        Raises:
            SceneError: if the file cannot be run, or it is not clear which class is meant.
        """
        source = self.source
        module = run_scene_file(source)
        classes = {
            name: member
            for name, member in vars(module).items()
            if isinstance(member, type) and member.__module__ == module.__name__
        }
        scenes = {
            name: member
            for name, member in classes.items()
            if hasattr(member, "Params") or callable(getattr(member, "construct", None))
        }
        own = [name for name, member in scenes.items() if "Params" in vars(member)]
        own = own or [name for name, member in scenes.items() if "construct" in vars(member)]
        name = self._pick(own if self.scene_name is None else list(scenes))
        return LoadedScene(module, validate_scene(scenes[name], self.path))

    def _static_scene_name(self) -> str | None:
        """The name of the scene class by static analysis; None if that cannot tell."""
        scenes = list(self.source.scenes)
        if not self.source.has_classes or (self.scene_name is None and len(scenes) > 1):
            return self._pick(scenes)
        if self.scene_name is not None:
            return self.scene_name if self.scene_name in scenes else None
        return scenes[0] if scenes else None

    def _pick(self, names: list[str]) -> str:
        """The requested class among candidates, or the only one; else a `SceneError`."""
        file = display_path(self.path)
        if self.scene_name is not None:
            if self.scene_name in names:
                return self.scene_name
            problem = f"no scene {self.scene_name}; {suggestion(self.scene_name, names)}"
            raise SceneError(f"{file}: {problem}")
        if not names:
            expected = "expected a class with Params, or one of manim's scenes"
            raise SceneError(f"{file}: no scene in it: {expected}")
        if len(names) > 1:
            ways = " or ".join(f"{file}:{name}" for name in names)
            raise SceneError(f"{file}: {len(names)} scenes in it; say {ways}")
        return names[0]


def builtin_scenes() -> dict[str, SceneFile]:
    """The scenes that come with clipanim, by name."""
    return {path.stem: SceneFile(path) for path in sorted(scenes_folder().glob("[!_.]*.py"))}


def builtin_lessons() -> dict[str, Path]:
    """The lesson files that come with clipanim, by name."""
    return {path.stem: path for path in sorted((scenes_folder() / "lessons").glob("*.toml"))}


def starter_scene() -> SceneFile:
    """The template of `clipanim new`: a minimal scene."""
    return SceneFile(scenes_folder() / "_starter.py")


def title_card() -> SceneFile:
    """The built-in scene that draws title cards and the end card of a lesson."""
    return SceneFile(scenes_folder() / f"{TITLE_CARD}.py")


def find_scene(name: str) -> SceneFile:
    """Find a scene by its built-in name, by the path of a .py file, or by `FILE.py:Class`.

    Raises:
        SceneError: if there is none; suggests the nearest name.
    """
    path, colon, scene_name = name.rpartition(":")
    if colon and path.endswith(".py"):
        return _scene_file_at(path, scene_name)
    if name.endswith(".py"):
        return _scene_file_at(name, None)
    scenes = builtin_scenes()
    if name == TITLE_CARD:
        return title_card()
    if name in builtin_lessons() or name.endswith(".toml"):
        raise SceneError(f"{name}: is a lesson; expected one of its scenes")
    if name not in scenes:
        known = [*scenes, *builtin_lessons()]
        raise SceneError(
            f"no scene {name!r}; {suggestion(name, known)} (or the path of a .py file)"
        )
    return scenes[name]


def scenes_folder() -> Path:
    """The folder of the built-in scenes and lessons: in the package, or of a checkout."""
    packaged, checkout = PACKAGE / "scenes", PACKAGE.parents[1] / "scenes"
    return packaged if packaged.is_dir() else checkout


def _scene_file_at(name: str, scene_name: str | None) -> SceneFile:
    path = Path(os.path.abspath(name))  # not resolved: a link's own name is the scene's name
    if not path.exists():
        near = [one.name for one in path.parent.glob("*.py")] if path.parent.is_dir() else []
        absent = FileNotFoundError(errno.ENOENT, "no such file", str(path))
        raise SceneError(f"{name}: no such file; {suggestion(path.name, near)}") from absent
    if not path.is_file():
        raise SceneError(f"{name}: not a file")
    return SceneFile(path, scene_name)
