"""Learning rate schedules: constant, step decay, warm-up with cosine; effective rate of clipping.

A schedule is an array, shape (updates,): the rate of each update.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array


def constant_rate(updates: int, rate: float) -> Array:
    """Constant learning rate schedule, shape (updates,).

    >>> constant_rate(3, 0.5).tolist()
    [0.5, 0.5, 0.5]
    """
    _check(updates, rate)
    return np.full(updates, float(rate))


def step_rate(updates: int, rate: float, *, every: int, factor: float = 0.1) -> Array:
    """Step decay schedule: the rate is multiplied by `factor` after every `every` updates.

    >>> step_rate(5, 1.0, every=2, factor=0.5).tolist()
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    _check(updates, rate)
    if every < 1 or not 0 < factor <= 1:
        raise ValueError(f"every must be >= 1 and 0 < factor <= 1, got {every} and {factor}")
    return rate * factor ** (np.arange(updates) // every).astype(np.float64)


def warmup_cosine_rate(updates: int, rate: float, *, warm_up: int, last: float = 0.0) -> Array:
    """Warm-up and cosine decay: rises linearly to `rate`, then falls to `last` on half a cosine.

    Args:
        updates: how many updates; >= 0.
        rate: the largest rate, that of update `warm_up` (counted from 1).
        warm_up: how many updates the rise takes; 0 to `updates`.
        last: the rate of the last update; 0 to `rate`.

    Source:
        Loshchilov, Hutter (2017), "SGDR: stochastic gradient descent with warm restarts",
        equation 5, without restarts; linear warm-up as in Goyal et al. (2017).

    >>> warmup_cosine_rate(6, 1.0, warm_up=2).round(3).tolist()
    [0.5, 1.0, 0.854, 0.5, 0.146, 0.0]
    """
    _check(updates, rate)
    if not 0 <= warm_up <= updates or not 0 <= last <= rate:
        raise ValueError(
            f"warm_up must be 0 to {updates} and last 0 to {rate}, got {warm_up} and {last}"
        )
    k = np.arange(1, updates + 1)
    rise = k / max(warm_up, 1)
    progress = np.clip((k - warm_up) / max(updates - warm_up, 1), 0, 1)
    fall = last + (rate - last) * (1 + np.cos(np.pi * progress)) / 2
    return np.where(k < warm_up, rate * rise, fall)


def effective_rate(rates: ArrayLike, norms: ArrayLike, threshold: float) -> Array:
    """Effective learning rate under clipping: rate * min(1, threshold / norm) at each update.

    Gradient descent with clipping is gradient descent whose rate depends on the gradient.

    Args:
        rates: shape (k,), or one number.
        norms: shape (k,), the norm of the raw gradient at each update.
        threshold: > 0; inf for no clipping.

    Returns:
        Shape (k,). After an infinite norm it is 0, after a NaN it is NaN.

    Source:
        Pascanu, Mikolov, Bengio (2013), section 3.2.

    >>> effective_rate(0.1, [0.5, 2.0, 100.0], threshold=1.0).tolist()
    [0.1, 0.05, 0.001]
    """
    if not threshold > 0:
        raise ValueError(f"threshold must be > 0, got {threshold!r}")
    norms = np.asarray(norms, np.float64)
    with np.errstate(all="ignore"):
        factor: Array = np.minimum(1.0, threshold / norms)
    return np.asarray(rates) * factor


def _check(updates: int, rate: float) -> None:
    if updates < 0 or not 0 < rate < np.inf:
        raise ValueError(f"updates must be >= 0 and rate finite, > 0, got {updates} and {rate}")
