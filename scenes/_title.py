"""A title: before each scene of a lesson, or where a film ends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from manim import Mobject

from clipanim.params import SceneParams, param
from clipanim.scene.catalogue import find_scene
from clipanim.stage import (
    GUTTER,
    LEFT_MARGIN,
    PX,
    Appear,
    Explainer,
    Fade,
    Label,
    Picture,
    Vanish,
    reading_time,
    text,
    theme,
)

LENGTH = 5
TITLE_BASELINE, LEADING = 118, 52  # px
MIDDLE = 530  # the baseline of a title that announces nothing: where a film ends
LONG, LONGEST, LONGEST_LINE = 38, 60, 100  # characters
WIDE = 300  # px; what is smaller is a mark


@dataclass(frozen=True)
class Params(SceneParams):
    heading: str = param("A title", "What it says, large")
    line: str = param("", "A line below it")
    number: int = param(0, "The number above it; 0 for none", low=0, high=999)
    scene: str = param("", "The scene that it announces; none if empty")
    begins: str = param("", "Of that, the chapter whose first shape is faintly there already")
    values: str = param("{}", "Its parameters, as JSON")


@dataclass(frozen=True)
class Story:
    """A title has no numbers of its own."""


def tell(params: Params) -> Story:
    """Nothing is computed."""
    return Story()


def subject(params: Params) -> tuple[str, dict[str, Any]] | None:
    """The scene whose story it shows."""
    return (params.scene, json.loads(params.values)) if params.scene else None


class Heading(Picture):
    """Number, title and line, at the left margin above the stage, which is left to the scene."""

    def __init__(self, params: Params):
        super().__init__(params.heading)
        size = theme.FORMULA if len(params.heading) <= LONG else theme.QUOTE
        number = text(str(params.number or ""), size, theme.muted)
        baseline = TITLE_BASELINE if params.number else MIDDLE
        self.number = number.at(LEFT_MARGIN, baseline)
        left = LEFT_MARGIN + (number.width / PX + GUTTER if params.number else 0)
        title = text(shorten(params.heading, LONGEST), size, theme.ink, "semibold")
        self.heading = title.at(left, baseline)
        line = text(shorten(params.line, LONGEST_LINE), theme.NARRATION, theme.muted)
        self.line = line.at(LEFT_MARGIN, baseline + LEADING)

    @property
    def words(self) -> str:
        return " ".join(shape.words for shape in self.shapes() if isinstance(shape, Label))


def first_shape(params: Params, story: Any) -> list[Mobject]:
    """What the announced chapter draws first, words and marks left out: a plot, a net, a ground."""
    if not params.begins:
        return []
    shapes = find_scene(params.scene).load().scene.chapters[params.begins](story).shapes()
    return [
        shape
        for shape in shapes
        if not isinstance(shape, Label) and max(shape.width, shape.height) > WIDE * PX
    ][:1]


class Title(Explainer[Params]):
    """It comes, stays until it is read, and goes, unless the film ends with it; no stamp."""

    subject = staticmethod(subject)
    chapters = {}

    def construct(self) -> None:
        heading = Heading(self.params)
        words = [shape for shape in heading.shapes() if len(shape.get_all_points())]
        faint = first_shape(self.params, self.story)
        coming = Fade(*faint, to=theme.STEPPED_BACK, start=0, run_time=theme.ENTER)
        self.play(*([coming] if faint else []), Appear(*words, run_time=theme.ENTER))
        self.wait(reading_time(heading.words))
        if self.params.number:
            self.play(Vanish(*faint, *words, run_time=theme.LEAVE))
        else:
            self.wait(theme.LEAVE)
        self.wait(theme.EMPTY)
