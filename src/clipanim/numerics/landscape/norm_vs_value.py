"""Clipping by norm versus by value: angles of the clipped gradient, and success rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.clipping import ClipMethod, clip_by_value
from clipanim.numerics.vectors import Array, angle, worst_value_angle

from .gradient_descent import SuccessMap, success_map

WINDOW_W = (4.2, 5.6)  # the part of the cliff that the films show
WINDOW_B = (-3.1, -1.9)


@dataclass(frozen=True)
class ClippingComparison:
    """Success maps of gradient descent without clipping, with clipping by norm and by value.

    All three are of the same starts.

    Every map has the shape (rows, columns): b grows along the rows, w along the columns.

    Attributes:
        none: the map without clipping.
        norm: the map with clipping by norm.
        value: the map with clipping by value.
    """

    none: SuccessMap
    norm: SuccessMap
    value: SuccessMap

    @property
    def rescued(self) -> NDArray[np.bool_]:
        """The starts that fail without clipping and succeed with clipping by norm."""
        return self.norm.success & ~self.none.success

    @property
    def spoiled(self) -> NDArray[np.bool_]:
        """The starts that succeed without clipping and fail with clipping by norm."""
        return self.none.success & ~self.norm.success


@dataclass(frozen=True)
class ValueAngles:
    """Angles between random gradients and their value-clipped versions, by dimension, in degrees.

    Attributes:
        n: (k,), the numbers of components.
        mean: (k,), the mean over random gradients.
        largest: (k,), the largest of those that were drawn.
        worst: (k,), the bound arccos(1 / sqrt(n)) that no gradient exceeds.
    """

    n: NDArray[np.int64]
    mean: Array
    largest: Array
    worst: Array


def compare_clipping(
    columns: int = 29,
    rows: int = 25,
    *,
    learning_rate: float = 0.2,
    threshold: float = 1.0,
    updates: int = 200,
) -> ClippingComparison:
    """Success of gradient descent from a grid of starts, without clipping, by norm and by value.

    Args:
        columns: how many weights, from 4.2 to 5.6; >= 2.
        rows: how many biases, from -3.1 to -1.9; >= 2.
        learning_rate: as for `descend`.
        threshold: as for `descend`, of both ways to clip.
        updates: as for `descend`.

    Returns:
        Three maps. Their shares are of this landscape and of these settings only, and move
        by some points with the last bits of the arithmetic.

    Raises:
        ValueError: as `descend`, and for a grid below 2 x 2.
    """
    if columns < 2 or rows < 2:
        raise ValueError(f"a grid needs 2 columns and 2 rows, got {columns} and {rows}")
    w, b = np.meshgrid(np.linspace(*WINDOW_W, columns), np.linspace(*WINDOW_B, rows))

    def map_with(clip: ClipMethod) -> SuccessMap:
        return success_map(
            w, b, learning_rate=learning_rate, threshold=threshold, clip=clip, updates=updates
        )

    return ClippingComparison(map_with("none"), map_with("norm"), map_with("value"))


def value_angles(
    n: ArrayLike, threshold: float = 1.0, *, samples: int = 500, seed: int = 0
) -> ValueAngles:
    """The angles by which value clipping turns random gradients: mean, largest and bound.

    Args:
        n: the numbers of components, shape (k,), each >= 1.
        threshold: in units of the standard deviation of a component, all of them being
            drawn from one normal distribution; the smaller, the nearer to the signs alone.
        samples: how many gradients are drawn for each n; >= 1.
        seed: of the draws; each n has its own, so that the others do not change them.

    Raises:
        ValueError: for a bad threshold, an n or a number of samples below 1.

    >>> angles = value_angles([1, 2, 100])
    >>> print(angles.mean.round(), angles.worst.round())
    [ 0.  3. 18.] [ 0. 45. 84.]
    """
    counts = np.atleast_1d(np.asarray(n))
    worst = worst_value_angle(counts)
    if samples < 1:
        raise ValueError(f"samples must be >= 1, got {samples}")
    turned = []
    for count in counts:
        draws = np.random.default_rng([seed, int(count)]).normal(size=(samples, int(count)))
        turned.append(angle(draws, clip_by_value(draws, threshold)))
    angles = np.array(turned)
    return ValueAngles(counts, angles.mean(axis=1), angles.max(axis=1), worst)
