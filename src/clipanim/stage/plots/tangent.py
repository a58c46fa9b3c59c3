"""Graph of a function with a tangent line that slides along it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, at
from clipanim.stage.shapes import Dot, Path
from clipanim.stage.text.labels import text
from clipanim.stage.text.numbers import number

Points = NDArray[np.float64]
HALF_LENGTH = 0.9  # of the tangent, in x


class Tangent(VGroup):
    """The graph of `f` about 0, named, with a point that can slide along it.

    Args:
        f: the function.
        name: what it is called.
        reach: how far x goes to either side.
        origin: where (0, 0) lies, px.
        unit: px that 1 is long.
    """

    def __init__(
        self,
        f: Callable[[ArrayLike], ArrayLike],
        name: str,
        reach: float,
        origin: tuple[float, float],
        unit: float,
    ):
        super().__init__()
        self.f, self.origin, self.unit = f, at(*origin), unit
        xs, arms = np.linspace(-reach, reach, 61), np.array([-1.1 * reach, 1.1 * reach])
        high = 1.15 * float(np.max(np.abs(f(xs))))
        curve = self.point(xs, f(xs))
        self.graph = VGroup(
            Path(self.point(arms, [0, 0]), theme.axis, theme.GRID, role="axis"),
            Path(self.point([0, 0], [-high, high]), theme.axis, theme.GRID, role="axis"),
            Path(curve, theme.state, theme.LINE),
            text(name, theme.ASIDE, theme.state).beside(curve[-1], 12),
        )
        self.line = Path(curve[:2], theme.ink, theme.LINE)
        self.dot = Dot(curve[0], theme.state, hollow=True)
        self.slope = text("slope", theme.ASIDE).beside(self.origin, 36, -30)
        self.add(self.graph, self.line, self.dot, self.slope)
        self.move(0.0, 1.0)

    def point(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Convert (x, y) to scene units, shape (..., 3)."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        return np.stack([x, y, 0 * x], axis=-1) * (self.unit * PX) + self.origin

    def move(self, x: float, slope: float) -> Tangent:
        """Move the tangent to x, where the function has this slope."""
        ends = np.array([x - HALF_LENGTH, x + HALF_LENGTH])
        self.line.move(self.point(ends, np.asarray(self.f(x)) + slope * (ends - x)))
        self.dot.move(self.point(x, self.f(x)))
        self.slope.say(f"slope {number(slope, decimals=2)}")
        return self
