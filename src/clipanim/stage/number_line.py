"""A number line that zooms out, as far as a type of floats goes, and to what lies beyond."""

from __future__ import annotations

import math as m
from collections.abc import Sequence

import numpy as np
from manim import VGroup

from . import theme
from .frame import Point, at
from .motion import reveal
from .numbers import number, power_of_ten
from .shapes import Path
from .ticks import Ticks
from .type import text

CENTRE, HALF = 960.0, 800.0  # px: where 0 stands, and how far the window goes to either side
END = 0.8  # share of the window at which the last number stands when it is zoomed out entirely
BEYOND = 90.0  # px from there to where infinity is shown
BAR = 22.0  # px


class NumberLine(VGroup):
    """The line from -reach to reach, in a window that is zoomed.

    Reaches are given by their decimal logarithm, so that they may exceed every float.

    Args:
        y: of the line, px.
        largest: the last number there is; the line ends there.
        decades: exponents of the marks on either side; 0 is always marked.
    """

    def __init__(self, y: float, largest: float, decades: Sequence[int]):
        super().__init__()
        self.y, self.largest, self.reach = y, m.log10(largest), 0.0
        signed = [(sign, one) for one in sorted(decades, reverse=True) for sign in (1, -1)]
        self.marked = [(0, 0), *signed]
        names = ["0", *("−" * (sign < 0) + power_of_ten(one) for sign, one in signed)]
        self.ticks = Ticks(names, at(CENTRE - HALF, y), at(CENTRE + HALF, y), dy=-36)
        self.line = Path([at(CENTRE, y)] * 2, theme.axis, theme.AXIS, role="axis")
        self.bars = VGroup(*(Path([at(CENTRE, y)] * 2, theme.ink, theme.AXIS) for _ in "-+"))
        self.ends = VGroup(*(text(sign + number(largest), theme.NUMBER) for sign in ("−", "")))
        self.add(self.line, self.ticks, self.bars, self.ends)
        self.zoom(0.0)

    @property
    def farthest(self) -> float:
        """The logarithm of the reach from which the ends of the line are seen."""
        return self.largest - m.log10(END)

    def zoom(self, reach: float) -> NumberLine:
        """Show the numbers from -10**reach to 10**reach."""
        self.reach = reach
        end = 10.0 ** min(self.largest - reach, 0.0)
        self.line.move([at(CENTRE - HALF * end, self.y), at(CENTRE + HALF * end, self.y)])
        self.ticks.to([(1 + sign * self._share(one)) / 2 for sign, one in self.marked])
        seen = float(np.clip((1 - end) / (1 - END) * 2 - 1, 0, 1))
        for sign, bar, name in zip((-1, 1), self.bars, self.ends, strict=True):
            x = CENTRE + sign * HALF * end
            bar.move([at(x, self.y - BAR), at(x, self.y + BAR)])
            reveal(seen, bar, name.beside(at(x, self.y), 0, -50, "centre"))
        return self

    def place(self, value: float) -> Point:
        """Where a number stands in the window; what is infinite stands beyond the last number."""
        if m.isinf(value):
            end = 10.0 ** min(self.largest - self.reach, 0.0)
            return at(CENTRE + m.copysign(HALF * end + BEYOND, value), self.y)
        share = self._share(m.log10(abs(value))) if value else 0.0
        return at(CENTRE + HALF * m.copysign(share, value), self.y)

    def _share(self, exponent: float) -> float:
        """How far from 0 a power of ten stands, as a share of the window; at most a bit outside."""
        return float(10.0 ** min(exponent - self.reach, 0.5))
