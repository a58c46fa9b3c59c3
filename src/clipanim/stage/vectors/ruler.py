"""Ruler: tick marks along a segment, one for every unit of its length."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.stage import theme
from clipanim.stage.frame import PX
from clipanim.stage.shapes import Path

MIN_SPACING = 4.0  # px between two marks
GAP = 12.0  # px from the segment to the marks
SHORT_MARK, LONG_MARK = 12.0, 24.0  # px


class Ruler(Path):
    """Tick marks along the right side of a segment, which is `units` long.

    A mark stands for one unit, or for ten, a hundred ... if they would stand too close:
    see `every`. Every tenth mark is long.

    Args:
        start: of the segment, scene units.
        end: of the segment, scene units.
        units: its length in the unit of the marks.
        color: of the marks.
    """

    def __init__(self, start: ArrayLike, end: ArrayLike, units: float, color: str):
        self.start, self.end = np.asarray(start, float), np.asarray(end, float)
        self.units = units
        length = float(np.linalg.norm(self.end - self.start)) / PX
        self.every = 1
        while length * self.every < MIN_SPACING * units:
            self.every *= 10
        super().__init__(np.zeros((0, 3)), color, theme.GRID + 0.5, role="marks")
        self.count(units)

    def count(self, units: float) -> Ruler:
        """Show the marks up to `units`, from the start."""
        marks = np.arange(int(min(units, self.units) / self.every + 1e-9) + 1)
        way = self.end - self.start
        aside = np.array([way[1], -way[0], 0.0]) / (np.linalg.norm(way) or 1.0)
        foot = self.start + (marks * self.every / self.units)[:, None] * way + GAP * PX * aside
        long = np.where(marks % 10 == 0, LONG_MARK, SHORT_MARK)[:, None] * PX
        ends = np.stack([foot, foot + long * aside, np.full_like(foot, np.nan)], axis=1)
        self.move(ends.reshape(-1, 3))
        return self
