"""What is raced: our films or a chapter of each, and plain manim scenes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .measure import PLAIN, SOURCES

sys.path.insert(0, str(SOURCES))
from clipanim import engine
from clipanim.scene import catalogue
from clipanim.scene.catalogue import SceneFile

CHAPTER = '''\
"""One chapter for manim's own command: the same plays, drawn and written by manim."""

from manim.utils.exceptions import EndSceneEarlyException

from clipanim.scene import catalogue

Scene = catalogue.find_scene({path!r}).load().scene


class {scene}Chapter(Scene):
    """What comes before is skipped as manim skips a section; the chapter is the end."""

    def play(self, *args, **kwargs):
        mine = self.current_chapter == {chapter!r}
        if not mine and {chapter!r} in [mark.name for mark in self.chapter_marks]:
            raise EndSceneEarlyException
        self.renderer.file_writer.sections[-1].skip_animations = not mine
        super().play(*args, **kwargs)
'''


@dataclass(frozen=True)
class Subject:
    """A film that both commands can make."""

    name: str
    ours: tuple[str, ...]  # what `clipanim render` is given
    stock: Path  # the file that `manim render` is given
    scene: str  # the class in it
    is_plain: bool = False


def whole() -> list[Subject]:
    """The built-in films."""
    files = catalogue.builtin_scenes().values()
    return [Subject(one.name, (one.name,), one.path, one.class_name()) for one in files]


def of_builtin(chapter: int | None, folder: Path, only: Sequence[str] = ()) -> list[Subject]:
    """One chapter of each built-in film: the last if there are fewer, the shortest if None."""
    files = [one for one in catalogue.builtin_scenes().values() if not only or one.name in only]
    return [_one(one, chapter or _shortest(one), folder) for one in files]


def _shortest(file: SceneFile) -> int:
    """The number of the chapter that takes the least time."""
    whole = engine.plan(engine.Shot(file, file.params({})), engine.Settings(426, 240, 15))
    starts = [mark.start for mark in whole.chapters]
    lengths = [end - start for start, end in pairwise(starts)]  # the card is left out
    return 1 + lengths.index(min(lengths))


def _one(file: SceneFile, number: int, folder: Path) -> Subject:
    names = file.chapters()
    number = min(number, len(names))
    path = folder / f"{file.name}.py"  # the film's stamp shows the name of the file
    scene, chapter = file.class_name(), names[number - 1]
    path.write_text(
        CHAPTER.format(path=str(file.path), scene=scene, chapter=chapter), encoding="utf-8"
    )
    flags = (file.name, "--chapter", str(number))
    return Subject(f"{file.name}, {chapter}", flags, path, f"{scene}Chapter")


def plain() -> list[Subject]:
    """The scenes that were not written for us."""
    return [
        Subject(path.stem, (str(path),), path, _class_of(path.stem), is_plain=True)
        for path in sorted(PLAIN.glob("*.py"))
    ]


def _class_of(stem: str) -> str:
    return "".join(word.capitalize() for word in stem.split("_"))
