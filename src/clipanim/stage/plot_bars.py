"""Bars in a plot, revealed one after the other."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike

from . import theme
from .frame import PX
from .heatmap import Cells
from .plot import Plot

WIDEST, GAP = 44.0, 4.0  # px


class PlotBars(VGroup):
    """A bar for each value, from the plot's base line: up in one colour, down in another.

    On a log plot the base is 1: what has grown stands up, what has shrunk hangs down. What
    lies beyond the plot stops at its edge.

    Args:
        plot: where they are drawn.
        xs: the x of each bar, also falling.
        ys: how far it goes.
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
        self.width_px = min(WIDEST * PX, pitch - GAP * PX)
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
