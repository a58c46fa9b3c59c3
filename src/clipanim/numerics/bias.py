"""What clipping does to a sum: of tensors, of minibatches, of steps in time.

One gradient clipped by its norm keeps its direction. Clipping the parts and then adding
them does not, and this is measured here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.clipping import clip_by_norm, clip_by_value, clip_per_tensor
from clipanim.numerics.vectors import Array, angle, as_vectors


@dataclass(frozen=True)
class MinibatchBias:
    """Clipping after and before averaging over minibatches.

    Attributes:
        mean: (..., n), the mean gradient, not clipped.
        clip_of_mean: (..., n), that mean, clipped: it points where the mean points.
        mean_of_clips: (..., n), the mean of the clipped gradients: what training averages to.
    """

    mean: Array
    clip_of_mean: Array
    mean_of_clips: Array

    @property
    def turned(self) -> Array:
        """The angle between the mean of clips and the mean, degrees, (...)."""
        return angle(self.mean_of_clips, self.mean)


@dataclass(frozen=True)
class ClippedSum:
    """Clipping the contributions of the time steps before they are added.

    Attributes:
        clipped: (T, n), the contributions, each clipped by value.
        total: (n,), the true gradient: the sum of the raw contributions.
        clipped_total: (n,), the sum of the clipped ones.
    """

    clipped: Array
    total: Array
    clipped_total: Array

    @property
    def uphill(self) -> bool:
        """Whether a step along minus the clipped sum climbs, at first order."""
        return bool(self.total @ self.clipped_total < 0)


def per_tensor_turn(gradients: Sequence[ArrayLike], threshold: float) -> float:
    """By how many degrees clipping each tensor by its own norm turns the whole gradient.

    Args:
        gradients: one array for each parameter, any shapes.
        threshold: of each tensor; finite, > 0.

    Raises:
        ValueError: as `clip_per_tensor`.

    >>> print(f"{per_tensor_turn([[30.0, 0.0], [0.0, 0.4]], threshold=1.0):.1f}")
    21.0
    """
    clipped = clip_per_tensor(gradients, threshold)
    before, after = (
        np.concatenate([np.ravel(one) for one in side]) for side in (gradients, clipped)
    )
    return float(angle(before, after))


def minibatch_bias(gradients: ArrayLike, threshold: float) -> MinibatchBias:
    """Compare clipping the mean gradient with averaging the clipped ones.

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
    rows = _minibatches(gradients)
    mean = rows.mean(axis=-2)
    clips = clip_by_norm(rows, threshold)
    return MinibatchBias(mean, clip_by_norm(mean, threshold), clips.mean(axis=-2))


def running_bias(gradients: ArrayLike, threshold: float) -> MinibatchBias:
    """The same after 1, 2, ... m minibatches: more of them do not remove the bias.

    Args:
        gradients: shape (m, n), in the order in which the minibatches come.
        threshold: finite, > 0.

    Returns:
        Arrays of shape (m, n): row k is about the first k + 1 minibatches.

    Raises:
        ValueError: as `minibatch_bias`.
    """
    rows = _minibatches(gradients)
    counts = np.arange(1, rows.shape[-2] + 1)[:, np.newaxis]
    mean = np.cumsum(rows, axis=-2) / counts
    clips = np.cumsum(clip_by_norm(rows, threshold), axis=-2) / counts
    return MinibatchBias(mean, clip_by_norm(mean, threshold), clips)


def clip_each_step(contributions: ArrayLike, threshold: float) -> ClippedSum:
    """Clip what every time step contributes by value, and only then add: it can go uphill.

    Args:
        contributions: shape (T, n), or (T,) for a single parameter.
        threshold: finite, > 0.

    Raises:
        ValueError: as `clip_by_value`.

    Source:
        Early practice, for example Graves (2013), "Generating sequences with recurrent
        neural networks", clips inside back-propagation; the counter-example is ours.

    >>> told = clip_each_step([10.0, -9.5, -0.4], threshold=1.0)
    >>> print(f"{told.total[0]:.1f} {told.clipped_total[0]:.1f}", told.uphill)
    0.1 -0.4 True
    """
    rows = as_vectors(contributions)
    rows = rows[:, np.newaxis] if rows.ndim == 1 else rows
    clipped = clip_by_value(rows, threshold)
    return ClippedSum(clipped, rows.sum(axis=0), clipped.sum(axis=0))


def _minibatches(gradients: ArrayLike) -> Array:
    rows = as_vectors(gradients)
    if rows.ndim < 2 or rows.shape[-2] == 0:
        raise ValueError(f"gradients need the shape (..., m, n) with m >= 1, got {rows.shape}")
    return rows
