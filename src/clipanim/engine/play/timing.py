"""The timeline of a scene that has been run: lines, chapters and sounds, in seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from manim import Scene

from clipanim.engine.scene_errors import scene_error_context
from clipanim.engine.settings import ChapterMark, EngineError, Line, Timeline
from clipanim.scene.scene_source import display_path
from clipanim.stage import Explainer

from .sound_recorder import recorded_sounds
from .stepper import StopPlaying, frame_at


def timeline(scene: Scene, fps: int, chapter: str | None = None) -> Timeline:
    """The timeline of a scene that has been run, or of one of its chapters as its own film.

    Args:
        scene: at its end.
        fps: frames a second.
        chapter: its name; None for the whole scene. A plain scene has none.

    Raises:
        EngineError: if the scene never came to the chapter.
    """
    if not isinstance(scene, Explainer):
        lines = tuple(_subcaptions(scene))
        return Timeline(frame_at(scene.time, fps), fps, lines, (), recorded_sounds(scene))
    start, end = chapter_span(scene, chapter)
    lines = tuple(_line_within(one, start, end) for one in scene.lines if start <= one.start < end)
    chapters = tuple(
        ChapterMark(one.name, one.start - start, min(one.end, end) - start)
        for one in scene.chapter_marks
        if start <= one.start < end
    )
    sounds = tuple(
        replace(one, start=one.start - start) for one in recorded_sounds(scene) if one.start < end
    )
    endings = tuple(
        replace(one, start=one.start - start) for one in scene.endings if start <= one.start < end
    )
    frames = frame_at(end, fps) - frame_at(start, fps)
    return Timeline(frames, fps, lines, chapters, sounds, endings)


def require_frames(found: Timeline, file: Path, chapter: str | None = None) -> Timeline:
    """A timeline itself; EngineError if nothing is played, so that there is no film."""
    if found.frames:
        return found
    which = f"the chapter {chapter!r}" if chapter else "construct"
    place = display_path(file)
    raise EngineError(
        f"{place}: {which} plays nothing, so there is no film; clipanim still {place} draws it"
    )


def _line_within(line: Any, start: float, end: float) -> Line:
    """A line of a scene in the time of its part from `start` to `end`."""
    heard = None if line.speech_start is None else line.speech_start - start
    first, last = line.start - start, min(line.end, end) - start
    return Line(line.id, line.words, first, last, line.values, heard)


def chapter_span(scene: Explainer[Any], chapter: str | None) -> tuple[float, float]:
    """Start and end of a chapter of a scene that has been run, seconds; None for the whole scene.

    What fades out before a chapter, to make room for it, belongs to neither of the two.
    """
    if chapter is None:
        return 0.0, scene.clock
    for mark in scene.chapter_marks:
        if mark.name == chapter:
            return mark.start, min(mark.end, scene.clock)
    name = scene_file(scene)
    raise EngineError(f"{display_path(name)}: construct never comes to the chapter {chapter!r}")


def scene_file(scene: Scene) -> Path:
    """The file that a scene's class stands in."""
    module = sys.modules.get(type(scene).__module__)
    return Path(getattr(module, "__file__", None) or type(scene).__name__)


def current_chapter(scene: Scene) -> str:
    """The name of the chapter that is playing; empty for a plain scene, which has none."""
    return scene.current_chapter if isinstance(scene, Explainer) else ""


def playing_scene(path: Path, scene: Scene) -> AbstractContextManager[None]:
    """Turn any exception into an EngineError of one line: the author's line, and the chapter."""
    return scene_error_context(path, lambda: current_chapter(scene), StopPlaying)


def _subcaptions(scene: Scene) -> Iterator[Line]:
    """The lines that a plain scene adds with manim's `add_subcaption`."""
    for n, one in enumerate(scene.renderer.file_writer.subcaptions, 1):
        yield Line(str(n), one.content, one.start.total_seconds(), one.end.total_seconds())
