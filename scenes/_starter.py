"""A number multiplied by itself, again and again.

Start here: change `tell` for your own numbers, `draw` for your own picture, and
`construct` for what is said and when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clipanim.params import SceneParams, param
from clipanim.stage import Box, Card, Draw, Explainer, Label, Path, Picture, Plot, card, theme

LENGTH = 14


@dataclass(frozen=True)
class Params(SceneParams):
    factor: float = param(1.2, "What each step multiplies by", low=0.5, high=2)
    steps: int = param(24, "How many steps", low=2, high=60, unit="steps")


@dataclass(frozen=True)
class Story:
    """Every number on screen; entry k is after k steps."""

    values: NDArray[np.float64]  # shape (steps + 1,)
    last: float


def tell(params: Params) -> Story:
    """From parameters to numbers."""
    values = params.factor ** np.arange(params.steps + 1.0)
    return Story(values, float(values[-1]))


@dataclass(frozen=True)
class Growth(Picture):
    """The plot of the values."""

    plot: Plot
    curve: Path
    name: Label


def draw(story: Story) -> Growth:
    """From numbers to shapes, in their final places."""
    steps = np.arange(len(story.values))
    low, high = min(0.5, story.values.min()), max(2.0, story.values.max())
    box = Box(250, 260, 1500, 830)
    plot = Plot(box, (0, len(steps) - 1), (low, high), log=True, x_name="k", y_name="value")
    color = theme.raw if story.last > 1 else theme.state
    return Growth(
        title="Each step multiplies",
        plot=plot,
        curve=plot.curve(steps, story.values, color),
        name=plot.end_label(story.last, "value", color),
    )


def draw_card(story: Story) -> Card:
    """What the film ends with."""
    return card(
        said="A factor a little above one does little.",
        holds="It does, once. Many steps\nmultiply it by itself.",
        source="A source: author, title, place, year",
    )


class Starter(Explainer[Params]):
    """From shapes to time."""

    Params = Params
    tell = staticmethod(tell)
    chapters = {"Growth": draw}
    card = staticmethod(draw_card)

    def construct(self) -> None:
        picture = self.chapter("Growth")
        with self.say(
            "Each of {steps} steps multiplies the value by {factor}.",
            steps=self.params.steps,
            factor=self.params.factor,
        ):
            self.add(picture.plot)
            self.play(Draw(picture.curve, run_time=2))
        with self.say("After the last one it is {last}.", last=self.story.last):
            self.add(picture.name)
        self.close()
