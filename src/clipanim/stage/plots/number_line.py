"""Number line that zooms out to the largest float of a type, and to infinity beyond it."""

from __future__ import annotations

import math as m
from collections.abc import Sequence

import numpy as np
from manim import VGroup

from clipanim.stage import theme
from clipanim.stage.frame import Point, at
from clipanim.stage.opacity import reveal
from clipanim.stage.shapes import Path
from clipanim.stage.text.labels import text
from clipanim.stage.text.numbers import number, power_of_ten

from .ticks import Ticks

CENTRE, HALF_WIDTH = 960.0, 800.0  # px: x of 0, and of the window to either side
END_SHARE = 0.8  # of the window: where the last number is when it is zoomed out entirely
INFINITY_GAP = 90.0  # px from there to where infinity is shown
BAR = 22.0  # px up and down, at the ends


class NumberLine(VGroup):
    """A number line from -10**reach to 10**reach, which can be zoomed.

    The reach is a decimal logarithm, so that it may exceed every float.

    Args:
        y: of the line, px.
        largest: the largest finite number; the line ends there.
        decades: exponents of the marks on either side; 0 is always marked.
    """

    def __init__(self, y: float, largest: float, decades: Sequence[int]):
        super().__init__()
        self.y, self.largest, self.reach = y, m.log10(largest), 0.0
        signed = [(sign, one) for one in sorted(decades, reverse=True) for sign in (1, -1)]
        self.marked = [(0, 0), *signed]
        names = ["0", *("−" * (sign < 0) + power_of_ten(one) for sign, one in signed)]
        self.ticks = Ticks(names, at(CENTRE - HALF_WIDTH, y), at(CENTRE + HALF_WIDTH, y), dy=-36)
        self.line = Path([at(CENTRE, y)] * 2, theme.axis, theme.AXIS, role="axis")
        self.bars = VGroup(*(Path([at(CENTRE, y)] * 2, theme.ink, theme.AXIS) for _ in "-+"))
        self.ends = VGroup(*(text(sign + number(largest), theme.NUMBER) for sign in ("−", "")))
        self.add(self.line, self.ticks, self.bars, self.ends)
        self.zoom(0.0)

    @property
    def farthest(self) -> float:
        """The reach (decimal logarithm) from which the ends of the line are seen."""
        return self.largest - m.log10(END_SHARE)

    def zoom(self, reach: float) -> NumberLine:
        """Show the numbers from -10**reach to 10**reach."""
        self.reach = reach
        end = 10.0 ** min(self.largest - reach, 0.0)
        self.line.move(
            [at(CENTRE - HALF_WIDTH * end, self.y), at(CENTRE + HALF_WIDTH * end, self.y)]
        )
        self.ticks.to([(1 + sign * self._window_share(one)) / 2 for sign, one in self.marked])
        seen = float(np.clip((1 - end) / (1 - END_SHARE) * 2 - 1, 0, 1))
        for sign, bar, name in zip((-1, 1), self.bars, self.ends, strict=True):
            x = CENTRE + sign * HALF_WIDTH * end
            bar.move([at(x, self.y - BAR), at(x, self.y + BAR)])
            reveal(seen, bar, name.beside(at(x, self.y), 0, -50, "centre"))
        return self

    def place(self, value: float) -> Point:
        """Convert a number to scene units; infinity is placed beyond the last number."""
        if m.isinf(value):
            end = 10.0 ** min(self.largest - self.reach, 0.0)
            return at(CENTRE + m.copysign(HALF_WIDTH * end + INFINITY_GAP, value), self.y)
        share = self._window_share(m.log10(abs(value))) if value else 0.0
        return at(CENTRE + HALF_WIDTH * m.copysign(share, value), self.y)

    def _window_share(self, exponent: float) -> float:
        """Distance of a power of ten from 0, as a share of the window; at most a bit outside."""
        return float(10.0 ** min(exponent - self.reach, 0.5))
