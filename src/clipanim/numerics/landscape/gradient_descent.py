"""Gradient descent on the cliff, with and without clipping, from one start or from many.

A point is (w, b), the last axis of every array of points. Updates are counted from 1:
`points[k]` is where the run stands after k updates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.clipping import ClipMethod, clip_by_norm, clip_by_value
from clipanim.numerics.vectors import Array, norm

from .cliff import CLIFF_STEPS, CLIFF_TARGET, CLIFF_X0, error_and_gradient

WINDOW_CENTER = (5.0, -2.5)  # the middle of the window of w and b that the films show


@dataclass(frozen=True)
class Descent:
    """One run of gradient descent: points, errors and gradients, raw and clipped.

    Attributes:
        points: (updates + 1, 2), the (w, b) before the first and after each update.
        errors: (updates + 1,), the error at each point.
        gradients: (updates + 1, 2), the raw gradient at each point.
        applied: (updates, 2), the gradient that each update used, after clipping.
    """

    points: Array
    errors: Array
    gradients: Array
    applied: Array

    @property
    def norms(self) -> Array:
        """The L2 norm of the raw gradient at each point, (updates + 1,)."""
        return norm(self.gradients)


@dataclass(frozen=True)
class SuccessMap:
    """Whether gradient descent succeeds from each of many starts; all arrays have one shape.

    Attributes:
        w: the weight of each start.
        b: the bias of each start.
        errors: the error after the last update.
        success: whether that error is below the limit asked for.
        escaped: whether the run ever was outside the box around the window.
    """

    w: Array
    b: Array
    errors: Array
    success: NDArray[np.bool_]
    escaped: NDArray[np.bool_]

    @property
    def success_fraction(self) -> float:
        """The share of starts that succeed, 0 to 1."""
        return float(self.success.mean())

    @property
    def escaped_fraction(self) -> float:
        """The share of starts that left the box, 0 to 1."""
        return float(self.escaped.mean())


def descend(
    start: ArrayLike,
    *,
    learning_rate: float = 0.2,
    threshold: float = 1.0,
    clip: ClipMethod = "none",
    updates: int = 200,
    steps: int = CLIFF_STEPS,
    x0: float = CLIFF_X0,
    target: float = CLIFF_TARGET,
) -> Descent:
    """Gradient descent on the cliff from `start`, without clipping, by norm or by value.

    An update is point <- point - learning_rate * clipped gradient.

    Args:
        start: the first (w, b), shape (2,).
        learning_rate: the factor of the gradient; > 0.
        threshold: the clipping threshold; > 0. Not used with clip="none".
        clip: "none", "norm" (`clip_by_norm`) or "value" (`clip_by_value`).
        updates: how many updates; >= 0.
        steps: as for `error`.
        x0: as for `error`.
        target: as for `error`.

    Returns:
        The whole run. A point that diverges (it overflows, or `start` is not
        finite) neither raises nor warns: it stays non-finite to the end of the run.

    Raises:
        ValueError: for a start of another shape, or an unknown `clip`, a threshold or
            learning rate that is not finite and > 0, negative `updates` or `steps`.

    >>> run = descend((4.80, -2.31), clip="norm", updates=40)
    >>> moved = run.points[1:] - run.points[:-1]
    >>> bool(norm(moved).max() <= 0.2 * 1.0 * (1 + 1e-14))
    True
    """
    point = np.array(start, dtype=np.float64)
    if point.shape != (2,):
        raise ValueError(f"start must be one point (w, b), got the shape {point.shape}")
    _check(learning_rate, threshold, clip, updates)
    points, errors, gradients, applied = [point], [], [], []
    for k in range(updates + 1):
        value, *derivatives = error_and_gradient(*points[k], steps=steps, x0=x0, target=target)
        errors.append(value)
        gradients.append(np.array(derivatives))
        if k < updates:
            applied.append(_clipped(gradients[k], threshold, clip))
            points.append(_updated(points[k], learning_rate, applied[k]))
    return Descent(
        np.array(points), np.array(errors), np.array(gradients), np.reshape(applied, (updates, 2))
    )


def success_map(
    w: ArrayLike,
    b: ArrayLike,
    *,
    learning_rate: float = 0.2,
    threshold: float = 1.0,
    clip: ClipMethod = "none",
    updates: int = 200,
    success_below: float = 1e-3,
    escape_distance: float = 3.0,
    steps: int = CLIFF_STEPS,
) -> SuccessMap:
    """Gradient descent from every start (w, b) at once: which runs reach a low error?

    Args:
        w: the weights of the starts, any shape that broadcasts with `b`.
        b: the biases of the starts.
        learning_rate: as for `descend`.
        threshold: as for `descend`.
        clip: as for `descend`.
        updates: as for `descend`.
        success_below: a run succeeds if its last error is below this.
        escape_distance: a run has escaped if ever |w - 5| or |b + 2.5| is above this, or NaN.
        steps: as for `error`.

    Returns:
        A map of the broadcast shape. Shares move by some points with the last bits of the
        arithmetic, so quote them from the map, never from memory.

    Raises:
        ValueError: as `descend`.
    """
    _check(learning_rate, threshold, clip, updates)
    grids = np.broadcast_arrays(np.asarray(w, np.float64), np.asarray(b, np.float64))
    starts = np.stack(grids, axis=-1)
    points, inside = starts, _is_in_window(starts, escape_distance)
    for _ in range(updates):
        _, dw, db = error_and_gradient(points[..., 0], points[..., 1], steps=steps)
        gradients = _clipped(np.stack([dw, db], axis=-1), threshold, clip)
        points = _updated(points, learning_rate, gradients)
        inside &= _is_in_window(points, escape_distance)
    errors = error_and_gradient(points[..., 0], points[..., 1], steps=steps)[0]
    return SuccessMap(starts[..., 0], starts[..., 1], errors, errors < success_below, ~inside)


def _updated(points: Array, learning_rate: float, gradients: Array) -> Array:
    with np.errstate(all="ignore"):
        return points - learning_rate * gradients


def _clipped(gradients: Array, threshold: float, clip: ClipMethod) -> Array:
    if clip == "none":
        return gradients
    by = clip_by_norm if clip == "norm" else clip_by_value
    return by(gradients, threshold, on_nonfinite="propagate_tf")


def _is_in_window(points: Array, distance: float) -> NDArray[np.bool_]:
    return np.asarray((np.abs(points - WINDOW_CENTER) <= distance).all(axis=-1))


def _check(learning_rate: float, threshold: float, clip: str, updates: int) -> None:
    if clip not in get_args(ClipMethod):
        raise ValueError(f"clip must be one of {', '.join(get_args(ClipMethod))}, got {clip!r}")
    for name, value in (("learning_rate", learning_rate), ("threshold", threshold)):
        if not 0 < value < np.inf:
            raise ValueError(f"{name} must be a finite number > 0, got {value!r}")
    if updates < 0:
        raise ValueError(f"updates must be >= 0, got {updates}")
