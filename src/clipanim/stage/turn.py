"""The one thing that manim asks of scipy: the matrix of a rotation, to the last bit.

scipy takes as long to import as half a film takes to step through.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-3  # radians; up to here scipy takes the first terms of the series


@dataclass(frozen=True)
class Turn:
    """A rotation by |vector| radians about a vector, as `scipy.spatial.transform.Rotation`."""

    vector: NDArray[np.float64]

    def as_matrix(self) -> NDArray[np.float64]:
        """The matrix that turns columns, shape (3, 3)."""
        x, y, z = self.vector.tolist()
        angle = math.sqrt(x * x + y * y + z * z)
        square = angle * angle
        small = 0.5 - square / 48 + square * square / 3840
        share = small if angle <= SMALL else math.sin(angle / 2) / angle
        x, y, z, w = x * share, y * share, z * share, math.cos(angle / 2)
        xx, yy, zz, ww = x * x, y * y, z * z, w * w
        return np.array(
            [
                [xx - yy - zz + ww, 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), -xx + yy - zz + ww, 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), -xx - yy + zz + ww],
            ]
        )


def is_one(vector: Any) -> bool:
    """Whether something is the vector of one rotation, and not of several."""
    return isinstance(vector, np.ndarray) and vector.shape == (3,) and vector.dtype == np.float64
