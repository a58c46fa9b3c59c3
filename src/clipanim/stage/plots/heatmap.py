"""Heat maps: grids of coloured cells, and colour scales for them."""

from __future__ import annotations

import numpy as np
from manim import ManimColor, VGroup, VMobject, interpolate_color
from numpy.typing import ArrayLike, NDArray

from clipanim.stage.frame import PX, Box, at

Points = NDArray[np.float64]

CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
STRAIGHT_CURVE = np.array([0, 1 / 3, 2 / 3, 1])[:, None]  # control points of a straight Bézier
SCALE_STEPS = 32  # colours of a scale


class Cells(VMobject):
    """Rectangles of one colour as one mobject."""

    def __init__(self, color: str):
        super().__init__(fill_color=color, fill_opacity=1.0, stroke_width=0)
        self.role = "cells"

    def move(self, lower_left: Points, size: Points) -> Cells:
        """Move and resize the rectangles, scene units.

        Args:
            lower_left: corners, shape (n, 2).
            size: width and height of all, shape (2,), or of each, shape (n, 2).
        """
        corners = lower_left[:, None] + CORNERS * np.broadcast_to(size, lower_left.shape)[:, None]
        start, end = corners[:, :-1, None], corners[:, 1:, None]
        flat = (start + (end - start) * STRAIGHT_CURVE).reshape(-1, 2)
        self.points = np.column_stack([flat, np.zeros(len(flat))])
        return self


class HeatMap(VGroup):
    """Heat map: a grid of cells. Rows go up and columns to the right, as axes do.

        HeatMap(box, np.where(success, theme.clipped, theme.grid))
        HeatMap(box, colour_scale(losses, theme.panel, theme.raw))

    Args:
        box: what the cells fill, px.
        colours: of the cells, "#rrggbb", shape (rows, columns).
        gap: between two cells, as a share of their narrower side.
        order: in which cells are revealed, the least first; column by column unless given.
    """

    def __init__(
        self, box: Box, colours: ArrayLike, gap: float = 0.12, order: ArrayLike | None = None
    ):
        super().__init__()
        grid = np.asarray(colours)
        rows, columns = grid.shape
        self.box, self.pitch = box, np.array([box.width / columns, box.height / rows]) * PX
        gap = gap * self.pitch.min()
        self.size = self.pitch - gap
        row, column = np.indices(grid.shape)
        ranks = column if order is None else np.asarray(order)
        corner = at(box.left, box.bottom)[:2] + gap / 2
        self._corners = corner + np.stack([column, row], axis=-1) * self.pitch
        self._order = np.empty(grid.shape)  # each cell's rank, 0 to 1
        self._order.flat[np.argsort(ranks, axis=None, kind="stable")] = np.arange(grid.size)
        self._order /= grid.size
        self._masks = [(grid == colour, Cells(colour)) for colour in np.unique(grid).tolist()]
        self.add(*(cells for _, cells in self._masks))
        self.to(1.0)

    def to(self, share: float) -> HeatMap:
        """Reveal the first `share` of the cells, 0 to 1; cheap enough for every frame."""
        for mask, cells in self._masks:
            cells.move(self._corners[mask & (self._order < share)], self.size)
        return self

    def centre(self, row: ArrayLike, column: ArrayLike) -> Points:
        """Centres of cells by row and column, scene units, shape (..., 3)."""
        row, column = np.broadcast_arrays(np.asarray(row, float), np.asarray(column, float))
        steps = np.stack([column + 0.5, row + 0.5, 0 * row], axis=-1)
        return at(self.box.left, self.box.bottom) + steps * [*self.pitch, 0.0]


def colour_scale(
    values: ArrayLike, first: str, last: str, low: float | None = None, high: float | None = None
) -> NDArray[np.str_]:
    """Colours of values on a linear scale between two colours, for a heat map.

    Args:
        values: any shape; what is not finite gets the last colour.
        first: the colour of the least value, "#rrggbb".
        last: the colour of the greatest.
        low: the value of the first colour; the least of the finite ones unless given.
        high: the value of the last colour, likewise.
    """
    # 32 colours: few enough to be one mobject each
    values = np.asarray(values, dtype=np.float64)
    finite = values[np.isfinite(values)]
    low = float(finite.min(initial=np.inf)) if low is None else low
    high = float(finite.max(initial=-np.inf)) if high is None else high
    share = np.clip((values - low) / ((high - low) or 1.0), 0, 1)
    steps = np.rint(np.where(np.isfinite(values), share, 1.0) * (SCALE_STEPS - 1)).astype(int)
    ends = ManimColor(first), ManimColor(last)
    blends = [interpolate_color(*ends, n / (SCALE_STEPS - 1)).to_hex() for n in range(SCALE_STEPS)]
    return np.array(blends)[steps]
