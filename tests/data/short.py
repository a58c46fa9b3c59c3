"""A short film for tests: two chapters, three lines, a card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clipanim.params import SceneParams, param
from clipanim.stage import (
    Appear,
    Arrow,
    Card,
    Draw,
    Explainer,
    Picture,
    Plot,
    Run,
    picture_and_plot,
    theme,
    times,
)

LENGTH = 15


@dataclass(frozen=True)
class Params(SceneParams):
    radius: float = param(1.1, "Growth per step", low=0.5, high=2.0)
    steps: int = param(12, "Steps", low=2, high=40)


@dataclass(frozen=True)
class Story:
    norms: NDArray[np.float64]


def tell(params: Params) -> Story:
    return Story(params.radius ** np.arange(params.steps + 1))


class Growth(Picture):
    def __init__(self, story: Story):
        super().__init__("Each step multiplies")
        picture, box = picture_and_plot()
        steps, end = np.arange(len(story.norms)), story.norms[-1]
        y = story.norms.min() / 2, story.norms.max() * 2
        self.plot = Plot(box, (0, len(steps) - 1), y, log=True, x_name="k", y_name="length")
        self.curve = self.plot.curve(steps, story.norms, theme.raw)
        self.end = self.plot.end_label(end, "arrow", theme.raw, times(end))
        tip = picture.centre + np.array([1.0, 1.0, 0.0])
        self.arrow = Arrow(picture.centre, tip, theme.raw)


class EndCard(Card):
    def __init__(self, story: Story):
        super().__init__("It always grows.", "Only if the factor exceeds 1.", "A test, 2026")


class Short(Explainer[Params]):
    chapters = {"Growth": Growth, "The turn": Growth}
    card = EndCard
    stamped = ("radius",)

    def construct(self) -> None:
        picture = self.chapter("Growth")
        with self.say("After {k} steps it is {norm} long.", k=12, norm=self.story.norms[-1]):
            self.play(Appear(picture.plot))
            self.play(Draw(picture.curve, run_time=1.3))
        with self.say("That is its length."):
            self.play(Appear(picture.end))
        picture = self.chapter("The turn")
        with self.say("Now it turns."):
            start, end = picture.arrow.start, picture.arrow.end
            turn = np.array([0.0, -2.0, 0.0])
            self.play(Run(lambda s: picture.arrow.move(start, end + s * turn), picture.arrow))
        self.close()
