"""Bar chart in a plot, revealed bar by bar."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike

from clipanim.stage import theme
from clipanim.stage.frame import PX

from .heatmap import Cells
from .plot import Plot

MAX_WIDTH, GAP = 44.0, 4.0  # px


class PlotBars(VGroup):
    """Bars of values from the plot's base line: up in one colour, down in another.

    On a log plot the base is 1: bars of growth go up, of shrinking down. They are clipped to
    the plot.

    Args:
        plot: where they are drawn.
        xs: the x of each bar, data, shape (n,), in any order.
        ys: the value of each, data, shape (n,).
        above: the colour of those that go up; of what grows unless given.
        below: the colour of those that go down; of what shrinks unless given.
    """

    def __init__(
        self,
        plot: Plot,
        xs: ArrayLike,
        ys: ArrayLike,
        above: str | None = None,
        below: str | None = None,
    ):
        super().__init__()
        self.tips = plot.point(xs, ys)[:, :2]
        self.feet = plot.point(xs, plot.base)[:, :2]
        pitch = np.abs(np.diff(self.tips[:, 0])).min(initial=np.inf)
        self.width_px = min(MAX_WIDTH * PX, pitch - GAP * PX)
        self.rising, self.falling = Cells(above or theme.raw), Cells(below or theme.state)
        self.add(self.rising, self.falling)
        self.to(len(self.tips) - 1)

    def to(self, k: float) -> PlotBars:
        """Show the bars up to number `k`, from 0; between two, the next one is growing."""
        shares = np.clip(k + 1 - np.arange(len(self.tips)), 0, 1)
        heights = shares * (self.tips - self.feet)[:, 1]
        for cells, some in ((self.rising, heights > 0), (self.falling, heights < 0)):
            corners = self.feet[some] - [self.width_px / 2, 0]
            cells.move(
                corners, np.column_stack([np.full(some.sum(), self.width_px), heights[some]])
            )
        return self
