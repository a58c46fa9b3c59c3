"""When a scene that has been played says what, and which part of it is a chapter."""

from __future__ import annotations

from typing import Any

from clipanim.stage import Explainer

from .player import frame_at
from .settings import Line, Mark, Timeline


def timeline(scene: Explainer[Any], fps: int, chapter: str | None = None) -> Timeline:
    """The timeline of a scene at its end, or of one of its chapters as a film of its own."""
    start, end = span(scene, chapter)
    lines = tuple(
        Line(one.id, one.words, one.start - start, min(one.end, end) - start)
        for one in scene.lines
        if start <= one.start < end
    )
    marks = tuple(
        Mark(one.name, one.start - start) for one in scene.marks if start <= one.start < end
    )
    return Timeline(frame_at(end, fps) - frame_at(start, fps), fps, lines, marks)


def span(scene: Explainer[Any], chapter: str | None) -> tuple[float, float]:
    """When a chapter of a scene that has been played starts and ends, seconds."""
    if chapter is None:
        return 0.0, scene.clock
    names = [mark.name for mark in scene.marks]
    starts = [mark.start for mark in scene.marks] + [scene.clock]
    n = names.index(chapter)
    return starts[n], starts[n + 1]
