"""(L0, L1) smoothness: curvature against gradient norm on the scalar chain and the cliff.

Ordinary smoothness bounds the curvature by a constant. Here that constant would have to be
astronomical; but curvature <= L0 + L1 * |gradient| holds with moderate numbers.

Source: Zhang, He, Sra, Jadbabaie (ICLR 2020), "Why gradient clipping accelerates training:
a theoretical justification for adaptivity".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array

from .cliff import CLIFF_STEPS, CLIFF_TARGET, CLIFF_X0, sigmoid_and_derivative


@np.errstate(all="ignore")
def chain_derivatives(w: ArrayLike, steps: int) -> tuple[Array, Array, Array]:
    """The loss (w**T - 1)**2 / 2 of the net with one weight, and its two derivatives.

    Args:
        w: any shape; real or complex.
        steps: T; >= 1.

    Returns:
        f, f' and f'', each of the shape of `w`; inf where they overflow.

    >>> print("{:.1f} {:.1f} {:.0f}".format(*chain_derivatives(1.1, steps=50)))
    6773.4 621055.5 56137540
    """
    w = np.asarray(w)
    if steps < 1:
        raise ValueError(f"steps must be >= 1, got {steps}")
    error = w**steps - 1
    first = steps * w ** (steps - 1)
    second = steps * (steps - 1) * w ** (steps - 2) if steps > 1 else np.zeros_like(first)
    return error**2 / 2, error * first, first * first + error * second


@np.errstate(all="ignore")
def chain_smoothness(w: ArrayLike, steps: int) -> Array:
    """The ratio f'' / f' of the net with one weight: (2 T - 1) / w + T / (w (w**T - 1)).

    In this form nothing overflows or cancels for w > 1. Where w grows the second term dies
    out, and curvature becomes proportional to the gradient with the derivative (2 T - 1) / w.

    Args:
        w: any shape; at w = 1 the gradient is 0 and the ratio infinite.
        steps: T; >= 1.

    >>> chain_smoothness([1.02, 1.05, 1.1, 1.2], steps=50).round(1).tolist()
    [126.0, 98.8, 90.4, 82.5]
    """
    w = np.asarray(w, np.float64)
    rest: Array = steps / (w * (w**steps - 1))
    return smoothness_limit(w, steps) + rest


def smoothness_limit(w: ArrayLike, steps: int) -> Array:
    """The limit of f'' / f' of the net with one weight where w**T is large: (2 T - 1) / w.

    >>> float(smoothness_limit(1.1, steps=50).round(1))
    90.0
    """
    return (2 * steps - 1) / np.asarray(w, np.float64)


@np.errstate(all="ignore")
def cliff_curvature(
    w: ArrayLike,
    b: ArrayLike,
    *,
    steps: int = CLIFF_STEPS,
    x0: float = CLIFF_X0,
    target: float = CLIFF_TARGET,
) -> tuple[Array, Array]:
    """The gradient norm and the largest curvature (Hessian eigenvalue) on the cliff, exact.

    The second derivatives of the state run along with the first, as in `error_and_gradient`,
    whose arguments these are.

    Returns:
        The norm of the gradient and the largest |eigenvalue| of the Hessian, each of the
        broadcast shape of `w` and `b`.

    Raises:
        ValueError: if `steps` is negative.

    >>> gradient, curvature = cliff_curvature(5.0, -2.6)
    >>> print(f"{gradient:.4f} {curvature:.3f}")
    0.1899 1.473
    """
    if steps < 0:
        raise ValueError(f"steps must be >= 0, got {steps}")
    w, b = np.broadcast_arrays(np.asarray(w, np.float64), np.asarray(b, np.float64))
    x, (dw, db, dww, dwb, dbb) = np.full(w.shape, float(x0)), np.zeros((5, *w.shape))
    for _ in range(steps):
        s, derivative = sigmoid_and_derivative(x)
        bend, growth = w * derivative * (1 - 2 * s), w * derivative
        dww, dwb, dbb = (
            bend * dw * dw + growth * dww + 2 * derivative * dw,
            bend * dw * db + growth * dwb + derivative * db,
            bend * db * db + growth * dbb,
        )
        x, dw, db = w * s + b, s + growth * dw, 1 + growth * db
    s, derivative = sigmoid_and_derivative(x)
    outer = 2 * (s - target) * derivative
    bend = 2 * derivative * derivative + outer * (1 - 2 * s)
    ww, wb, bb = (
        bend * one * other + outer * both
        for one, other, both in ((dw, dw, dww), (dw, db, dwb), (db, db, dbb))
    )
    middle, spread = (ww + bb) / 2, np.hypot((ww - bb) / 2, wb)
    return np.abs(outer) * np.hypot(dw, db), np.abs(middle) + spread
