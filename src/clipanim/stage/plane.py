"""The complex plane with its unit circle, for eigenvalues."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, Box, at
from .shapes import Area, Path, circle
from .type import Label, math, text

Points = NDArray[np.float64]


class Plane(VGroup):
    """An empty complex plane in a box of the frame. What is drawn into it is placed by `point`.

    Args:
        box: how far the axes go, px; their names stand at the ends.
        origin: where 0 lies, px.
        unit: px that 1 is long.
        name: whether the circle is named |λ| = 1.
    """

    def __init__(self, box: Box, origin: tuple[float, float], unit: float, name: bool = True):
        super().__init__()
        self.box, self.unit, self.origin = box, unit, at(*origin)
        ring = circle(self.origin, unit * PX)
        self.disc = Area(ring, theme.state)
        self.circle = Path(ring, theme.ink, theme.AXIS, theme.LONG_DASH, role="limit")
        x, y = origin
        self.axes = VGroup(
            Path([at(box.left, y), at(box.right, y)], theme.axis, theme.GRID, role="axis"),
            Path([at(x, box.top), at(x, box.bottom)], theme.axis, theme.GRID, role="axis"),
        )
        self.names: list[Label] = [
            text("Re", theme.NUMBER, theme.muted).at(box.right + 10, y + 9),
            text("Im", theme.NUMBER, theme.muted).at(x + 14, box.top + 20),
        ]
        if name:
            rim = self.point(np.exp(1.25j * np.pi))
            label = math("abs(lambda) = 1", theme.SMALL_LABEL).beside(rim, -14, -22, "right")
            self.names.append(label.naming(self.circle))
        self.add(self.disc, self.axes, self.circle, *self.names)

    def point(self, z: ArrayLike) -> Points:
        """Where the complex number `z` lies, shape (..., 3)."""
        z = np.asarray(z, dtype=np.complex128)
        flat = np.stack([z.real, z.imag, np.zeros(z.shape)], axis=-1)
        return flat * (self.unit * PX) + self.origin

    def inside(self, z: ArrayLike) -> Points:
        """The same, with NaN for what lies outside the box: a path stops at its edge."""
        points = self.point(z)
        low, high = at(self.box.left, self.box.bottom), at(self.box.right, self.box.top)
        beyond = ((points < low - 1e-9) | (points > high + 1e-9))[..., :2].any(axis=-1)
        return np.where(beyond[..., None], np.nan, points)
