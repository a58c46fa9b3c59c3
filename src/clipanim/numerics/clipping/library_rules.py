"""Gradient clipping as PyTorch, optax, TensorFlow and Keras do it, operation by operation.

Every rule takes the gradients of several parameters, all float32 or all float64, a threshold
and the parameters themselves (which one of the rules needs), and returns new arrays of the
same shapes and type, without a warning whatever the numbers are. The norm is taken as the
libraries take it, so its square can overflow: that is what these rules are here to show.
`clip_by_norm` and its companions are exact instead; `conventions` names the rules here.

Where a library divides many numbers by one, it may multiply by the reciprocal: torch does
in its source, XLA (under optax and Keras) when it compiles. It costs a bit, and is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .adaptive import Floats, clip_by_unit

Gradients = Sequence[Floats]
Number = np.floating[Any]
ignore_float_errors = np.errstate(all="ignore")


@ignore_float_errors
def paper(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Scale by threshold / norm if norm >= threshold, which is false for a NaN: it stays."""
    length = _global_norm(gradients)
    if length >= threshold:
        return [(threshold / length) * gradient for gradient in gradients]
    return [gradient.copy() for gradient in gradients]


@ignore_float_errors
def torch_norm(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Always multiply by min(1, threshold / (norm + 1e-6)), a NaN included."""
    one = _one_like(gradients)
    lengths = [np.sqrt(np.sum(gradient * gradient)) for gradient in gradients]
    length = np.sqrt(sum((each * each for each in lengths), 0 * one))
    factor = (one / (length + 1e-6)) * threshold
    return [gradient * np.minimum(factor, one) for gradient in gradients]


@ignore_float_errors
def clamp(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Clip each entry to [-threshold, threshold]: an inf is clipped, a NaN stays."""
    return [np.clip(gradient, -threshold, threshold) for gradient in gradients]


@ignore_float_errors
def optax_norm(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Keep a gradient that is shorter, else divide by the norm and multiply by the threshold."""
    one = _one_like(gradients)
    length = _global_norm(gradients)
    if length < threshold:
        return [gradient.copy() for gradient in gradients]
    return [(gradient * (one / length)) * threshold for gradient in gradients]


def optax_adaptive(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Clip each unit to `threshold` times the norm of its weights: see `clip_by_unit`."""
    return clip_by_unit(gradients, weights, threshold)


@ignore_float_errors
def tensorflow_norm(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Scale all; adding norm - norm makes everything NaN if the norm is not finite."""
    one = _one_like(gradients)
    length = _global_norm(gradients)
    factor = threshold * np.minimum(one / length, one / type(one)(threshold))
    return [gradient * (factor + (length - length)) for gradient in gradients]


@ignore_float_errors
def keras_each_norm(gradients: Gradients, threshold: float, weights: Gradients) -> list[Floats]:
    """Scale each parameter's gradient by its own norm, which turns the whole gradient."""
    one = _one_like(gradients)
    lengths = [np.sqrt(np.sum(gradient * gradient)) for gradient in gradients]
    return [
        (gradient * threshold) * (one / np.maximum(length, threshold))
        for gradient, length in zip(gradients, lengths, strict=True)
    ]


def _global_norm(gradients: Gradients) -> Number:
    squares = [np.sum(gradient * gradient) for gradient in gradients]
    length: Number = np.sqrt(sum(squares, 0 * _one_like(gradients)))
    return length


def _one_like(gradients: Gradients) -> Number:
    """1 in the type of the gradients: Python's own 1 would divide in double precision."""
    one: Number = np.result_type(*gradients).type(1)
    return one
