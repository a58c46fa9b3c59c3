"""When a scene that has been played says what, and which part of it is a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from manim import Scene

from clipanim.stage import Explainer

from .player import StopPlaying, frame_at
from .settings import EngineError, Line, Mark, Timeline
from .sounds import sounds_of


def timeline(scene: Scene, fps: int, chapter: str | None = None) -> Timeline:
    """The timeline of a scene at its end, or of one of its chapters as a film of its own."""
    if not isinstance(scene, Explainer):
        said = tuple(_subcaptions(scene))
        return Timeline(frame_at(scene.time, fps), fps, said, (), sounds_of(scene))
    start, end = span(scene, chapter)
    lines = tuple(_line(one, start, end) for one in scene.lines if start <= one.start < end)
    marks = tuple(
        Mark(one.name, one.start - start, min(one.end, end) - start)
        for one in scene.marks
        if start <= one.start < end
    )
    sounds = tuple(
        replace(one, start=one.start - start) for one in sounds_of(scene) if one.start < end
    )
    endings = tuple(
        replace(one, start=one.start - start) for one in scene.endings if start <= one.start < end
    )
    frames = frame_at(end, fps) - frame_at(start, fps)
    return Timeline(frames, fps, lines, marks, sounds, endings)


def _line(one: Any, start: float, end: float) -> Line:
    """A line of a scene, as its part from `start` to `end` tells of it."""
    heard = None if one.heard is None else one.heard - start
    return Line(one.id, one.words, one.start - start, min(one.end, end) - start, one.values, heard)


def span(scene: Explainer[Any], chapter: str | None) -> tuple[float, float]:
    """When a chapter of a scene that has been played starts and ends, seconds.

    What leaves before it, to make room for it, belongs to neither of the two.
    """
    if chapter is None:
        return 0.0, scene.clock
    for mark in scene.marks:
        if mark.name == chapter:
            return mark.start, min(mark.end, scene.clock)
    raise ValueError(f"the scene never came to its chapter {chapter!r}")


def chapter_of(scene: Scene) -> str:
    """The chapter that is playing; a plain scene has none."""
    return scene.here if isinstance(scene, Explainer) else ""


@contextmanager
def explained(name: str, scene: Scene) -> Iterator[None]:
    """Say of what fails in a scene that is being played where that was.

    Raises:
        EngineError: in one line.
    """
    try:
        yield
    except (EngineError, StopPlaying):
        raise
    except Exception as error:
        where = f"{name}, {chapter_of(scene) or 'before its first chapter'}"
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise EngineError(f"{where}: {reason}") from error


def _subcaptions(scene: Scene) -> Iterator[Line]:
    """What a plain scene says with manim's `add_subcaption`."""
    for n, one in enumerate(scene.renderer.file_writer.subcaptions, 1):
        yield Line(str(n), one.content, one.start.total_seconds(), one.end.total_seconds())
