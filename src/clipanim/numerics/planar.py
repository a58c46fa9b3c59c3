"""The lines that a 2 by 2 matrix keeps, and what its powers do to arrows on and off them.

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

from clipanim.numerics import iterate, powers
from clipanim.numerics.vectors import Array, norm

SAME = 1e-12  # what differs by less, relative to the largest entry, is the same
HALF_TURN = np.array([[0.0, -1.0], [1.0, 0.0]])


@dataclass(frozen=True)
class EigenLines:
    """What a matrix of the plane keeps in place.

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


def eigenlines(W: ArrayLike) -> EigenLines:
    """Classify a real 2 by 2 matrix by its characteristic polynomial.

    Raises:
        ValueError: if W is not 2 by 2 or not finite.

    >>> eigenlines([[1.1, 0.0], [0.0, 0.5]]).directions
    array([[1., 0.],
           [0., 1.]])
    """
    W = _two_by_two(W)
    (a, b), (c, d) = W.tolist()
    size, mean, half = float(np.abs(W).max()), (a + d) / 2, (a - d) / 2
    if max(abs(half), abs(b), abs(c)) <= SAME * size:
        return EigenLines("every", np.array([mean]), np.zeros((0, 2)), abs(mean), 0.0)
    discriminant = half * half + b * c
    if abs(discriminant) <= SAME * size * size:
        mean = mean if abs(mean) > SAME * size else 0.0
        return EigenLines("double", np.array([mean]), _kernels(W, [mean]), abs(mean), 0.0)
    root = abs(discriminant) ** 0.5
    if discriminant < 0:
        turn = float(np.degrees(np.arctan2(root, mean)))
        return EigenLines(
            "turning", np.zeros(0), np.zeros((0, 2)), float(np.hypot(mean, root)), turn
        )
    first = mean + np.copysign(root, mean)
    second = (a * d - b * c) / first
    values = [first, second if abs(second) > SAME * size else 0.0]
    kind = "mirror" if abs(mean) <= SAME * size else "dominant"
    return EigenLines(kind, np.array(values), _kernels(W, values), abs(first), 0.0)


@dataclass(frozen=True)
class Moment:
    """Where an orbit is at a step, or on the way to the next.

    Attributes:
        k: the step; with a part, if between two.
        power: what has been applied, (2, 2).
        arrows: what it has made of the arrows, (n, 2).
        headings: these at length 1 (0 if they are 0); an arrow that flips goes through 0.
        earlier: the powers on the way there.
    """

    k: float
    power: Array
    arrows: Array
    headings: Array
    earlier: Array


@dataclass(frozen=True)
class Orbit:
    """What the powers of a matrix make of some arrows; entry k is after k steps.

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

    def at(self, k: float, first: int = 0, stride: int = 1) -> Moment:
        """Where it is at step `k`, also between two.

        Args:
            k: from `first` to the last step.
            first: the step from which it is followed.
            stride: how many steps are taken as one: with 2, arrows that W flips do not flicker.

        >>> orbit([[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0]], steps=4).at(3.5).arrows
        array([[12.,  0.]])
        """
        last = len(self.powers) - 1
        whole = min(first + stride * int((k - first) / stride + 1e-9), last)
        ahead = max(1, min(stride, last - whole))
        share, after = (k - whole) / ahead, self.lengths[min(whole + ahead, last)]
        move = between(np.linalg.matrix_power(self.matrix, ahead), share)
        arrows = self.arrows[whole] @ move.T
        straight = (1 - share) * self.lengths[whole] + share * after
        longest = np.maximum(np.maximum(straight, norm(arrows)), np.finfo(float).tiny)
        return Moment(
            k=k,
            power=move @ self.powers[whole],
            arrows=arrows,
            headings=arrows / longest[:, None],
            earlier=self.powers[1 : whole + (k > whole)],
        )


def orbit(W: ArrayLike, vectors: ArrayLike, steps: int) -> Orbit:
    """Apply W again and again; as `iterate`, but a vector on an eigenline stays on it exactly.

    In floating point a rounding error grows with the largest eigenvalue, and would in the
    end carry every vector off the line where it belongs.

    Args:
        W: shape (2, 2).
        vectors: shape (n, 2), in any unit.
        steps: how often W is applied; >= 0.

    >>> orbit([[2.0, 0.0], [0.0, 0.5]], [[0.0, 1.0]], steps=2).arrows[:, 0]
    array([[0.  , 1.  ],
           [0.  , 0.5 ],
           [0.  , 0.25]])
    """
    W, vectors, lines = _two_by_two(W), np.asarray(vectors, dtype=np.float64), eigenlines(W)
    path, exponents = iterate(W, vectors, steps), np.arange(steps + 1)[:, None, None]
    for value, (x, y) in zip(lines.values, lines.directions, strict=False):
        on = np.abs(vectors[:, 0] * y - vectors[:, 1] * x) <= SAME * norm(vectors)
        path[:, on] = np.power(value, exponents) * vectors[on]
    return Orbit(W, lines.directions, powers(W, steps), path, norm(path))


def between(W: ArrayLike, share: float) -> Array:
    """A matrix on the way from the identity (share 0) to W (share 1), shape (2, 2).

    A matrix that turns is turned into (its real power W**share); any other is blended with
    the identity. An arrow on an eigenline never leaves it on the way.

    >>> between([[0.0, -1.0], [1.0, 0.0]], 0.5).round(3)
    array([[ 0.707, -0.707],
           [ 0.707,  0.707]])
    """
    W, lines = _two_by_two(W), eigenlines(W)
    middle = W.trace() / 2 * np.eye(2)
    if lines.kind == "turning":
        angle = np.radians(lines.turn)
        across = (W - middle) / (lines.radius * np.sin(angle))
    elif lines.kind == "every" and lines.values[0] < 0:
        angle, across = np.pi, HALF_TURN
    else:
        blended: Array = (1 - share) * np.eye(2) + share * W
        return blended
    turned: Array = np.cos(share * angle) * np.eye(2) + np.sin(share * angle) * across
    turned = lines.radius**share * turned
    return turned


def _kernels(W: Array, values: list[float]) -> Array:
    """A unit vector that each W - value * I sends to zero, pointing right (or up)."""
    found = []
    for value in values:
        rows = W - value * np.eye(2)
        p, q = rows[np.argmax(np.hypot(*rows.T))]
        x, y = np.array([-q, p]) / np.hypot(p, q)
        found.append((x, y) if (x, y) > (SAME, 0) or (abs(x) <= SAME and y > 0) else (-x, -y))
    return np.array(found) + 0.0


def _two_by_two(W: ArrayLike) -> Array:
    W = np.asarray(W, dtype=np.float64)
    if W.shape != (2, 2) or not np.isfinite(W).all():
        raise ValueError(f"W must be finite, of shape (2, 2), got {W.tolist()}")
    return W
