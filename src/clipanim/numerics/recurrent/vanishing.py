"""Vanishing gradients: how the back-propagated signal decays with the lag, clipped or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clipanim.numerics.clipping import clip_by_global_norm
from clipanim.numerics.vectors import Array, norm

from .unrolled_net import check_unrolled, unroll


@dataclass(frozen=True)
class VanishingGradient:
    """How much the steps of a sequence contribute to the gradient, by their lag from the last.

    Attributes:
        lags: (K + 1,), 0 to K.
        jacobian_norms: (K + 1,), the norm of dh_T/dh_(T-k) at each lag k; 1 at 0.
        bounds: (K + 1,), the scale to the power of k, which the norms cannot exceed.
        part_norms: (K,), of what step T - k adds to dL/dW, by the lag k = 0 to K - 1.
        clipped_part_norms: (K,), the same after the whole gradient is clipped by its norm:
            all by one factor, and bit for bit the same if the gradient was short enough.
        gradient_norm: of all parameters together.
        factor: what clipping multiplied the gradient by; 1 if it did nothing.
    """

    lags: Array
    jacobian_norms: Array
    bounds: Array
    part_norms: Array
    clipped_part_norms: Array
    gradient_norm: float
    factor: float


def vanishing_gradient(
    scale: float = 0.9,
    steps: int = 100,
    *,
    threshold: float = 1.0,
    n: int = 32,
    seed: int = 0,
    input_std: float = 0.5,
) -> VanishingGradient:
    """Measure how the gradient vanishes in a tanh net, and that clipping does not change it.

    The net is that of `unroll` with `scale` times an orthogonal W, whose largest singular
    value is the scale: below 1 it is sufficient for vanishing. Clipping scales what all
    steps add by one factor, so a step whose part is negligible stays negligible.

    Args:
        scale: the common modulus of all eigenvalues of W; > 0.
        steps: K, the longest lag, one less than the length of the sequence; >= 1.
        threshold: for clipping by norm; > 0.
        n: as for `unroll`.
        seed: as for `unroll`.
        input_std: as for `unroll`.

    Returns:
        Norms by lag, before and after clipping.

    Raises:
        ValueError: as `unroll`, and as `clip_by_norm` for the threshold.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), section 2.1: the largest singular value of W
        below 1 (for tanh) is sufficient for vanishing.

    >>> decay = vanishing_gradient(0.9, steps=50, threshold=10.0)
    >>> bool(decay.jacobian_norms[50] < 0.9**50), decay.factor
    (True, 1.0)
    """
    check_unrolled(steps, scale, n)
    net = unroll(steps + 1, scale, n=n, seed=seed, input_std=input_std)
    gradient = net.backward.gradient
    before = norm(_concatenated(gradient))
    after = norm(_concatenated(clip_by_global_norm(gradient, threshold)))
    factor = float(after / before) if before > 0 else 1.0
    parts = net.contributions.parts[:0:-1].reshape(steps, -1)  # the last step first
    lags = np.arange(steps + 1)
    return VanishingGradient(
        lags=lags.astype(np.float64),
        jacobian_norms=net.jacobian_norms[:-1],
        bounds=np.asarray(float(scale) ** lags),
        part_norms=norm(parts),
        clipped_part_norms=norm(parts * factor),
        gradient_norm=float(before),
        factor=factor,
    )


def _concatenated(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])
