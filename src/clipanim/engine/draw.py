"""One worker's share of a scene: it plays all of it, and draws what nobody else has begun."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipanim.catalogue import SceneFile

from .pictures import manim_settings, run, scene_of
from .player import Player
from .reel import Reel, Segment, segment_file
from .settings import EngineError, Settings, Timeline
from .timing import chapter_of, timeline


@dataclass(frozen=True)
class Task:
    """A scene to be drawn into a folder, or one chapter of it; travels to a worker."""

    file: SceneFile
    values: dict[str, Any]  # parameters by name: their class exists in one process only
    chapter: str | None
    settings: Settings
    folder: Path


@dataclass(frozen=True)
class Share:
    """What a worker knows when it has played a scene: its cuts, and when it says what."""

    segments: tuple[Segment, ...]
    timeline: Timeline


def draw(task: Task, drawn: Callable[[int, str], None]) -> Share:
    """Play a scene and draw the segments that are still free; `drawn(frames, name)` reports.

    Raises:
        EngineError: if the scene fails; the message names scene, chapter and reason.
    """
    settings = task.settings

    def claim(number: int, chapter: str) -> bool:
        return task.chapter in (None, chapter) and claimed(task.folder, number)

    with manim_settings(settings, str(task.folder)):
        scene = scene_of(task.file, task.values)
        reel = Reel(scene, task.folder, settings, claim, lambda n: drawn(n, task.file.name))
        Player(scene, settings.fps, reel)
        try:
            run(scene)
            reel.cut()
        except Exception as error:
            where = f"{task.file.name}, {chapter_of(scene) or 'before its first chapter'}"
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise EngineError(f"{where}: {reason}") from error
        segments = [one for one in reel.segments if task.chapter in (None, one.chapter)]
        return Share(tuple(segments), timeline(scene, settings.fps, task.chapter))


def claimed(folder: Path, number: int) -> bool:
    """Take a segment, unless it is done or someone else has taken it."""
    if segment_file(folder, number).exists():
        return False
    try:
        os.close(os.open(folder / f"claim-{number}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
