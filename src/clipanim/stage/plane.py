"""The complex plane with its unit circle, and eigenvalues on it."""

from __future__ import annotations

import numpy as np
from manim import ManimColor, VGroup, interpolate_color
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, Box, at
from .shapes import Area, Dot, Path, circle
from .type import math, text

Points = NDArray[np.float64]

NEAR = 0.01  # of 1, where colours blend


class Plane(VGroup):
    """An empty complex plane in a box of the frame. What is drawn into it is placed by `point`.

    Args:
        box: how far the axes go, px; Re stands at the end of its own, Im above the circle.
        origin: where 0 lies, px.
        unit: px that 1 is long.
        name_at: where the circle's name |λ| = 1 stands beside it, degrees; None for no name.
    """

    def __init__(
        self,
        box: Box,
        origin: tuple[float, float],
        unit: float,
        name_at: float | None = 225.0,
    ):
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
        self.names = VGroup(
            text("Re", theme.NUMBER, theme.muted).at(box.right + 10, y + 9),
            text("Im", theme.NUMBER, theme.muted).halo().at(x + 14, y - unit - 18),
        )
        if name_at is not None:
            rim = np.exp(1j * np.radians(name_at))
            dx, dy = 14 * np.sign(rim.real), 22 * np.sign(rim.imag)
            label = math("abs(lambda) = 1", theme.SMALL_LABEL).halo()
            label.beside(self.point(rim), dx, dy, "left" if dx > 0 else "right")
            self.names.add(label.naming(self.circle))
        self.add(self.disc, self.axes, self.circle, self.names)

    def point(self, z: ArrayLike) -> Points:
        """Where the complex number `z` lies, shape (..., 3)."""
        z = np.asarray(z, dtype=np.complex128)
        flat = np.stack([z.real, z.imag, np.zeros(z.shape)], axis=-1)
        return flat * (self.unit * PX) + self.origin

    def inside(self, z: ArrayLike) -> Points:
        """The same, with NaN from the first point on that lies outside the box."""
        points = self.point(z)
        low, high = at(self.box.left, self.box.bottom), at(self.box.right, self.box.top)
        beyond = ((points < low - 1e-9) | (points > high + 1e-9))[..., :2].any(axis=-1)
        return np.where(np.maximum.accumulate(beyond)[:, None], np.nan, points)


class Eigenvalue(VGroup):
    """An eigenvalue and its ray from 0: hollow and teal inside the circle, filled and red outside.

    Args:
        plane: where it lies.
        z: its value.
        twice: whether it is a double one, which gets a second ring.
    """

    def __init__(self, plane: Plane, z: complex, twice: bool = False):
        super().__init__()
        self.plane = plane
        nowhere = plane.point(0)
        self.ray = Path([nowhere, nowhere], opacity=0.7)
        self.dot = Dot(nowhere, radius=theme.MARK + 5 * twice, hollow=True)
        self.core = Dot(nowhere, radius=theme.DOT, casing=0)
        self.add(self.ray, self.dot, *([self.core] if twice else []))
        self.move(z)

    def move(self, z: complex) -> Eigenvalue:
        """Lie elsewhere, in the colour of its modulus."""
        spot = self.plane.point(z)
        self.ray.move([self.plane.point(0), spot]).set_stroke(hue(abs(z)))
        paint(self.dot.move(spot), abs(z))
        self.core.move(spot).set_fill(hue(abs(z)))
        return self


def hue(modulus: float) -> ManimColor:
    """The colour of a factor: that of what shrinks, that of what grows, ink at 1."""
    side = theme.state if modulus < 1 else theme.raw
    share = min(1.0, abs(modulus - 1) / NEAR)
    return interpolate_color(ManimColor(theme.ink), ManimColor(side), share)


def paint(dot: Dot, modulus: float) -> Dot:
    """Fill a hollow dot for what grows, and open it again for what does not."""
    grows = modulus > 1
    dot.set_fill(hue(modulus) if grows else theme.background)
    dot.set_stroke(theme.background if grows else hue(modulus))
    return dot
