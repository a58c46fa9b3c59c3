"""A number multiplied by itself, again and again.

Start here: change `tell` for your own numbers, `Growth` for your own picture, and
`construct` for what is said and when.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clipanim.params import SceneParams, param
from clipanim.stage import Box, Card, Draw, Explainer, Picture, Plot, theme

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


class Growth(Picture):
    """From numbers to shapes, in their final places; drawn in the order of assignment."""

    def __init__(self, story: Story):
        super().__init__("Each step multiplies")
        steps = np.arange(len(story.values))
        x, y = (0, len(steps) - 1), (min(0.5, story.values.min()), max(2.0, story.values.max()))
        color = theme.raw if story.last > 1 else theme.state
        box = Box(250, 260, 1500, 830)
        self.plot = Plot(box, x, y, log=True, x_name="k", y_name="value")
        self.curve = self.plot.curve(steps, story.values, color)
        self.name = self.plot.end_label(story.last, "value", color)


class EndCard(Card):
    """What the film ends with."""

    def __init__(self, story: Story):
        super().__init__(
            said="A factor a little above one does little.",
            holds="It does, once. Many steps\nmultiply it by itself.",
            source="A source: author, title, place, year",
        )


class Starter(Explainer[Params]):
    """From shapes to time."""

    chapters = {"Growth": Growth}
    card = EndCard

    def construct(self) -> None:
        picture = self.chapter("Growth")
        with self.say("Each of {params.steps} steps multiplies the value by {params.factor}."):
            self.add(picture.plot)
            self.play(Draw(picture.curve, run_time=2))
        with self.say("After the last one it is {story.last}."):
            self.add(picture.name)
        self.close()
