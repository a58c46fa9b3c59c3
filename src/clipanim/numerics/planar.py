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

from clipanim.numerics import iterate
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


def orbit(W: ArrayLike, vectors: ArrayLike, steps: int) -> Array:
    """As `iterate`, but a vector on an eigenline stays on it exactly.

    In floating point a rounding error grows with the largest eigenvalue, and would in the
    end carry every vector off the line where it belongs.

    Args:
        W: shape (2, 2).
        vectors: shape (n, 2), in any unit.
        steps: how often W is applied; >= 0.

    Returns:
        Shape (steps + 1, n, 2).

    >>> orbit([[2.0, 0.0], [0.0, 0.5]], [[0.0, 1.0]], steps=2)[:, 0]
    array([[0.  , 1.  ],
           [0.  , 0.5 ],
           [0.  , 0.25]])
    """
    vectors, lines = np.asarray(vectors, dtype=np.float64), eigenlines(W)
    path, exponents = iterate(W, vectors, steps), np.arange(steps + 1)[:, None, None]
    for value, (x, y) in zip(lines.values, lines.directions, strict=False):
        on = np.abs(vectors[:, 0] * y - vectors[:, 1] * x) <= SAME * norm(vectors)
        path[:, on] = np.power(value, exponents) * vectors[on]
    return path


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


def part_way(W: ArrayLike, k: float, steps: int, first: int, stride: int) -> tuple[Array, int, int]:
    """Where a run of `steps` multiplications is at a `k` between two of them.

    Args:
        W: shape (2, 2).
        k: from `first` to `steps`.
        steps: the last step.
        first: the step that the run starts from.
        stride: how many steps are taken in one: with 2, arrows that W flips do not flicker.

    Returns:
        The matrix since the last whole step, that step, and how many lie between it and
        the next.

    >>> part_way([[2.0, 0.0], [0.0, 1.0]], 3.5, steps=12, first=0, stride=1)[:2]
    (array([[1.5, 0. ],
           [0. , 1. ]]), 3)
    """
    whole = min(first + stride * int((k - first) / stride + 1e-9), steps)
    ahead = max(1, min(stride, steps - whole))
    return between(np.linalg.matrix_power(_two_by_two(W), ahead), (k - whole) / ahead), whole, ahead


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
