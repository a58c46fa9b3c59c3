"""Bar chart of a vector before (pale) and after an operation such as clipping."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Box, at
from clipanim.stage.shapes import Path
from clipanim.stage.text.labels import Label

from .heatmap import Cells

BEFORE_OPACITY = 0.3
BAR_SHARE = 0.6  # of the room for a bar


class Bars(VGroup):
    """Bars of the components of a vector, before and after something was done to them.

    Args:
        box: the room for the largest and the smallest number, px.
        raw: the numbers before, shape (n,).
        kept: the numbers after, shape (n,).
        color: of the bars after.
    """

    def __init__(self, box: Box, raw: ArrayLike, kept: ArrayLike, color: str):
        super().__init__()
        self.raw, self.kept = (np.asarray(one, dtype=np.float64) for one in (raw, kept))
        low, high = min(0.0, self.raw.min()), max(0.0, self.raw.max())
        self.box, self.scale = box, box.height * PX / ((high - low) or 1.0)
        self.zero = at(0, box.bottom)[1] - low * self.scale
        self.was, self.bars = Cells(theme.raw).set_fill(opacity=BEFORE_OPACITY), Cells(color)
        self.axis = Path(self._across(0.0), theme.axis, theme.AXIS, role="axis")
        self.add(self.was, self.bars, self.axis)
        self._set_heights(self.was, self.raw)
        self.to(1.0)

    def to(self, share: float) -> Bars:
        """Bring the bars a share of the way, 0 to 1, from before to after."""
        self._set_heights(self.bars, self.raw + share * (self.kept - self.raw))
        return self

    def level(self, y: float, name: Label) -> VGroup:
        """A threshold: a dashed line across the bars at value y, named at its right end."""
        ends = self._across(y)
        line = Path(ends, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        return VGroup(line, name.beside(ends[1], 16).naming(line))

    def _across(self, y: float) -> NDArray[np.float64]:
        height = self.zero + y * self.scale
        return np.array([[at(x, 0)[0], height, 0.0] for x in (self.box.left, self.box.right)])

    def _set_heights(self, bars: Cells, values: NDArray[np.float64]) -> None:
        """Give bars these heights, up or down from the zero line."""
        pitch = self.box.width * PX / len(values)
        lefts = at(self.box.left, 0)[0] + (np.arange(len(values)) + (1 - BAR_SHARE) / 2) * pitch
        places = np.column_stack([lefts, np.full(len(values), self.zero)])
        sizes = np.column_stack([np.full(len(values), BAR_SHARE * pitch), values * self.scale])
        bars.move(places, sizes)
