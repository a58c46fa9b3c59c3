"""Curves that grow step by step, with a mark at the step that is being shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import VGroup
from numpy.typing import ArrayLike

from . import theme
from .plot import Plot
from .shapes import Dot, Path


class Trace(VGroup):
    """A curve in a plot, drawn up to any of its points, also between two of them.

    Args:
        plot: where it is drawn.
        xs: the x of each point, also falling.
        ys: the y of each point.
        color: of the curve and of the mark at its tip.
        hollow: whether the mark is, as for what shrinks.
        width: of the curve, px.
        dash: of the curve, px.
        square: whether the mark is, as for what is clipped by value.
    """

    def __init__(
        self,
        plot: Plot,
        xs: ArrayLike,
        ys: ArrayLike,
        color: Any = None,
        hollow: bool = False,
        width: float = theme.CURVE,
        dash: Sequence[float] = (),
        square: bool = False,
    ):
        super().__init__()
        self.stops = plot.point(xs, ys)
        self.curve = Path(self.stops, color, width, dash, role="curve")
        self.mark = Dot(self.stops[-1], color, theme.MARK, hollow, square=square)
        self.add(self.curve, self.mark)
        self.to(len(self.stops) - 1)

    def to(self, k: float) -> Trace:
        """Draw up to point number `k` and mark it; between two, on the line that joins them."""
        whole = min(int(k + 1e-9), len(self.stops) - 1)
        rest, after = k - whole, self.stops[min(whole + 1, len(self.stops) - 1)]
        tip = self.stops[whole] + rest * (after - self.stops[whole])
        self.curve.move([*self.stops[: whole + 1], tip])
        self.mark.move(tip)
        return self
