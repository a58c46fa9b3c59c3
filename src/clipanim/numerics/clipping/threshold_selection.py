"""Choosing a clipping threshold from the history of gradient norms: percentiles, AutoClip, ...

A history is the norm of the gradient at every update, shape (k,), in the order of the run.
Where a run ended in inf or NaN, its history does too; such norms tell nothing about a good
threshold and are left out, except where it is said what becomes of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clipanim.numerics.vectors import Array


@dataclass(frozen=True)
class NormHistogram:
    """Histogram of gradient norms, with bins of equal width on a logarithmic axis.

    Attributes:
        edges: (bins + 1,), the borders of the bins, as norms.
        counts: (bins,), how many norms are in each.
        left_out: how many norms are 0, infinite or NaN and so are in no bin.
    """

    edges: Array
    counts: NDArray[np.int64]
    left_out: int


def norm_band(norms: ArrayLike, low: float = 0.5, high: float = 10.0) -> tuple[float, float, float]:
    """The band of good thresholds: half the average norm, the average, and ten times it.

    Raises:
        ValueError: if no norm is finite.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), section 3.2: thresholds "from half to ten times
        this average can still yield convergence, though convergence speed can be affected".

    >>> norm_band([1.0, 3.0, 2.0])
    (1.0, 2.0, 20.0)
    """
    average = float(_finite_norms(norms).mean())
    return low * average, average, high * average


def percentile_threshold(norms: ArrayLike, percent: float) -> float:
    """The percentile of the finite norms as a threshold (linear between two norms).

    Raises:
        ValueError: if no norm is finite, or `percent` is outside 0 to 100.

    >>> percentile_threshold([1.0, 2.0, 3.0, 100.0], 50)
    2.5
    """
    return float(np.percentile(_finite_norms(norms), _checked_percent(percent)))


def autoclip_thresholds(norms: ArrayLike, percent: float = 10.0) -> Array:
    """AutoClip thresholds: at every update a percentile of all norms so far, its own included.

    Args:
        norms: shape (k,).
        percent: 0 to 100; at 10 nearly nine in ten updates of a steady run are clipped.

    Returns:
        Shape (k,). It is inf, which clips nothing, as long as no norm has been finite.

    Source:
        Seetharaman, Wichern, Pardo, Le Roux (2020), "AutoClip: adaptive gradient clipping
        for source separation networks", and autoclip.py of its authors.

    >>> autoclip_thresholds([4.0, 2.0, 8.0], percent=50).tolist()
    [4.0, 3.0, 4.0]
    """
    history = _checked_history(norms)
    share = _checked_percent(percent) / 100
    thresholds = np.full(history.shape, np.inf)
    past: list[float] = []  # kept in order, so that each percentile is one look-up
    for k, norm in enumerate(history):
        if np.isfinite(norm):
            past.insert(int(np.searchsorted(past, norm)), float(norm))
        if past:
            place = share * (len(past) - 1)
            below = int(place)
            above = min(below + 1, len(past) - 1)
            thresholds[k] = past[below] + (place - below) * (past[above] - past[below])
    return thresholds


def log_histogram(norms: ArrayLike, bins_per_decade: int = 5) -> NormHistogram:
    """Histogram of norms on a logarithmic axis, with bin edges at powers of ten and between.

    Raises:
        ValueError: if no norm is finite and > 0, or `bins_per_decade` is below 1.

    >>> histogram = log_histogram([0.2, 0.3, 2.0, 0.0], bins_per_decade=1)
    >>> histogram.edges.tolist(), histogram.counts.tolist(), histogram.left_out
    ([0.1, 1.0, 10.0], [2, 1], 1)
    """
    if bins_per_decade < 1:
        raise ValueError(f"bins_per_decade must be >= 1, got {bins_per_decade}")
    history = _checked_history(norms)
    positive = _finite_norms(history[history > 0])
    first = int(np.floor(np.log10(positive.min()) * bins_per_decade))
    last = int(np.floor(np.log10(positive.max()) * bins_per_decade)) + 1
    edges = 10.0 ** (np.arange(first, last + 1) / bins_per_decade)
    places = np.clip(np.searchsorted(edges, positive, side="right") - 1, 0, last - first - 1)
    counts = np.bincount(places, minlength=last - first)
    return NormHistogram(edges, counts, history.size - positive.size)


def share_clipped(norms: ArrayLike, thresholds: ArrayLike) -> Array:
    """The fraction of updates that each threshold clips, 0 to 1; inf and NaN count as clipped.

    Args:
        norms: shape (k,), k >= 1.
        thresholds: any shape.

    Returns:
        The shape of `thresholds`.

    >>> share_clipped([1.0, 2.0, 3.0, 4.0], [0.5, 2.0, 9.0]).tolist()
    [1.0, 0.5, 0.0]
    """
    history = np.sort(_checked_history(norms))  # NaN comes last
    kept = np.searchsorted(history, np.asarray(thresholds, np.float64), side="right")
    return 1 - kept / history.size


def skipped_updates(norms: ArrayLike, sigmas: float = 4.0, warm_up: int = 20) -> NDArray[np.bool_]:
    """Which updates to skip as outliers: their log norm is far above those before.

    An update is skipped if its log norm exceeds mean + `sigmas` standard deviations of the
    log norms of the updates made before it. The paper takes moving averages and gives no
    time constant: here all updates made so far count alike, from the `warm_up`-th on.

    Args:
        norms: shape (k,). An inf or NaN is always skipped, a 0 never.
        sigmas: how many standard deviations are too many; > 0.
        warm_up: how many updates are made before the first is judged; >= 2.

    Returns:
        Shape (k,).

    Source:
        Chen et al. (2018), "The best of both worlds: combining recent advances in neural
        machine translation", section on training.

    >>> skipped_updates([1.0, 1.1, 0.9, 1.0, 50.0, 1.2], warm_up=4).tolist()
    [False, False, False, False, True, False]
    """
    if not sigmas > 0 or warm_up < 2:
        raise ValueError(f"sigmas must be > 0 and warm_up >= 2, got {sigmas} and {warm_up}")
    history = _checked_history(norms)
    skipped = ~np.isfinite(history)
    count, mean, squares = 0, 0.0, 0.0
    for k in np.flatnonzero(~skipped & (history > 0)):
        length = float(np.log(history[k]))
        if count >= warm_up and length > mean + sigmas * (squares / count) ** 0.5:
            skipped[k] = True
            continue
        count += 1  # Welford's running mean and sum of squares
        away = length - mean
        mean += away / count
        squares += away * (length - mean)
    return skipped


def _checked_history(norms: ArrayLike) -> Array:
    history = np.asarray(norms, np.float64)
    if history.ndim != 1 or history.size == 0:
        raise ValueError(f"norms need the shape (k,) with k >= 1, got {history.shape}")
    return history


def _finite_norms(norms: ArrayLike) -> Array:
    history = np.asarray(norms, np.float64)
    finite: Array = history[np.isfinite(history)]
    if finite.size == 0:
        raise ValueError("none of the norms is a finite number that tells where to clip")
    return finite


def _checked_percent(percent: float) -> float:
    if not 0 <= percent <= 100:
        raise ValueError(f"percent must be 0 to 100, got {percent}")
    return percent
