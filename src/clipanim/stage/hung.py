"""Bars that hang from a level on a log axis: above it and below it in two colours."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import Box, at
from .numbers import power_of_ten
from .shapes import Path, stroke
from .type import text

Points = NDArray[np.float64]

SHARE, THINNEST, THICKEST = 0.62, 1.6, 9.0  # of the room for a bar, and its widths, px


class Hung(VGroup):
    """One bar for each value, from `level` up or down; a bar at zero or NaN is not there.

    Bars have no foot on a log axis, so they hang from a value that means something.

    Args:
        box: where they go, px; the marks of the axis stand left of it.
        values: of the steps 0, 1, 2, ..., shape (n,), at least 2.
        level: where they hang; > 0.
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
        """The y of a value, px; beyond the axis it is that of its end."""
        low, high = np.log10(self.y)
        share = (np.clip(np.log10(value), low, high) - low) / (high - low)
        return np.asarray(self.box.bottom - share * self.box.height, dtype=np.float64)

    def to(self, k: float, last: float | None = None) -> Hung:
        """Show the bars of the steps 0 to `k`, with the step `last` at the right edge."""
        last = float(self.steps if last is None else last)
        n = min(int(k + 1e-9), self.steps, int(last + 1e-9)) + 1
        xs = self.box.left + self.box.width * np.arange(n) / last
        tips = self.tips[:n]
        width = float(np.clip(SHARE * self.box.width / last, THINNEST, THICKEST))
        for bars, chosen in ((self.up, tips < self.foot), (self.down, tips > self.foot)):
            x, tip = xs[chosen].astype(np.float64), tips[chosen]
            bars.points = _uprights(x, np.full(len(x), self.foot), tip)
            bars.set_stroke(width=stroke(width))
        return self


def decades(low: float, high: float, most: int) -> list[float]:
    """Powers of ten between two values, 1 among them if it is, evenly apart, at most `most`.

    >>> decades(0.004, 400, 3)
    [0.01, 1.0, 100.0]
    """
    first, last = np.ceil(np.log10(low)), np.floor(np.log10(high))
    for every in range(1, 400):
        found = [n for n in range(int(first), int(last) + 1) if n % every == 0]
        if len(found) <= most:
            break
    return [10.0**n for n in found]


def _uprights(x: Points, foot: Points, tip: Points) -> Points:
    """Straight cubic curves from (x, foot) to (x, tip), px, shape (4 n, 3)."""
    share = np.array([0, 1 / 3, 2 / 3, 1])
    down = foot[:, None] + share * (tip - foot)[:, None]
    origin, one = at(0, 0), at(1, 1) - at(0, 0)
    points = np.zeros((len(x), 4, 3))
    points[..., 0] = origin[0] + one[0] * x[:, None]
    points[..., 1] = origin[1] + one[1] * down
    return points.reshape(-1, 3)
