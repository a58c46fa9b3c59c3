"""Complex plane with the unit circle, eigenvalues, and the spiral of their powers."""

from __future__ import annotations

import numpy as np
from manim import ManimColor, VGroup, interpolate_color
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Box, at
from clipanim.stage.outlines import circle
from clipanim.stage.shapes import Area, Arrow, Dot, Dots, Path
from clipanim.stage.text.labels import Label, block, math, text

Points = NDArray[np.float64]

BLEND_WIDTH = 0.01  # of the modulus around 1, where colours blend


class ComplexPlane(VGroup):
    """Axes of the complex plane in a box of the frame. What is drawn into it is placed by `point`.

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
        self.spiral = Spiral(self)
        self.add(self.disc, self.axes, self.circle, self.spiral, self.names)

    def point(self, z: ArrayLike) -> Points:
        """Convert complex numbers, shape (...), to scene units, shape (..., 3)."""
        z = np.asarray(z, dtype=np.complex128)
        flat = np.stack([z.real, z.imag, np.zeros(z.shape)], axis=-1)
        return flat * (self.unit * PX) + self.origin

    def inside(self, z: ArrayLike) -> Points:
        """Convert a path, shape (n,), with NaN from the first point on that is outside the box."""
        points = self.point(z)
        low, high = at(self.box.left, self.box.bottom), at(self.box.right, self.box.top)
        beyond = ((points < low - 1e-9) | (points > high + 1e-9))[..., :2].any(axis=-1)
        return np.where(np.maximum.accumulate(beyond)[:, None], np.nan, points)

    def beyond(self, label: Label, z: complex, gap: float) -> Label:
        """Put a label `gap` px beyond `z` on its ray from 0; before it if negative."""
        away = gap * z / abs(z)
        return label.beside(self.point(z), away.real, away.imag, "centre")


class Spiral(VGroup):
    """The spiral of the powers of a complex number, from 1 on; empty until it is moved."""

    def __init__(self, plane: ComplexPlane):
        super().__init__()
        self.plane = plane
        self.line = Path(np.zeros((0, 3)), width=theme.GRID, opacity=0.7)
        self.dots = Dots(np.zeros((0, 3)), radius=4.5)
        self.beyond = Arrow(plane.origin, plane.origin, width=theme.LINE)
        self.add(self.line, self.dots, self.beyond)

    def move(self, z: complex, k: float) -> Spiral:
        """Show the powers 0 to `k` of z: dots from 2 on, an arrow where they leave the box."""
        steps = np.linspace(0, k, round(abs(np.degrees(np.angle(z))) * k / 2) + 2)
        line = self.plane.inside(z**steps)
        last = int(np.isfinite(line[:, 0]).sum()) - 1
        back = 6 * (last < len(line) - 1)
        self.line.move(line).set_stroke(modulus_colour(abs(z)))
        self.dots.move(self.plane.point(z ** np.arange(2, steps[last] + 1e-9)))
        self.dots.set_fill(modulus_colour(abs(z)))
        self.beyond.move(line[max(0, last - back)], line[last]).set_fill(modulus_colour(abs(z)))
        return self


class Eigenvalue(VGroup):
    """An eigenvalue and its ray from 0: hollow and teal inside the circle, filled and red outside.

    One that is not real comes with its conjugate.

    Args:
        plane: where it lies.
        z: its value.
        twice: whether it is a double one, which gets a second ring.
    """

    def __init__(self, plane: ComplexPlane, z: complex, twice: bool = False):
        super().__init__()
        self.plane, nowhere = plane, plane.point(0)
        both = range(1 + bool(np.imag(z)))
        self.rays = VGroup(*(Path([nowhere, nowhere], opacity=0.7) for _ in both))
        dots = (Dot(nowhere, radius=theme.MARK + 5 * twice, hollow=True) for _ in both)
        self.dots = VGroup(*dots)
        self.core = Dot(nowhere, radius=theme.DOT, casing=0)
        self.add(self.rays, self.dots, *([self.core] if twice else []))
        self.move(z)

    def move(self, z: complex) -> Eigenvalue:
        """Move the eigenvalue to `z`, in the colour of its modulus."""
        spots = self.plane.point([z, np.conj(z)])
        for ray, dot, spot in zip(self.rays, self.dots, spots, strict=False):
            ray.move([self.plane.point(0), spot]).set_stroke(modulus_colour(abs(z)))
            style_by_modulus(dot.move(spot), abs(z))
        self.core.move(spots[0]).set_fill(modulus_colour(abs(z)))
        return self

    def named(self, *words: str, dy: float = 0.0) -> Eigenvalue:
        """Add labels right of it, one above the other, in its colour; `dy` px higher."""
        colour = self.rays[0].get_stroke_color()
        labels = [text(one, theme.SMALL_LABEL, colour).halo() for one in words]
        self.add(block(self.dots[0].get_center(), *labels, dx=24, dy=dy, leading=70))
        return self


def modulus_colour(modulus: float) -> ManimColor:
    """Colour of a growth factor: the theme's `state` below 1, `raw` above, blended to ink at 1."""
    side = theme.state if modulus < 1 else theme.raw
    share = min(1.0, abs(modulus - 1) / BLEND_WIDTH)
    return interpolate_color(ManimColor(theme.ink), ManimColor(side), share)


def style_by_modulus(dot: Dot, modulus: float) -> Dot:
    """Style a dot by a growth factor: filled above 1, hollow otherwise; in its colour."""
    grows = modulus > 1
    dot.set_fill(modulus_colour(modulus) if grows else theme.background)
    dot.set_stroke(theme.background if grows else modulus_colour(modulus))
    return dot
