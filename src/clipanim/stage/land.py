"""A block of ground in a box of the frame, seen from its low side, and walks over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import Box
from .terrain import Terrain
from .trail import Trail
from .view import View

Points = NDArray[np.float64]

DOT = 4.5  # px
SIDES = 0.1  # of the relief: how far the sides of the block go down
BELOW = 0.9999  # plateaus lie on round levels, so the contours lie just below


class Land:
    """The ground and the camera that shows all of it.

    Args:
        mesh: points (x, y, height), shape (rows, columns, 3): x falls along the rows, to the
            right of the frame; y falls down the columns, away from the viewer.
        relief: how many units of x and y a height of 1 is drawn.
        highest: the height of the lightest ground.
        box: what the block fills, px.
        every: heights between two contours.
    """

    def __init__(
        self, mesh: ArrayLike, relief: float, highest: float, box: Box, every: float = 0.05
    ):
        self.relief, mesh = relief, np.asarray(mesh, np.float64)
        points, heights = self.place(mesh), mesh[..., 2]
        floor = relief * (float(heights.min()) - SIDES)
        foot = points[[0, 0, -1, -1], [0, -1, 0, -1]] * (1, 1, 0) + (0, 0, floor)
        view = View(np.zeros(3), 1.0, elevation=24, centre=np.zeros(3), azimuth=-20)
        self.view = view.fitted(np.concatenate([points.reshape(-1, 3), foot]), box)
        self.terrain = Terrain(
            points,
            np.sqrt(heights / highest),
            self.view,
            heights=heights,
            contours=(BELOW * np.arange(every, highest, every)).tolist(),
            floor=floor,
        )

    def place(self, points: ArrayLike) -> Points:
        """Points (x, y, height), shape (..., 3), as the camera has them."""
        return np.asarray(points, np.float64) * (-1, -1, self.relief)

    def trail(self, points: ArrayLike, color: str, scale: float = 1.0) -> Trail:
        """A walk through points (x, y, height), shape (n, 3), in a small picture drawn thinner."""
        how = {"width": scale * theme.LINE, "radius": scale * DOT}
        return Trail(self.place(points), self.view, color, **how)

    def shown(self, way: ArrayLike, box: Box) -> Points:
        """Both ends of a straight way, shape (2, 3), in the frame; cut where it leaves a box."""
        start, end = self.place(way)
        reach = self.view.reach(start, end, box)
        return self.view.project(np.array([start, start + reach * (end - start)]))
