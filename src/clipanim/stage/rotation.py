"""Rotation matrix from a rotation vector without scipy, bit-equal to scipy's.

manim asks scipy for nothing else, and scipy takes as long to import as half a film takes
to step through.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL_ANGLE = 1e-3  # radians; up to here scipy takes the first terms of the series


@dataclass(frozen=True)
class VectorRotation:
    """Rotation by |vector| radians about a vector, as `scipy.spatial.transform.Rotation`.

    Attributes:
        vector: the rotation vector, radians, shape (3,).
    """

    vector: NDArray[np.float64]

    def as_matrix(self) -> NDArray[np.float64]:
        """The rotation matrix for column vectors, shape (3, 3), by way of the quaternion."""
        x, y, z = self.vector.tolist()
        angle = math.sqrt(x * x + y * y + z * z)
        square = angle * angle
        series = 0.5 - square / 48 + square * square / 3840
        scale = series if angle <= SMALL_ANGLE else math.sin(angle / 2) / angle
        x, y, z, w = x * scale, y * scale, z * scale, math.cos(angle / 2)
        xx, yy, zz, ww = x * x, y * y, z * z, w * w
        return np.array(
            [
                [xx - yy - zz + ww, 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), -xx + yy - zz + ww, 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), -xx - yy + zz + ww],
            ]
        )


def is_single_rotation_vector(vector: Any) -> bool:
    """Whether this is one rotation vector, shape (3,) of float64, and not a batch of them."""
    return isinstance(vector, np.ndarray) and vector.shape == (3,) and vector.dtype == np.float64
