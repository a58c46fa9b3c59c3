"""Gradient clipping by norm, by global norm, per tensor and by value; exact, in float64.

A gradient is a vector. `clip_by_norm` and `clip_by_value` take one, shape (n,), or a stack
of them, shape (..., n); the two other functions take the gradients of several parameters,
arrays of any shape. All compute in float64, return new arrays and leave the caller's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array, as_vectors, scaled_norm

from .exact_norm import norm_exceeds

ClipMethod = Literal["none", "norm", "value"]
NonFinite = Literal["raise", "propagate_torch", "propagate_tf", "zero"]


def clip_by_norm(
    gradient: ArrayLike, threshold: ArrayLike, *, on_nonfinite: NonFinite = "raise"
) -> Array:
    """Clip by norm: scale each gradient down to an L2 norm of at most `threshold`.

    The direction is kept. The bound is exact: the norm of the result, in real numbers, is
    never above `threshold`, and a gradient whose exact norm is not above it comes back bit
    for bit. So clipping twice is clipping once. It holds for every finite input, even if the
    norm itself overflows. The result is a few ulps shorter than the threshold at most, unless the
    threshold is so small that the components fall below 2**-1022 and lose digits: those are
    cut toward zero.

    Args:
        gradient: shape (..., n), in any unit.
        threshold: the longest norm allowed, in the unit of the gradient: one for all, or
            one for each, of a shape that broadcasts to (...).
        on_nonfinite: what becomes of a gradient with an inf or NaN, which has no direction:
            "raise" refuses it; "zero" makes it 0, so that the update is skipped;
            "propagate_torch" scales by threshold / norm, as torch.nn.utils.clip_grad_norm_
            does: after an inf, NaN there and 0 elsewhere; after a NaN, all NaN;
            "propagate_tf" makes all of it NaN, as tf.clip_by_global_norm does.

    Returns:
        A new array, shape (..., n).

    Raises:
        ValueError: if `threshold` is not finite and > 0, if `on_nonfinite` is unknown, or
            if a gradient is not finite and `on_nonfinite` is "raise".

    Source:
        Pascanu, Mikolov, Bengio (2013), "On the difficulty of training recurrent neural
        networks", Algorithm 1; the comparison is strict, as in the authors' code.

    >>> clip_by_norm([30.0, 40.0], threshold=5.0)
    array([3., 4.])
    >>> clip_by_norm([3.0, 4.0], threshold=5.0)
    array([3., 4.])
    """
    gradient, limits = as_vectors(gradient), _checked_threshold(threshold)
    limits = np.broadcast_to(limits, gradient.shape[:-1]).ravel()
    clipped = gradient.reshape(limits.size, gradient.shape[-1]).copy()
    nonfinite = ~_are_finite(clipped, on_nonfinite)
    nonfinite_rows = clipped[nonfinite]
    clipped[nonfinite] = 0.0
    too_long = norm_exceeds(clipped, limits)
    clipped[too_long] = _scaled_to_norm(clipped[too_long], limits[too_long])
    clipped[nonfinite] = _propagated(nonfinite_rows, on_nonfinite)
    return clipped.reshape(gradient.shape)


def clip_by_global_norm(
    gradients: Sequence[ArrayLike], threshold: float, *, on_nonfinite: NonFinite = "raise"
) -> list[Array]:
    """Clip by global norm: the gradients of all parameters as one long vector.

    All are scaled by the same factor, so the direction of the whole is kept.

    Args:
        gradients: one array for each parameter, any shapes.
        threshold: the longest norm allowed for all of them together.
        on_nonfinite: as for `clip_by_norm`; one NaN breaks the whole.

    Returns:
        New arrays of the same shapes.

    Raises:
        ValueError: as `clip_by_norm`.

    Source:
        Pascanu, Mikolov, Bengio (2013), Algorithm 1, whose norm is over all parameters.

    >>> clip_by_global_norm([[30.0], [[40.0]]], threshold=5.0)
    [array([3.]), array([[4.]])]
    """
    arrays = [np.asarray(gradient) for gradient in gradients]
    flat = np.concatenate([np.empty(0), *(array.ravel() for array in arrays)])
    clipped = clip_by_norm(flat, threshold, on_nonfinite=on_nonfinite)
    pieces = np.split(clipped, np.cumsum([array.size for array in arrays], dtype=np.intp))
    return [piece.reshape(array.shape) for piece, array in zip(pieces, arrays, strict=False)]


def clip_per_tensor(
    gradients: Sequence[ArrayLike], threshold: float, *, on_nonfinite: NonFinite = "raise"
) -> list[Array]:
    """Clip per tensor: the gradient of each parameter by its own norm, which can turn the whole.

    Arguments, result and errors are those of `clip_by_global_norm`, but each array has the
    threshold to itself, and a NaN breaks only the array that it is in.

    Source:
        `clipnorm` of the Keras optimizers.

    >>> clip_per_tensor([[30.0, 0.0], [0.0, 0.4]], threshold=1.0)
    [array([1., 0.]), array([0. , 0.4])]
    """
    _checked_threshold(threshold)
    return [
        clip_by_norm(np.ravel(gradient), threshold, on_nonfinite=on_nonfinite).reshape(
            np.shape(gradient)
        )
        for gradient in gradients
    ]


def clip_by_value(
    gradient: ArrayLike, threshold: ArrayLike, *, on_nonfinite: NonFinite = "raise"
) -> Array:
    """Clip by value: each component to [-threshold, threshold], which can turn the gradient.

    The norm of the result is at most threshold * sqrt(n), and it is turned by at most
    `worst_value_angle(n)`: it always points downhill still.

    Args:
        gradient: shape (..., n), in any unit.
        threshold: the largest magnitude allowed for a component, in that unit: one for all
            gradients, or one for each, as for `clip_by_norm`.
        on_nonfinite: as for `clip_by_norm`, but both libraries work on single components
            here: an inf becomes the threshold with its sign, a NaN stays.

    Returns:
        A new array, shape (..., n).

    Raises:
        ValueError: as `clip_by_norm`.

    Source:
        Mikolov (2012), PhD thesis, Brno; torch.nn.utils.clip_grad_value_.

    >>> clip_by_value([30.0, 4.0], threshold=5.0)
    array([5., 4.])
    """
    gradient, limits = as_vectors(gradient), _checked_threshold(threshold)[..., np.newaxis]
    clipped = np.clip(gradient, -limits, limits)
    nonfinite = ~_are_finite(gradient, on_nonfinite)
    if on_nonfinite == "zero":
        clipped[nonfinite] = 0.0
    return clipped


@np.errstate(under="ignore")
def _scaled_to_norm(rows: Array, limits: Array) -> Array:
    """Rows (m, n), each longer than its limit, (m,), scaled down to it."""
    limit, limit_exponent = np.frexp(limits)
    length, length_exponent = scaled_norm(rows)
    factor = limit / length
    fractions, exponents = np.frexp(rows)
    exponents += (limit_exponent - length_exponent)[:, np.newaxis]
    result: Array = np.ldexp(fractions * factor[:, np.newaxis], exponents)
    too_long = np.flatnonzero(norm_exceeds(result, limits))
    while too_long.size:  # rounding made them slightly too long: take the next smaller factor
        factor[too_long] = np.nextafter(factor[too_long], 0.0)
        result[too_long] = _toward_zero(
            fractions[too_long] * factor[too_long, np.newaxis], exponents[too_long]
        )
        too_long = too_long[norm_exceeds(result[too_long], limits[too_long])]
    return result


def _toward_zero(fractions: Array, exponents: NDArray[np.int32]) -> Array:
    """The products with 2**exponents, where the subnormal results are cut, not rounded."""
    result = np.ldexp(fractions, exponents)
    grew = np.abs(np.ldexp(result, -exponents)) > np.abs(fractions)
    return np.where(grew, np.nextafter(result, 0.0), result)


def _are_finite(gradient: Array, on_nonfinite: str) -> NDArray[np.bool_]:
    if on_nonfinite not in get_args(NonFinite):
        allowed = ", ".join(get_args(NonFinite))
        raise ValueError(f"on_nonfinite must be one of {allowed}, got {on_nonfinite!r}")
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(gradient).all(axis=-1))
    if on_nonfinite == "raise" and not finite.all():
        worst = gradient[~np.isfinite(gradient)][0]
        raise ValueError(f"the gradient has a component {worst}, which leaves it no direction")
    return finite


def _propagated(rows: Array, on_nonfinite: str) -> Array:
    if on_nonfinite == "zero":
        return np.zeros_like(rows)
    if on_nonfinite == "propagate_tf":
        return np.full_like(rows, np.nan)
    with np.errstate(all="ignore"):
        scaled: Array = rows * (1.0 / np.abs(rows).max(axis=-1, keepdims=True, initial=0.0))
    return scaled


def _checked_threshold(threshold: ArrayLike) -> Array:
    try:
        values = np.asarray(threshold, dtype=np.float64)
    except OverflowError:
        values = np.array(np.inf)
    if not ((values > 0) & (values < np.inf)).all():
        raise ValueError(f"threshold must be a finite number > 0, got {threshold!r}")
    return values
