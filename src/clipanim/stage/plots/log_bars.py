"""Bar chart on a log axis: bars from a level up or down, in two colours."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import Box, at
from clipanim.stage.shapes import Path, stroke
from clipanim.stage.text.labels import text
from clipanim.stage.text.numbers import power_of_ten

Points = NDArray[np.float64]

BAR_SHARE = 0.62  # of the room for a bar
MIN_WIDTH, MAX_WIDTH = 1.6, 9.0  # of a bar, px


class LogBars(VGroup):
    """Bars of values on a log y axis, from `level` up or down; none for zero or NaN.

    A log axis has no zero for bars to start from, so they start from a value with a meaning.

    Args:
        box: where they go, px; the marks of the axis stand left of it.
        values: of the steps 0, 1, 2, ..., shape (n,), at least 2.
        level: the value that bars start from; > 0.
        y: the least and the greatest value of the axis, around the level; longer bars stop there.
        above: colour of the bars above the level.
        below: colour of those below it.
        limit: whether the level is a threshold, and so a dashed ink line.
        most: how many marks the axis has, at most.
    """

    def __init__(
        self,
        box: Box,
        values: ArrayLike,
        level: float,
        y: tuple[float, float],
        above: str,
        below: str,
        limit: bool = False,
        most: int = 3,
    ):
        super().__init__()
        self.box, self.level = box, level
        self.y, ticks = y, decades(*y, most)
        values = np.asarray(values, dtype=np.float64)
        self.foot = float(self.y_of(level))
        self.tips = np.nan_to_num(self.y_of(np.where(values > 0, values, np.nan)), nan=self.foot)
        self.steps = len(values) - 1
        ends = at(box.left, self.foot), at(box.right, self.foot)
        if limit:
            self.line = Path(ends, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        else:
            self.line = Path(ends, theme.axis, theme.GRID, role="axis")
        self.up, self.down = (Path(np.zeros((0, 3)), c, role="noise") for c in (above, below))
        self.marks = VGroup(
            *(
                text(power_of_ten(round(np.log10(tick))), theme.NUMBER, theme.muted).at(
                    box.left - 16, float(self.y_of(tick)) + 9, "right"
                )
                for tick in ticks
            )
        )
        self.marks.is_axis = True  # their numbers are no data
        self.add(self.up, self.down, self.line, self.marks)
        self.to(self.steps)

    def y_of(self, value: ArrayLike) -> Points:
        """The y of a value, px, clipped to the axis."""
        low, high = np.log10(self.y)
        share = (np.clip(np.log10(value), low, high) - low) / (high - low)
        return np.asarray(self.box.bottom - share * self.box.height, dtype=np.float64)

    def to(self, k: float, last: float | None = None) -> LogBars:
        """Show the bars of the steps 0 to `k`, with the step `last` at the right edge."""
        last = float(self.steps if last is None else last)
        n = min(int(k + 1e-9), self.steps, int(last + 1e-9)) + 1
        xs = self.box.left + self.box.width * np.arange(n) / last
        tips = self.tips[:n]
        width = float(np.clip(BAR_SHARE * self.box.width / last, MIN_WIDTH, MAX_WIDTH))
        for bars, chosen in ((self.up, tips < self.foot), (self.down, tips > self.foot)):
            x, tip = xs[chosen].astype(np.float64), tips[chosen]
            bars.points = _vertical_curves(x, np.full(len(x), self.foot), tip)
            bars.set_stroke(width=stroke(width))
        return self


def decades(low: float, high: float, most: int) -> list[float]:
    """Powers of ten between two values, evenly spaced, at most `most`, with 1 if it is between.

    >>> decades(0.004, 400, 3)
    [0.01, 1.0, 100.0]
    """
    first, last = np.ceil(np.log10(low)), np.floor(np.log10(high))
    for every in range(1, 400):
        found = [n for n in range(int(first), int(last) + 1) if n % every == 0]
        if len(found) <= most:
            break
    return [10.0**n for n in found]


def _vertical_curves(x: Points, foot: Points, tip: Points) -> Points:
    """Straight cubic curves from (x, foot) to (x, tip), px, shape (4 n, 3)."""
    share = np.array([0, 1 / 3, 2 / 3, 1])
    down = foot[:, None] + share * (tip - foot)[:, None]
    origin, one = at(0, 0), at(1, 1) - at(0, 0)
    points = np.zeros((len(x), 4, 3))
    points[..., 0] = origin[0] + one[0] * x[:, None]
    points[..., 1] = origin[1] + one[1] * down
    return points.reshape(-1, 3)
