"""Vectors and matrices as discs, and a net unrolled in time made of them."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, at
from .shapes import Arrow, Dots, disc, stroke

Points = NDArray[np.float64]

SLOT = 2.0  # px, radius of the mark of a place
FULL = 0.46  # radius of the largest disc, in distances between two


class Units(VGroup):
    """Numbers as discs: the area is the size, and what is negative is hollow.

    Args:
        places: of the discs, manim's coordinates, shape (..., 3).
        values: the numbers, shape (...); 1 and -1 are drawn in full size.
        color: of all of them.
        radius: of the largest disc, px.
    """

    def __init__(self, places: ArrayLike, values: ArrayLike, color: str, radius: float):
        super().__init__()
        self.places = np.asarray(places, dtype=np.float64).reshape(-1, 3)
        self.radius = radius * PX
        self.slots = Dots(self.places, theme.axis, SLOT)
        self.positive = VMobject(fill_color=color, fill_opacity=1, stroke_width=0)
        self.negative = VMobject(
            fill_color=theme.background,
            fill_opacity=1,
            stroke_color=color,
            stroke_width=stroke(max(1.6, 0.16 * radius)),
        )
        self.add(self.slots, self.positive, self.negative)
        self.move(values)

    def move(self, values: ArrayLike) -> Units:
        """Show other numbers; what exceeds 1 in size is drawn as 1."""
        values = np.asarray(values, dtype=np.float64).ravel()
        radii = self.radius * np.sqrt(np.minimum(np.abs(values), 1.0))
        for shape, some in ((self.positive, values > 0), (self.negative, values < 0)):
            discs = disc(1.0) * radii[some, None, None] + self.places[some, None]
            shape.points = discs.reshape(-1, 3)
        return self


class Unrolled(VGroup):
    """One vector for each step of a net, as a column of discs, and the arrows between them.

    Every vector is drawn to the size of its own largest entry: columns show directions.

    Args:
        xs: where the columns stand, px, in the order of time, shape (steps,).
        y: the middle of the columns, px.
        height: of the columns, px.
        vectors: shape (steps, n).
        color: of the discs.
        back: whether the arrows, and the order in which it is revealed, run back in time.
    """

    def __init__(
        self,
        xs: ArrayLike,
        y: float,
        height: float,
        vectors: ArrayLike,
        color: str,
        back: bool = False,
    ):
        super().__init__()
        self.xs, self.y, self.back = np.asarray(xs, dtype=np.float64), y, back
        vectors = np.asarray(vectors, dtype=np.float64)
        self.shares = scaled(vectors)
        n, self.pitch = vectors.shape[1], float(np.diff(self.xs).min(initial=np.inf))
        self.top, self.bottom = y - height / 2, y + height / 2
        ys = self.top + height * (np.arange(n) + 0.5) / n
        places = np.array([[at(x, down) for down in ys] for x in self.xs])
        self.radius = min(FULL * height / n, 0.22 * self.pitch)
        self.units = Units(places, self.shares, color, self.radius)
        self.arrows = [self._arrow(n) for n in range(len(self.xs) - 1)]
        self.add(*self.arrows, self.units)

    def to(self, k: float) -> Unrolled:
        """Reveal the columns up to number `k`, from 0, in the order in which it runs."""
        order = np.arange(len(self.xs))[:: -1 if self.back else 1]
        shown = np.clip(k + 1 - order, 0, 1)
        self.units.move(self.shares * shown[:, None])
        for n, arrow in enumerate(self.arrows):
            start, end = self._ends(n)
            share = min(shown[n], shown[n + 1])  # an arrow grows with the column that it leads to
            arrow.move(start, start + share * (end - start))
        return self

    def _ends(self, n: int) -> tuple[Points, Points]:
        gap = self.radius + min(8.0, 0.1 * self.pitch)
        left, right = at(self.xs[n] + gap, self.y), at(self.xs[n + 1] - gap, self.y)
        return (right, left) if self.back else (left, right)

    def _arrow(self, n: int) -> Arrow:
        return Arrow(*self._ends(n), theme.muted, theme.LINE)


def scaled(vectors: ArrayLike) -> Points:
    """Vectors with their largest entry as 1 or -1; what is 0 stays so. Shape (..., n)."""
    vectors = np.asarray(vectors, dtype=np.float64)
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(largest > 0, largest, 1.0))
