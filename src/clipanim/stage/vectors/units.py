"""Units of a network as discs, and a recurrent network unrolled in time."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, at
from clipanim.stage.outlines import disc
from clipanim.stage.shapes import Arrow, Dots, stroke

Points = NDArray[np.float64]

EMPTY_RADIUS = 2.0  # px, of the mark where a disc is or would be
FULL_RADIUS = 0.46  # of the largest disc, in distances between two


class Units(VGroup):
    """Numbers as discs (Hinton diagram): area by absolute value, hollow if negative.

    Args:
        places: of the discs, scene units, shape (..., 3).
        values: the numbers, shape (...); 1 and -1 are drawn at full size.
        color: of all discs.
        radius: of the largest disc, px.
    """

    def __init__(self, places: ArrayLike, values: ArrayLike, color: str, radius: float):
        super().__init__()
        self.places = np.asarray(places, dtype=np.float64).reshape(-1, 3)
        self.radius = radius * PX
        self.slots = Dots(self.places, theme.axis, EMPTY_RADIUS)
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
        """Show other numbers; absolute values above 1 are drawn as 1."""
        values = np.asarray(values, dtype=np.float64).ravel()
        radii = self.radius * np.sqrt(np.minimum(np.abs(values), 1.0))
        for shape, some in ((self.positive, values > 0), (self.negative, values < 0)):
            discs = disc(1.0) * radii[some, None, None] + self.places[some, None]
            shape.points = discs.reshape(-1, 3)
        return self


class Unrolled(VGroup):
    """An unrolled network: a vector for each step as a column of discs, and arrows between.

    Every vector is scaled by its own largest entry: columns show directions.

    Args:
        xs: of the columns, px, in the order of time, shape (steps,).
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
        self.shares = scale_to_largest(vectors)
        n, self.pitch = vectors.shape[1], float(np.diff(self.xs).min(initial=np.inf))
        self.top, self.bottom = y - height / 2, y + height / 2
        ys = self.top + height * (np.arange(n) + 0.5) / n
        places = np.array([[at(x, down) for down in ys] for x in self.xs])
        self.radius = min(FULL_RADIUS * height / n, 0.22 * self.pitch)
        self.units = Units(places, self.shares, color, self.radius)
        self.arrows = [self._arrow(n) for n in range(len(self.xs) - 1)]
        self.add(*self.arrows, self.units)

    def to(self, k: float) -> Unrolled:
        """Reveal the columns up to number `k`, from 0: in the order of time, or back in time."""
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


def scale_to_largest(vectors: ArrayLike) -> Points:
    """Scale vectors by their largest absolute entry (L-infinity norm); zeros stay. (..., n)."""
    vectors = np.asarray(vectors, dtype=np.float64)
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(largest > 0, largest, 1.0))
