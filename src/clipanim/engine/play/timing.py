"""The timeline of a scene that has been run: lines, chapters and sounds, in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from manim import Scene

from clipanim.engine.settings import ChapterMark, EngineError, Line, Timeline
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
        ValueError: if the scene never came to the chapter.
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
    raise ValueError(f"the scene never came to its chapter {chapter!r}")


def current_chapter(scene: Scene) -> str:
    """The name of the chapter that is playing; empty for a plain scene, which has none."""
    return scene.current_chapter if isinstance(scene, Explainer) else ""


@contextmanager
def scene_error_context(name: str, scene: Scene) -> Iterator[None]:
    """Turn any exception into an EngineError of one line that names the scene and the chapter."""
    try:
        yield
    except (EngineError, StopPlaying):
        raise
    except Exception as error:
        where = f"{name}, {current_chapter(scene) or 'before its first chapter'}"
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise EngineError(f"{where}: {reason}") from error


def _subcaptions(scene: Scene) -> Iterator[Line]:
    """The lines that a plain scene adds with manim's `add_subcaption`."""
    for n, one in enumerate(scene.renderer.file_writer.subcaptions, 1):
        yield Line(str(n), one.content, one.start.total_seconds(), one.end.total_seconds())
