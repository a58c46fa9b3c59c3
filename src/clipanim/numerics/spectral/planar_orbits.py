"""Eigenlines of 2 by 2 matrices, and orbits of plane vectors, also between two steps.

Every real matrix of the plane is of one of five kinds:

    dominant   two eigendirections, one of them with the larger |eigenvalue|
    mirror     two eigendirections with opposite eigenvalues: W @ W is a multiple of I
    double     one eigendirection only, of a double eigenvalue (a defective matrix)
    every      a multiple of the identity: every direction is an eigendirection
    turning    a complex pair: no direction is kept
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array, norm

from .matrix_powers import iterate, powers

RELATIVE_TOLERANCE = 1e-12  # of the largest entry
HALF_TURN = np.array([[0.0, -1.0], [1.0, 0.0]])


@dataclass(frozen=True)
class EigenLines:
    """The kind of a real 2 by 2 matrix, with its real eigenvalues and eigendirections.

    Attributes:
        kind: see above.
        values: real eigenvalues, the larger modulus first: two, one, or none if turning.
        directions: unit vectors along the lines, (m, 2), in the same order; empty for the
            kinds "every" and "turning".
        radius: the spectral radius.
        turn: by how many degrees a step turns an arrow on average, if turning; else 0.
    """

    kind: str
    values: Array
    directions: Array
    radius: float
    turn: float


def find_eigenlines(W: ArrayLike) -> EigenLines:
    """Eigenvalues, eigendirections and kind of a real 2 by 2 matrix.

    They come from its characteristic polynomial.

    Args:
        W: shape (2, 2).

    Raises:
        ValueError: if W is not 2 by 2 or not finite.

    >>> find_eigenlines([[1.1, 0.0], [0.0, 0.5]]).directions
    array([[1., 0.],
           [0., 1.]])
    """
    W = _checked_2x2(W)
    (a, b), (c, d) = W.tolist()
    size, mean, half = float(np.abs(W).max()), (a + d) / 2, (a - d) / 2
    if max(abs(half), abs(b), abs(c)) <= RELATIVE_TOLERANCE * size:
        return EigenLines("every", np.array([mean]), np.zeros((0, 2)), abs(mean), 0.0)
    discriminant = half * half + b * c
    if abs(discriminant) <= RELATIVE_TOLERANCE * size * size:
        mean = mean if abs(mean) > RELATIVE_TOLERANCE * size else 0.0
        return EigenLines("double", np.array([mean]), _unit_eigenvectors(W, [mean]), abs(mean), 0.0)
    root = abs(discriminant) ** 0.5
    if discriminant < 0:
        turn = float(np.degrees(np.arctan2(root, mean)))
        return EigenLines(
            "turning", np.zeros(0), np.zeros((0, 2)), float(np.hypot(mean, root)), turn
        )
    first = mean + np.copysign(root, mean)
    second = (a * d - b * c) / first
    values = [first, second if abs(second) > RELATIVE_TOLERANCE * size else 0.0]
    kind = "mirror" if abs(mean) <= RELATIVE_TOLERANCE * size else "dominant"
    return EigenLines(kind, np.array(values), _unit_eigenvectors(W, values), abs(first), 0.0)


@dataclass(frozen=True)
class OrbitState:
    """The vectors of an orbit at one step, or between two.

    Attributes:
        k: the step; not an integer between two steps.
        power: W**k, or the matrix on the way there, (2, 2).
        arrows: the vectors that it gives, (n, 2).
        unit_arrows: these at length 1 (0 if they are 0); an arrow that flips goes through 0.
        earlier_powers: W**1, W**2, ... up to there, (m, 2, 2).
    """

    k: float
    power: Array
    arrows: Array
    unit_arrows: Array
    earlier_powers: Array


@dataclass(frozen=True)
class Orbit:
    """The orbits of plane vectors under the powers of a matrix; entry k is after k steps.

    Attributes:
        matrix: (2, 2).
        directions: those that it keeps, see `EigenLines`.
        powers: (steps + 1, 2, 2).
        arrows: (steps + 1, n, 2).
        lengths: (steps + 1, n).
    """

    matrix: Array
    directions: Array
    powers: Array
    arrows: Array
    lengths: Array

    def at(self, k: float, first: int = 0, stride: int = 1) -> OrbitState:
        """The state of the orbit at step `k`, interpolated between two steps.

        Args:
            k: from `first` to the last step.
            first: the step at which the strides start.
            stride: how many steps are taken as one: with 2, arrows that W flips do not flicker.

        >>> planar_orbit([[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0]], steps=4).at(3.5).arrows
        array([[12.,  0.]])
        """
        last = len(self.powers) - 1
        start = min(first + stride * int((k - first) / stride + 1e-9), last)
        count = max(1, min(stride, last - start))
        fraction, after = (k - start) / count, self.lengths[min(start + count, last)]
        move = interpolate_matrix(np.linalg.matrix_power(self.matrix, count), fraction)
        arrows = self.arrows[start] @ move.T
        linear_lengths = (1 - fraction) * self.lengths[start] + fraction * after
        longest = np.maximum(np.maximum(linear_lengths, norm(arrows)), np.finfo(float).tiny)
        return OrbitState(
            k=k,
            power=move @ self.powers[start],
            arrows=arrows,
            unit_arrows=arrows / longest[:, None],
            earlier_powers=self.powers[1 : start + (k > start)],
        )


def planar_orbit(W: ArrayLike, vectors: ArrayLike, steps: int) -> Orbit:
    """The orbits of plane vectors under W; a vector on an eigenline stays on it exactly.

    It is `iterate`, corrected: in floating point a rounding error grows with the largest
    eigenvalue, and would in the end carry every vector off the line where it belongs.

    Args:
        W: shape (2, 2).
        vectors: shape (n, 2), in any unit.
        steps: how often W is applied; >= 0.

    >>> planar_orbit([[2.0, 0.0], [0.0, 0.5]], [[0.0, 1.0]], steps=2).arrows[:, 0]
    array([[0.  , 1.  ],
           [0.  , 0.5 ],
           [0.  , 0.25]])
    """
    W, vectors, lines = _checked_2x2(W), np.asarray(vectors, dtype=np.float64), find_eigenlines(W)
    path, exponents = iterate(W, vectors, steps), np.arange(steps + 1)[:, None, None]
    for value, (x, y) in zip(lines.values, lines.directions, strict=False):
        on = np.abs(vectors[:, 0] * y - vectors[:, 1] * x) <= RELATIVE_TOLERANCE * norm(vectors)
        path[:, on] = np.power(value, exponents) * vectors[on]
    return Orbit(W, lines.directions, powers(W, steps), path, norm(path))


def interpolate_matrix(W: ArrayLike, fraction: float) -> Array:
    """Interpolate between the identity (fraction 0) and W (fraction 1), shape (2, 2).

    A matrix that turns is interpolated by its real power W**fraction, any other linearly.
    An arrow on an eigenline never leaves it on the way.

    >>> interpolate_matrix([[0.0, -1.0], [1.0, 0.0]], 0.5).round(3)
    array([[ 0.707, -0.707],
           [ 0.707,  0.707]])
    """
    W, lines = _checked_2x2(W), find_eigenlines(W)
    middle = W.trace() / 2 * np.eye(2)
    if lines.kind == "turning":
        angle = np.radians(lines.turn)
        across = (W - middle) / (lines.radius * np.sin(angle))
    elif lines.kind == "every" and lines.values[0] < 0:
        angle, across = np.pi, HALF_TURN
    else:
        blended: Array = (1 - fraction) * np.eye(2) + fraction * W
        return blended
    rotated: Array = np.cos(fraction * angle) * np.eye(2) + np.sin(fraction * angle) * across
    rotated = lines.radius**fraction * rotated
    return rotated


def _unit_eigenvectors(W: Array, values: list[float]) -> Array:
    """A unit vector that each W - value * I sends to zero, pointing right (or up)."""
    found = []
    for value in values:
        rows = W - value * np.eye(2)
        p, q = rows[np.argmax(np.hypot(*rows.T))]
        x, y = np.array([-q, p]) / np.hypot(p, q)
        is_vertical = abs(x) <= RELATIVE_TOLERANCE
        points_right = (x, y) > (RELATIVE_TOLERANCE, 0) or (is_vertical and y > 0)
        found.append((x, y) if points_right else (-x, -y))
    return np.array(found) + 0.0


def _checked_2x2(W: ArrayLike) -> Array:
    W = np.asarray(W, dtype=np.float64)
    if W.shape != (2, 2) or not np.isfinite(W).all():
        raise ValueError(f"W must be finite, of shape (2, 2), got {W.tolist()}")
    return W
