"""A readout: a number that changes after words that stay."""

from __future__ import annotations

from manim import VGroup

from clipanim.stage import theme
from clipanim.stage.frame import PX

from .labels import Label, text

SPACE = 14  # px between the words and the number


class Readout(VGroup):
    """A caption and its number: "angle between g and its clipped self: 7.0°".

    Args:
        words: what the number is.
        value: the number, as it is shown.
        x: px of the middle of both at first; the words stay when the number changes.
        y: px of the baseline.
        size: em of the number, px.
    """

    def __init__(self, words: Label, value: str, x: float, y: float, size: float = theme.LABEL):
        super().__init__()
        self.words, self.value = words, text(value, size, weight="semibold")
        width = (self.words.width + self.value.width) / PX + SPACE
        self.words.at(x - width / 2, y)
        self.value.at(x - width / 2 + self.words.width / PX + SPACE, y)
        self.add(self.words, self.value)

    def say(self, value: str) -> Readout:
        """Show another number."""
        self.value.say(value, "semibold")
        return self
