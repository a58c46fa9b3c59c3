"""The cliff: the error surface over weight and bias of a recurrent net with one unit.

The net is x_t = w * sigmoid(x_(t-1)) + b, started at x_0, and its error is
E = (sigmoid(x_T) - target)**2. Nothing here has a unit. Every function broadcasts
over arrays of `w` and `b`.

Source: Pascanu, Mikolov, Bengio (ICML 2013), section 2.3 and figure 6. The paper gives
x_0 = 0.5, T = 50 and the target 0.7; the ranges of w and b are ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array

CLIFF_X0 = 0.5
CLIFF_STEPS = 50
CLIFF_TARGET = 0.7


def error(
    w: ArrayLike,
    b: ArrayLike,
    *,
    steps: int = CLIFF_STEPS,
    x0: float = CLIFF_X0,
    target: float = CLIFF_TARGET,
) -> Array:
    """The error E of the one-unit net after `steps` steps.

    It is analytic, so `w` and `b` may be complex.

    Args:
        w: the recurrent weight, any shape that broadcasts with `b`.
        b: the bias.
        steps: T, how often the unit is applied; >= 0.
        x0: the state before the first step.
        target: what the last output should be.

    Returns:
        The broadcast shape of `w` and `b`; a scalar for two scalars.

    Raises:
        ValueError: if `steps` is negative.

    >>> round(float(error(5.0, -2.6)), 4)
    0.0121
    """
    w, b = np.broadcast_arrays(w, b)
    x = np.full(w.shape, float(x0))
    with np.errstate(all="ignore"):
        for _ in range(_checked_steps(steps)):
            x = w * sigmoid_and_derivative(x)[0] + b
        return (sigmoid_and_derivative(x)[0] - target) ** 2


def error_and_gradient(
    w: ArrayLike,
    b: ArrayLike,
    *,
    steps: int = CLIFF_STEPS,
    x0: float = CLIFF_X0,
    target: float = CLIFF_TARGET,
) -> tuple[Array, Array, Array]:
    """The error of the one-unit net and its exact gradient, by forward-mode differentiation.

    The derivatives of the state run along with it: dw <- s + w s' dw and db <- 1 + w s' db.
    Arguments and errors are those of `error`, but `w` and `b` are real. No input warns: a
    finite one of any size gives finite results, an infinite `w` NaN derivatives, NaN all NaN.

    Returns:
        E, dE/dw and dE/db, each of the broadcast shape.

    >>> E, dw, db = error_and_gradient(5.0, -2.6)
    >>> print(f"{dw:.7f} {db:.7f}")
    0.1194587 0.1476018
    """
    w, b = np.broadcast_arrays(np.asarray(w, np.float64), np.asarray(b, np.float64))
    x, dw, db = np.full(w.shape, float(x0)), np.zeros(w.shape), np.zeros(w.shape)
    with np.errstate(all="ignore"):
        for _ in range(_checked_steps(steps)):
            s, derivative = sigmoid_and_derivative(x)
            growth = w * derivative
            x, dw, db = w * s + b, s + growth * dw, 1 + growth * db
        s, derivative = sigmoid_and_derivative(x)
        outer = 2 * (s - target) * derivative
        return (s - target) ** 2, outer * dw, outer * db


def multiplier(w: ArrayLike, x0: float = CLIFF_X0) -> Array:
    """The multiplier of the map at `x0`, its derivative there: w * sigmoid'(x0).

    By so much one step stretches a small difference.

    >>> round(float(multiplier(5.0)), 4)
    1.175
    """
    return np.asarray(w) * sigmoid_and_derivative(np.asarray(x0))[1]


def critical_weight(x0: float = CLIFF_X0) -> float:
    """The weight whose multiplier at `x0` is 1; the cliff stands to the right of it.

    >>> round(critical_weight(), 5)
    4.25525
    """
    return float(1 / multiplier(1.0, x0))


def cliff_line(w: ArrayLike, *, x0: float = CLIFF_X0) -> Array:
    """The bias at which `x0` is a fixed point: b = x0 - w * sigmoid(x0).

    Where the multiplier is above 1 that fixed point is unstable: states on either side
    part for good, and the error jumps across this line.

    >>> round(float(cliff_line(5.0)), 4)
    -2.6123
    """
    return x0 - np.asarray(w) * sigmoid_and_derivative(np.asarray(x0))[0]


def sigmoid_and_derivative(x: Array) -> tuple[Array, Array]:
    """The sigmoid of `x` and its derivative, each of the shape of `x`; may be complex.

    Neither overflows, and 1 - s, which cancels, is not computed.

    >>> sigmoid_and_derivative(np.array(0.0))
    (array(0.5), np.float64(0.25))
    """
    positive = x.real >= 0
    e = np.exp(np.where(positive, -x, x))
    q = 1 / (1 + e)
    return np.where(positive, q, e * q), e * q * q


def _checked_steps(steps: int) -> int:
    if steps < 0:
        raise ValueError(f"steps must be >= 0, got {steps}")
    return steps
