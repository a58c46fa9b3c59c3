"""Adaptive gradient clipping (AGC): the gradient of each unit relative to its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


@np.errstate(all="ignore")
def clip_by_unit(
    gradients: Sequence[Floats],
    weights: Sequence[Floats],
    ratio: float = 0.01,
    *,
    eps: float = 1e-3,
) -> list[Floats]:
    """Adaptive gradient clipping (AGC): clip each unit to `ratio` times the norm of its weights.

    A unit is what `unit_norms` says. An inf or NaN in one unit stays in it.

    Args:
        gradients: one array for each parameter, float32 or float64, which is kept.
        weights: the parameters, of the same shapes and types.
        ratio: the largest |gradient| / |weights| allowed.
        eps: a unit with a shorter weight vector is treated as if it had this length,
            so that a net that starts at zero can leave it.

    Returns:
        New arrays of the same shapes and types. Nothing raises or warns: after an inf
        there is NaN in its place and 0 in the rest of its unit, after a NaN all NaN.

    Source:
        Brock, De, Smith, Simonyan (2021), "High-Performance Large-Scale Image Recognition
        Without Normalization", section 4; operation by operation as in
        `optax.adaptive_grad_clip` (which calls `ratio` clipping).

    >>> clip_by_unit([np.array([3.0, 4.0])], [np.array([0.0, 2.0])], ratio=0.5)
    [array([0.6, 0.8])]
    """
    clipped = []
    for gradient, weight in zip(gradients, weights, strict=True):
        length = unit_norms(gradient)
        limit = ratio * np.maximum(unit_norms(weight), eps)
        shortened = gradient * (limit / np.maximum(length, 1e-6))
        clipped.append(np.where(length < limit, gradient, shortened))
    return clipped


@np.errstate(all="ignore")
def unit_norms(array: Floats) -> Floats:
    """Unit-wise L2 norms, with the number of axes of `array`, so that they broadcast with it.

    A unit is the whole of a vector, a column of a matrix (the weights into one neuron) or of
    a stack of three axes, and one filter of a convolution, whose four axes end with it.

    Raises:
        ValueError: if there are more than four axes: no convention says what a unit is.

    Source:
        `unitwise_norm` of optax.

    >>> unit_norms(np.array([[3.0, 0.0], [4.0, 1.0]]))
    array([[5., 1.]])
    """
    axes_by_ndim: dict[int, tuple[int, ...]] = {2: (0,), 3: (0,), 4: (0, 1, 2)}
    unit_axes = tuple(range(array.ndim))
    if sum(length != 1 for length in array.shape) > 1:
        if array.ndim not in axes_by_ndim:
            raise ValueError(f"a unit is defined for up to 4 axes, got the shape {array.shape}")
        unit_axes = axes_by_ndim[array.ndim]
    norms: Floats = np.sqrt(np.sum(array * array, axis=unit_axes, keepdims=True))
    return norms
