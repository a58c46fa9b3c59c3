"""Projecting and drawing points of the world on a cairo surface, in device px."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from clipanim.stage.frame import Box, at

from .contours import ContourLoops
from .view import NEAR, View

Points = NDArray[np.float64]
Context = cairo.Context
Corners = Sequence[Sequence[float]]

MAX_COORDINATE = 1e6  # px; cairo counts in 24 bits


class SurfacePainter:
    """Lays projected polygons and segments as paths of a cairo context.

    Args:
        view: the perspective camera.
        matrix: from scene units to device px.
        size: width and height of the surface, device px.
    """

    def __init__(self, view: View, matrix: cairo.Matrix, size: tuple[int, int]):
        self.view, self.size = view, size
        self.linear = np.array([[matrix.xx, matrix.xy], [matrix.yx, matrix.yy]])
        self.offset = np.array([matrix.x0, matrix.y0])

    def camera_to_device(self, seen: Points) -> Points:
        """Device px, shape (..., 2), of camera coordinates, shape (..., 3)."""
        flat = self.view.camera_to_frame(seen)[..., :2] @ self.linear.T + self.offset
        return np.clip(flat, -MAX_COORDINATE, MAX_COORDINATE)

    def world_to_device(self, points: Points) -> Points:
        """Device px, shape (..., 2), of points of the world, shape (..., 3)."""
        return self.camera_to_device(self.view.world_to_camera(points))

    def project_loops(self, loops: ContourLoops) -> list[list[Corners]]:
        """The loops of each level that touch the surface, as lists of corners, device px."""
        seen, starts, level = clip_loops_at_near_plane(
            self.view.world_to_camera(loops.points), loops.starts, loops.level
        )
        found: list[list[Corners]] = [[] for _ in range(loops.level_count)]
        if not len(starts):
            return found
        flat = self.camera_to_device(seen)
        low, high = np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)
        shown = ((high >= 0) & (low <= self.size)).all(axis=1)
        corners = list(zip(*flat.T.tolist(), strict=True))
        ends = [*starts[1:].tolist(), len(flat)]
        for n in np.flatnonzero(shown):
            found[level[n]].append(corners[starts[n] : ends[n]])
        return found

    def polygon_path(self, context: Context[Any], polygon: Points, facing: bool = False) -> bool:
        """Lay a closed polygon, shape (n, 3), as the path.

        Args:
            context: of the surface.
            polygon: corners in the world.
            facing: whether to lay it only if its front is seen (back-face culling).

        Returns:
            Whether a path was laid.
        """
        starts, level = np.zeros(1, int), np.zeros(1, int)
        seen, starts, _ = clip_loops_at_near_plane(
            self.view.world_to_camera(polygon), starts, level
        )
        if len(seen) < 3:
            return False
        flat = self.camera_to_device(seen)
        x, y = flat.T
        if facing and np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) >= 0:
            return False
        polyline_path(context, flat.tolist())
        context.close_path()
        return True

    def segments_path(self, context: Context[Any], segments: Points) -> None:
        """Lay segments, shape (n, 2, 3), as the path."""
        flat = self.world_to_device(segments)
        shown = np.isfinite(flat).all(axis=(1, 2))
        for (a, b), (c, d) in flat[shown].tolist():
            context.move_to(a, b)
            context.line_to(c, d)


def clip_loops_at_near_plane(
    seen: Points, starts: NDArray[Any], level: NDArray[Any]
) -> tuple[Points, NDArray[Any], NDArray[Any]]:
    """Clip closed loops in camera coordinates at the near plane.

    Args:
        seen: corners of all loops, shape (n, 3).
        starts: index of each loop's first corner, shape (loops,).
        level: of each loop, shape (loops,).

    Returns:
        The same three for the loops that are left.
    """
    inside = seen[:, 2] >= NEAR
    if inside.all():
        return seen, starts, level
    counts = np.diff([*starts, len(seen)])
    following = np.arange(1, len(seen) + 1)
    following[starts + counts - 1] = starts
    after = seen[following]
    crosses = inside != inside[following]
    share = np.where(
        crosses, (NEAR - seen[:, 2]) / np.where(crosses, after[:, 2] - seen[:, 2], 1), 0
    )
    cut = seen + share[:, None] * (after - seen)
    both = np.stack([seen, cut], axis=1).reshape(-1, 3)
    remaining = np.stack([inside, crosses], axis=1).ravel()
    owner = np.repeat(np.arange(len(starts)), counts).repeat(2)[remaining]
    alive, first = np.unique(owner, return_index=True)
    return both[remaining], first, level[alive]


def clip_to_box(context: Context[Any], box: Box, matrix: cairo.Matrix) -> None:
    """Set a cairo context's clip to a box of the frame, rounded to whole device px."""
    (left, top), (right, bottom) = (
        matrix.transform_point(*at(x, y)[:2])
        for x, y in ((box.left, box.top), (box.right, box.bottom))
    )
    context.rectangle(
        round(left), round(top), round(right) - round(left), round(bottom) - round(top)
    )
    context.clip()


def polyline_path(context: Context[Any], corners: Corners) -> None:
    """Lay an open polyline as the path, device px."""
    line_to = context.line_to
    context.move_to(*corners[0])
    for x, y in corners[1:]:
        line_to(x, y)
