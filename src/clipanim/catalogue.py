"""Find scene files and load them; built-in scenes and yours take the same road."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .nearest import suggestion
from .params import SceneParams
from .running import Loaded, checked, run
from .source import SceneError, Source, read, shown

__all__ = ["Loaded", "SceneError", "SceneFile", "builtin", "find"]
HERE = Path(__file__).resolve().parent
TITLE = "_title"  # a scene that is in films, but on no list


@dataclass(frozen=True)
class SceneFile:
    """A file that holds a scene; only `load` runs it.

    `scene_name` picks a class where the file holds several. The path is absolute, so that
    it means the same file after a change of folder.
    """

    path: Path
    scene_name: str | None = None

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_builtin(self) -> bool:
        return self == title_card() or builtin().get(self.name) == self

    @property
    def source(self) -> Source:
        return read(self.path)

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.source.title

    @property
    def length(self) -> float | None:
        """About how many seconds the film takes, if the file says `LENGTH = 52`."""
        seconds = self.source.literal("LENGTH")
        return float(seconds) if type(seconds) in (int, float) else None

    @property
    def is_plain(self) -> bool:
        """Whether it is one of manim's own scenes, as far as the text of the file tells."""
        scene = self._written_scene()
        return scene is not None and not self.source.has_params(scene)

    def params_class(self) -> type[SceneParams]:
        """The scene's `Params`, without running the file where its text is enough."""
        scene = self._written_scene()
        if scene and self.source.is_of_manim(scene):
            return SceneParams
        return (scene and self.source.params_class(scene)) or self.load().params_class

    def params(self, values: Mapping[str, Any]) -> SceneParams:
        """Checked parameters, made of names and values."""
        return self.params_class().from_mapping(values)

    def chapters(self) -> list[str]:
        """The film's chapters, without running the file where their names are written out."""
        scene = self._written_scene()
        written = self.source.chapters(scene) if scene else None
        return list(getattr(self.load().scene, "chapters", ())) if written is None else written

    def class_name(self) -> str:
        """The name of the scene's class, without running the file where it is written out."""
        return self._written_scene() or str(self.load().scene.__name__)

    def load(self) -> Loaded:
        """Run the file, once, and return its scene.

        Raises:
            SceneError: if the file cannot be run, or it is not clear which class is meant.
        """
        source = self.source
        module = run(source)
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
        return Loaded(module, checked(scenes[name], self.path))

    def _written_scene(self) -> str | None:
        """The name of the scene's class, as far as the text of the file tells."""
        scenes = list(self.source.scenes)
        if not self.source.has_classes or (self.scene_name is None and len(scenes) > 1):
            return self._pick(scenes)
        if self.scene_name is not None:
            return self.scene_name if self.scene_name in scenes else None
        return scenes[0] if scenes else None

    def _pick(self, names: list[str]) -> str:
        """The one class that is meant, among those that could be."""
        file = shown(self.path)
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


def builtin() -> dict[str, SceneFile]:
    """The scenes that come with clipanim, by name."""
    return {path.stem: SceneFile(path) for path in sorted(folder().glob("[!_.]*.py"))}


def lessons() -> dict[str, Path]:
    """The files of the lessons that come with clipanim, by name."""
    return {path.stem: path for path in sorted((folder() / "lessons").glob("*.toml"))}


def starter() -> SceneFile:
    """The minimal scene that a new one starts from."""
    return SceneFile(folder() / "_starter.py")


def title_card() -> SceneFile:
    """The scene that is a title: of another one, or of a film's end."""
    return SceneFile(folder() / f"{TITLE}.py")


def find(name: str) -> SceneFile:
    """A scene by its built-in name, by the path of a .py file, or by `FILE.py:Class`.

    Raises:
        SceneError: if there is none; names the nearest.
    """
    path, colon, scene_name = name.rpartition(":")
    if colon and path.endswith(".py"):
        return _by_path(path, scene_name)
    if name.endswith(".py"):
        return _by_path(name, None)
    scenes = builtin()
    if name == TITLE:
        return title_card()
    if name in lessons() or name.endswith(".toml"):
        raise SceneError(f"{name}: is a lesson; expected one of its scenes")
    if name not in scenes:
        known = [*scenes, *lessons()]
        raise SceneError(
            f"no scene {name!r}; {suggestion(name, known)} (or the path of a .py file)"
        )
    return scenes[name]


def folder() -> Path:
    """Where the built-in scenes and lessons are: in the package, or beside it in a checkout."""
    packaged, checkout = HERE / "scenes", HERE.parents[1] / "scenes"
    return packaged if packaged.is_dir() else checkout


def _by_path(name: str, scene_name: str | None) -> SceneFile:
    path = Path(os.path.abspath(name))  # not resolved: a link's own name is the scene's name
    if not path.exists():
        near = [one.name for one in path.parent.glob("*.py")] if path.parent.is_dir() else []
        absent = FileNotFoundError(errno.ENOENT, "no such file", str(path))
        raise SceneError(f"{name}: no such file; {suggestion(path.name, near)}") from absent
    if not path.is_file():
        raise SceneError(f"{name}: not a file")
    return SceneFile(path, scene_name)
