"""Loss spikes: the update of a training at which most of what was learned is lost again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

MAX_LOOKBACK = 5  # updates before the spike that may belong to it
LONG_GRADIENT_FACTOR = 3.0  # times the median norm, from which on a gradient is long


def find_loss_spike(
    losses: ArrayLike, norms: ArrayLike, chance: float, window: int = 15
) -> tuple[int, int, float]:
    """Find the largest rise of the mean training loss, and the update at which it begins.

    The rise is that of the mean loss from the `window` updates before to those after, up to
    the chance level: what is worse than a guess is no loss of something learned. It begins
    with the first of the long gradients that lead up to there without a gap, at most five of
    them, or else with the first after it. Long is three times the median of the `window`
    updates before.

    Args:
        losses: (runs, updates) of the batch of each update, before it.
        norms: (runs, updates), of the gradients.
        chance: the loss of a guess.
        window: how many losses a mean is of; at most half of the updates.

    Returns:
        The run, the update (counted from 0), and by how much the mean loss rose.

    Raises:
        ValueError: if the window does not fit.

    >>> losses = [[1.0] * 20 + [0.0] * 20 + [1.0] * 20]
    >>> norms = [[0.5] * 38 + [3.0] * 2 + [0.5] * 20]
    >>> find_loss_spike(losses, norms, 1.4)
    (0, 38, 1.0)
    """
    losses, norms = np.asarray(losses, np.float64), np.asarray(norms, np.float64)
    if not 0 < 2 * window <= losses.shape[-1]:
        raise ValueError(f"window must be 1 to half of {losses.shape[-1]} updates, got {window}")
    finite = np.where(np.isfinite(losses), losses, np.inf)
    means = np.lib.stride_tricks.sliding_window_view(finite, window, axis=-1).mean(axis=-1)
    before, after = means[:, :-window], means[:, window:]
    rise = np.minimum(after, chance) - np.minimum(before, chance)
    run, k = np.unravel_index(int(rise.argmax()), rise.shape)
    first = int(k) + window
    earliest = max(0, first - MAX_LOOKBACK)
    median = np.nanmedian(norms[run, first - window : first])
    is_long = ~(norms[run] <= LONG_GRADIENT_FACTOR * median)
    while first > earliest and is_long[first - 1]:
        first -= 1
    later = np.flatnonzero(is_long[first:])
    return int(run), first + int(later[0] if later.size else 0), float(rise[run, k])
