"""Narration lines, how long they stay and how they fade; the record of lines and chapters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from manim import Animation, VGroup

from clipanim.stage.text.labels import Label, text

from . import theme
from .frame import NARRATION_BASELINE, WIDTH

LONGEST_LINE = 84  # characters of narration
CHARACTERS_PER_SECOND = 15  # reading speed
SHORTEST_LINE = 1.5  # seconds
FADE_OUT, FADE_IN_FROM, FADE_IN_TO = 0.2, 0.3, 0.7  # of a line, seconds from its start


@dataclass(frozen=True)
class NarrationLine:
    """A line of narration and when it is on screen, seconds."""

    id: str
    words: str
    start: float
    end: float
    duration: float  # what reading it takes, or its speech
    values: dict[str, str]  # the text put in for its fields
    speech_start: float | None = None  # when its speech begins, if it is spoken


@dataclass(frozen=True)
class ChapterMark:
    """When a chapter starts and ends, seconds; between two of them the old picture leaves."""

    name: str
    start: float
    end: float = math.inf  # of the last one, or while it plays


def reading_time(words: str) -> float:
    """Seconds that a line stays: 15 characters a second, at least 1.5 s, after its fade-in."""
    return FADE_IN_FROM + max(SHORTEST_LINE, len(words) / CHARACTERS_PER_SECOND)


def narration_label(words: str) -> Label:
    """The label of a line in the narration band, still invisible."""
    label = text(words, theme.NARRATION, align="center")
    label.at(WIDTH / 2, NARRATION_BASELINE, "centre")
    label[""].set_fill(opacity=0)
    return label


class NarrationFade(Animation):
    """Fade the old narration line out and the new one in, during one play.

    Args:
        line: the label of the new line.
        old: the label of the line that leaves, if there is one.
        elapsed: seconds since the new line started, when the play begins.
        run_time: of the play, seconds.
    """

    def __init__(self, line: Label, old: Label | None, elapsed: float, run_time: float):
        self.line, self.old, self.elapsed = line, old, elapsed
        super().__init__(VGroup(line, *filter(None, [old])), run_time=run_time)

    def begin(self) -> None:
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        now = self.elapsed + alpha * self.run_time
        share = (now - FADE_IN_FROM) / (FADE_IN_TO - FADE_IN_FROM)
        self.line[""].set_fill(opacity=min(1.0, max(0.0, share)))
        if self.old is not None:
            self.old[""].set_fill(opacity=max(0.0, 1 - now / FADE_OUT))

    def finish(self) -> None:
        self.interpolate(1)

    def is_introducer(self) -> bool:
        return True

    def _setup_scene(self, scene: Any) -> None:
        pass

    def clean_up_from_scene(self, scene: Any) -> None:
        if self.old is not None and self.elapsed + self.run_time >= FADE_OUT:
            scene.remove(self.old)


def narration_fade(
    line: Label, old: Label | None, elapsed: float, run_time: float
) -> NarrationFade | None:
    """The fade during one play, as for `NarrationFade`; None once the line is all there."""
    if elapsed >= FADE_IN_TO - 1e-6:
        return None
    return NarrationFade(line, old if elapsed < FADE_OUT else None, elapsed, run_time)
