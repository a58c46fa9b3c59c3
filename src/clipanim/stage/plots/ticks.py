"""Tick labels of an axis that is rescaled: they move with it, and fade where they would crowd."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Point
from clipanim.stage.opacity import reveal
from clipanim.stage.shapes import Path
from clipanim.stage.text.labels import Label, text

MIN_GAP = 12.0  # px between two names
END_TOLERANCE = 1e-6  # share of the axis by which a tick at its very end may miss it


class Ticks(VGroup):
    """Tick labels along an axis, each with a line across, at positions that change.

    Args:
        names: of the ticks, the more important first: where two come close, the
            later one fades.
        start: one end of the axis, scene units.
        end: the other end.
        dx: px by which a name stands to the right of its place on the axis.
        dy: px by which it stands above.
        anchor: of the name: "left", "centre" or "right".
        across: how far the line at a mark reaches from the axis, px right and up.
        role: of these lines: "grid", or "axis" for short marks.
    """

    def __init__(
        self,
        names: Sequence[str],
        start: Point,
        end: Point,
        *,
        dx: float = 0.0,
        dy: float = 0.0,
        anchor: str = "centre",
        across: tuple[float, float] = (0.0, -9.0),
        role: str = "axis",
    ):
        super().__init__()
        self.is_axis = True
        self.start, self.end = start, end
        self.offset, self.anchor = (dx, dy), anchor
        self.reach = np.array([*across, 0.0]) * PX
        color = theme.grid if role == "grid" else theme.axis
        self.names: list[Label] = [text(name, theme.NUMBER, theme.muted) for name in names]
        self.lines = [
            Path([start, start + self.reach], color, theme.GRID, role=role) for _ in names
        ]
        self.add(*self.lines, *self.names)
        flat = abs(end[0] - start[0]) > abs(end[1] - start[1])
        self.sizes = [name.width / PX if flat else theme.NUMBER for name in self.names]

    def to(self, shares: ArrayLike, seen: ArrayLike = 1.0) -> Ticks:
        """Move the ticks along the axis; outside of it they are invisible.

        Args:
            shares: of the way from `start` to `end`, shape (n,).
            seen: opacity of each where it is not crowded, shape (n,) or one for all.
        """
        shares = np.asarray(shares, dtype=np.float64)
        length = float(np.linalg.norm(self.end - self.start)) / PX
        clear = clearances(np.clip(shares, -1, 2) * length, self.sizes)
        inside = (shares >= -END_TOLERANCE) & (shares <= 1 + END_TOLERANCE)
        shown = clear * inside * np.asarray(seen, dtype=np.float64)
        for name, line, share, opacity in zip(self.names, self.lines, shares, shown, strict=True):
            place = self.start + np.clip(share, -1, 2) * (self.end - self.start)
            name.beside(place, *self.offset, self.anchor)
            line.move([place, place + self.reach])
            reveal(float(opacity), name, line)
        return self


def clearances(places: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Opacities of labels on an axis: 1 where there is room, 0 where they would crowd.

    The earlier ones are more important: a later one fades as the gap to one of them falls
    below two times `MIN_GAP`, and is gone where it falls below `MIN_GAP`.

    Args:
        places: of their middles along the axis, px, shape (n,).
        sizes: of the names along the axis, px, shape (n,).

    >>> clearances([0, 100, 57, 20], [40, 40, 38, 10]).tolist()
    [1.0, 1.0, 0.0, 0.0]
    """
    where, size = np.asarray(places, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    gaps = np.abs(where[:, None] - where) - (size[:, None] + size) / 2
    gaps[np.triu_indices(len(where))] = np.inf  # only the more important ones count
    return np.clip(gaps.min(axis=1, initial=np.inf) / MIN_GAP - 1, 0, 1)
