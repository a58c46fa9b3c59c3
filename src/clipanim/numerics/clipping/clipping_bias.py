"""The bias of gradient clipping: clipped parts that are added, per tensor, minibatch or step.

One gradient clipped by its norm keeps its direction. Clipping the parts and then adding
them does not, and this is measured here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array, angle, as_vectors

from .gradient_clipping import clip_by_norm, clip_by_value, clip_per_tensor


@dataclass(frozen=True)
class MinibatchBias:
    """The mean gradient of minibatches, clipped after and before averaging.

    Attributes:
        mean: (..., n), the mean gradient, not clipped.
        clip_of_mean: (..., n), that mean, clipped: it points where the mean points.
        mean_of_clips: (..., n), the mean of the clipped gradients: what training averages to.
    """

    mean: Array
    clip_of_mean: Array
    mean_of_clips: Array

    @property
    def angle_to_mean(self) -> Array:
        """The angle between the mean of clips and the mean, degrees, (...)."""
        return angle(self.mean_of_clips, self.mean)


@dataclass(frozen=True)
class ClippedSum:
    """The sum of the contributions of time steps, each clipped before it is added, and raw.

    Attributes:
        clipped: (T, n), the contributions, each clipped by value.
        total: (n,), the true gradient: the sum of the raw contributions.
        clipped_total: (n,), the sum of the clipped ones.
    """

    clipped: Array
    total: Array
    clipped_total: Array

    @property
    def is_ascent(self) -> bool:
        """Whether a step along minus the clipped sum raises the loss, at first order."""
        return bool(self.total @ self.clipped_total < 0)


def per_tensor_angle(gradients: Sequence[ArrayLike], threshold: float) -> float:
    """The angle by which per-tensor clipping turns the whole gradient, in degrees.

    Args:
        gradients: one array for each parameter, any shapes.
        threshold: of each tensor; finite, > 0.

    Raises:
        ValueError: as `clip_per_tensor`.

    >>> print(f"{per_tensor_angle([[30.0, 0.0], [0.0, 0.4]], threshold=1.0):.1f}")
    21.0
    """
    clipped = clip_per_tensor(gradients, threshold)
    before, after = (
        np.concatenate([np.ravel(one) for one in arrays]) for arrays in (gradients, clipped)
    )
    return float(angle(before, after))


def minibatch_bias(gradients: ArrayLike, threshold: float) -> MinibatchBias:
    """Bias of clipping each minibatch: the clipped mean against the mean of clipped gradients.

    Args:
        gradients: shape (..., m, n): m minibatches, at least one, of n components.
        threshold: finite, > 0.

    Raises:
        ValueError: for no minibatches, and as `clip_by_norm`.

    Source:
        Goodfellow, Bengio, Courville (2016), "Deep Learning", section 10.11.1: averaging
        clipped gradients "introduces a heuristic bias".

    >>> bias = minibatch_bias([[10.0, 0.0], [-1.0, 1.0]], threshold=1.0)
    >>> bias.clip_of_mean.round(3).tolist(), bias.mean_of_clips.round(3).tolist()
    ([0.994, 0.11], [0.146, 0.354])
    """
    rows = _checked_minibatches(gradients)
    mean = rows.mean(axis=-2)
    clips = clip_by_norm(rows, threshold)
    return MinibatchBias(mean, clip_by_norm(mean, threshold), clips.mean(axis=-2))


def running_bias(gradients: ArrayLike, threshold: float) -> MinibatchBias:
    """The minibatch bias after 1, 2, ... m minibatches: more of them do not remove it.

    Args:
        gradients: shape (m, n), in the order in which the minibatches come.
        threshold: finite, > 0.

    Returns:
        Arrays of shape (m, n): row k is about the first k + 1 minibatches.

    Raises:
        ValueError: as `minibatch_bias`.
    """
    rows = _checked_minibatches(gradients)
    counts = np.arange(1, rows.shape[-2] + 1)[:, np.newaxis]
    mean = np.cumsum(rows, axis=-2) / counts
    clips = np.cumsum(clip_by_norm(rows, threshold), axis=-2) / counts
    return MinibatchBias(mean, clip_by_norm(mean, threshold), clips)


def clip_each_step(contributions: ArrayLike, threshold: float) -> ClippedSum:
    """Clip the contribution of every time step by value, then add: the sum can point uphill.

    Args:
        contributions: shape (T, n), or (T,) for a single parameter.
        threshold: finite, > 0.

    Raises:
        ValueError: as `clip_by_value`.

    Source:
        Early practice, for example Graves (2013), "Generating sequences with recurrent
        neural networks", clips inside back-propagation; the counter-example is ours.

    >>> steps = clip_each_step([10.0, -9.5, -0.4], threshold=1.0)
    >>> print(f"{steps.total[0]:.1f} {steps.clipped_total[0]:.1f}", steps.is_ascent)
    0.1 -0.4 True
    """
    rows = as_vectors(contributions)
    rows = rows[:, np.newaxis] if rows.ndim == 1 else rows
    clipped = clip_by_value(rows, threshold)
    return ClippedSum(clipped, rows.sum(axis=0), clipped.sum(axis=0))


def _checked_minibatches(gradients: ArrayLike) -> Array:
    rows = as_vectors(gradients)
    if rows.ndim < 2 or rows.shape[-2] == 0:
        raise ValueError(f"gradients need the shape (..., m, n) with m >= 1, got {rows.shape}")
    return rows
