"""Perspective camera: projection of points of a 3-D world to the frame.

World coordinates are the caller's: x to the right, y away from the viewer, z up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.stage.frame import PX, Box, Point, at

Points = NDArray[np.float64]

NEAR = 0.02  # near plane, in distances from eye to target: what is closer is not seen


@dataclass(frozen=True)
class View:
    """A perspective camera: its target, distance, angles, and where the target is in the frame.

    Attributes:
        target: the point in the world that it looks at, shape (3,).
        distance: from the eye to the target.
        elevation: of the eye above the ground, degrees; 90 looks straight down.
        centre: where the target is in the frame, scene units, shape (3,).
        azimuth: degrees by which the viewer has walked round the target.
        field_of_view: over the height of the frame, degrees.
    """

    target: Point
    distance: float
    elevation: float
    centre: Point
    azimuth: float = 0.0
    field_of_view: float = 28.0

    @property
    def axes(self) -> Points:
        """The unit vectors to the right, up and into the frame, as rows."""
        turn, lift = np.radians([self.azimuth, self.elevation])
        right = np.array([np.cos(turn), np.sin(turn), 0.0])
        ahead = np.array([-np.sin(turn), np.cos(turn), 0.0])
        into = np.cos(lift) * ahead - np.array([0.0, 0.0, np.sin(lift)])
        return np.array([right, np.cross(right, into), into])

    @property
    def scale(self) -> float:
        """Scene units that a world unit at the target is long in the frame."""
        return float(4 / np.tan(np.radians(self.field_of_view) / 2) / self.distance)

    def world_to_camera(self, points: ArrayLike) -> Points:
        """Camera coordinates (right, up, depth) of world points; the target's depth is 1.

        Args:
            points: shape (..., 3).
        """
        offset = (np.asarray(points, np.float64) - self.target) @ self.axes.T
        return np.asarray(offset / self.distance + (0.0, 0.0, 1.0))

    def camera_to_frame(self, seen: Points) -> Points:
        """Scene units of camera coordinates, shape (..., 3); NaN nearer than the near plane."""
        depth = np.where(seen[..., 2:] >= NEAR * (1 - 1e-9), seen[..., 2:], np.nan)
        flat = seen * (self.scale * self.distance, self.scale * self.distance, 0.0) / depth
        return np.asarray(flat + self.centre)

    def project(self, points: ArrayLike) -> Points:
        """Project points of the world, shape (..., 3), to the frame, scene units."""
        return self.camera_to_frame(self.world_to_camera(points))

    def fit_to_box(self, points: ArrayLike, box: Box) -> View:
        """This view at another distance and place, so that points fill a box of the frame.

        Args:
            points: in the world, shape (..., 3).
            box: px.
        """
        points = np.asarray(points, np.float64).reshape(-1, 3)
        view = replace(self, target=(points.min(axis=0) + points.max(axis=0)) / 2)
        room = np.array([box.width, box.height]) * PX
        size = float(np.ptp(points, axis=0).max())
        near, far = 1e-3 * size, 1e3 * size
        for _ in range(60):
            view = replace(view, distance=float(np.sqrt(near * far)))
            seen = view.project(points)[:, :2]
            fits = np.isfinite(seen).all() and (np.ptp(seen, axis=0) <= room).all()
            near, far = (near, view.distance) if fits else (view.distance, far)
        view = replace(view, distance=far)
        seen = view.project(points)
        return replace(
            view, centre=view.centre + box.centre - (seen.min(axis=0) + seen.max(axis=0)) / 2
        )

    def visible_share(self, start: Point, end: Point, box: Box) -> float:
        """The share of a segment from `start`, which is seen in the box, that lies in the box.

        Args:
            start: in the world, shape (3,).
            end: in the world, shape (3,).
            box: px.
        """
        (left, bottom), (right, top) = (
            at(box.left, box.bottom)[:2],
            at(box.right, box.top)[:2],
        )

        def inside(share: float) -> bool:
            x, y, _ = self.project(start + share * (end - start))
            return bool(left <= x <= right and bottom <= y <= top)

        if inside(1.0):
            return 1.0
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if inside(middle) else (low, middle)
        return low


def interpolate_views(first: View, last: View, share: float) -> View:
    """Interpolate two views: the scale changes by the same factor in the same time.

    Whatever both views show in one place stays in its place.

    Args:
        first: at share 0.
        last: at share 1.
        share: of the way, 0 to 1.
    """
    distance = first.distance ** (1 - share) * last.distance**share
    gap = last.distance - first.distance
    moved = (distance - first.distance) / gap if abs(gap) > 1e-9 * last.distance else share
    return View(
        target=first.target + moved * (last.target - first.target),
        distance=distance,
        elevation=first.elevation + share * (last.elevation - first.elevation),
        centre=first.centre + share * (last.centre - first.centre),
        azimuth=first.azimuth + share * (last.azimuth - first.azimuth),
        field_of_view=first.field_of_view + share * (last.field_of_view - first.field_of_view),
    )
