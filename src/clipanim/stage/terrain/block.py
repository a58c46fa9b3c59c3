"""A block of terrain in a box of the frame, seen from its low side, and paths over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import Box

from .terrain import Terrain
from .trail import Trail
from .view import View

Points = NDArray[np.float64]

DOT = 4.5  # px
SIDE_DEPTH = 0.1  # heights that the sides of the block go down below the lowest point
CONTOUR_SHIFT = 0.9999  # plateaus lie on round levels, so the contours lie just below


class TerrainBlock:
    """A block of terrain and the camera that shows all of it.

    Args:
        mesh: points (x, y, height), shape (rows, columns, 3): x falls along the rows, to the
            right of the frame; y falls down the columns, away from the viewer.
        relief: vertical exaggeration: units of x and y that a height of 1 is drawn.
        highest: the height of the lightest terrain.
        box: what the block fills, px.
        every: heights between two contours.
    """

    def __init__(
        self, mesh: ArrayLike, relief: float, highest: float, box: Box, every: float = 0.05
    ):
        self.relief, mesh = relief, np.asarray(mesh, np.float64)
        points, heights = self.to_world(mesh), mesh[..., 2]
        floor = relief * (float(heights.min()) - SIDE_DEPTH)
        foot = points[[0, 0, -1, -1], [0, -1, 0, -1]] * (1, 1, 0) + (0, 0, floor)
        view = View(np.zeros(3), 1.0, elevation=24, centre=np.zeros(3), azimuth=-20)
        self.view = view.fit_to_box(np.concatenate([points.reshape(-1, 3), foot]), box)
        self.terrain = Terrain(
            points,
            np.sqrt(heights / highest),
            self.view,
            heights=heights,
            contours=(CONTOUR_SHIFT * np.arange(every, highest, every)).tolist(),
            floor=floor,
        )

    def to_world(self, points: ArrayLike) -> Points:
        """Convert points (x, y, height), shape (..., 3), to the camera's world coordinates."""
        return np.asarray(points, np.float64) * (-1, -1, self.relief)

    def trail(self, points: ArrayLike, color: str, scale: float = 1.0) -> Trail:
        """A trail through points (x, y, height), shape (n, 3); line and dots are scaled."""
        style = {"width": scale * theme.LINE, "radius": scale * DOT}
        return Trail(self.to_world(points), self.view, color, **style)

    def project_segment(self, segment: ArrayLike, box: Box) -> Points:
        """Project a segment to the frame, cut where it leaves a box.

        Args:
            segment: its ends (x, y, height), shape (2, 3); the first is in the box.
            box: px.

        Returns:
            Its ends, scene units, shape (2, 3).
        """
        start, end = self.to_world(segment)
        share = self.view.visible_share(start, end, box)
        return self.view.project(np.array([start, start + share * (end - start)]))
