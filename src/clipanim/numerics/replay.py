"""A training looked at from close up: the updates that undo it, made again part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.descent import Clip
from clipanim.numerics.losses import loss_and_slope
from clipanim.numerics.recurrent import backpropagate, run_net
from clipanim.numerics.sweep import TrainingRun
from clipanim.numerics.tasks import TASKS, temporal_order
from clipanim.numerics.unrolled import Weights
from clipanim.numerics.vectors import Array

FARTHEST_BACK = 5  # updates that are looked at before those that undo
LONG = 3.0  # times the median, from which on a gradient is long


@dataclass(frozen=True)
class Replay:
    """Some updates of a training, made again.

    Attributes:
        batch_losses: (updates,), of the batch of each update, before it.
        norms: (updates,), of the gradients, before clipping.
        distances: (updates,), how far each update moves the weights.
        moved: (updates * parts + 1,), how far the weights have come along their path.
        losses: the same shape, on sequences that the net never saw, on the way too.
    """

    batch_losses: Array
    norms: Array
    distances: Array
    moved: Array
    losses: Array


def undoing(
    losses: ArrayLike, norms: ArrayLike, chance: float, window: int = 15
) -> tuple[int, int, float]:
    """Where most of what had been learned is lost, and the update at which that begins.

    What is lost is the rise of the mean loss from the `window` updates before to those after,
    up to the loss of a guess: what is worse than a guess is no loss of something learned. It
    begins with the first of the long gradients that lead up to there without a gap, at most
    five of them, or else with the first after it. Long is three times the median of the
    `window` updates before.

    Args:
        losses: (runs, updates) of the batch of each update, before it.
        norms: (runs, updates), of the gradients.
        chance: the loss of a guess.
        window: how many losses a mean is of; at most half of the updates.

    Returns:
        The run, the update (counted from 0), and by how much the mean loss rose.

    >>> losses = [[1.0] * 20 + [0.0] * 20 + [1.0] * 20]
    >>> norms = [[0.5] * 38 + [3.0] * 2 + [0.5] * 20]
    >>> undoing(losses, norms, 1.4)
    (0, 38, 1.0)
    """
    losses, norms = np.asarray(losses, np.float64), np.asarray(norms, np.float64)
    if not 0 < 2 * window <= losses.shape[-1]:
        raise ValueError(f"window must be 1 to half of {losses.shape[-1]} updates, got {window}")
    known = np.where(np.isfinite(losses), losses, np.inf)
    means = np.lib.stride_tricks.sliding_window_view(known, window, axis=-1).mean(axis=-1)
    before, after = means[:, :-window], means[:, window:]
    lost = np.minimum(after, chance) - np.minimum(before, chance)
    run, k = np.unravel_index(int(lost.argmax()), lost.shape)
    first = int(k) + window
    back = max(0, first - FARTHEST_BACK)
    long = ~(norms[run] <= LONG * np.nanmedian(norms[run, first - window : first]))
    while first > back and long[first - 1]:
        first -= 1
    rest = np.flatnonzero(long[first:])
    return int(run), first + int(rest[0] if rest.size else 0), float(lost[run, k])


def replay(
    weights: Weights,
    run: TrainingRun,
    update: int,
    count: int,
    clip: Clip = "none",
    *,
    parts: int = 12,
    tested: int = 200,
    length: int = 20,
    batch: int = 20,
) -> Replay:
    """Make some updates of a training again, on its own batches, clipped or not.

    Args:
        weights: before the first of them; see `weights_before`.
        run: whose batches, learning rate and threshold are used; its clipping is not.
        update: the number of the first, counted from 0.
        count: how many; >= 1.
        clip: "none" or "norm".
        parts: how many places on the way of each update are looked at; >= 1.
        tested: new sequences, drawn by the generator of the seed [3, seed], for the losses.
        length: of the sequences.
        batch: how many an update sees.

    Raises:
        ValueError: if `count` or `parts` is < 1, or `clip` is not one of the two.
    """
    if count < 1 or parts < 1 or clip not in ("none", "norm"):
        raise ValueError(
            f"count and parts must be >= 1 and clip none or norm, got {count}, {parts}, {clip!r}"
        )
    generator = np.random.default_rng([1, run.seed])
    for _ in range(update):
        temporal_order(length, batch, generator)
    new = temporal_order(length, tested, np.random.default_rng([3, run.seed]))
    kind, here, records = TASKS["temporal_order"].loss, weights, []
    losses = [_loss(here, new.inputs, new.targets)]
    for _ in range(count):
        drawn = temporal_order(length, batch, generator)
        made = backpropagate(here, drawn.inputs, drawn.targets, loss=kind)
        size = float(np.sqrt(sum((one**2).sum() for one in made.gradient)))
        step = run.learning_rate * (min(1.0, run.threshold / size) if clip == "norm" else 1.0)
        for part in range(1, parts + 1):
            share = step * part / parts
            there = Weights(*(a - share * b for a, b in zip(here, made.gradient, strict=True)))
            losses.append(_loss(there, new.inputs, new.targets))
        here = there
        records.append((float(made.loss), size, step * size))
    batch_losses, norms, distances = np.array(records).T
    moved = np.concatenate([[0.0], np.cumsum(np.repeat(distances / parts, parts))])
    return Replay(batch_losses, norms, distances, moved, np.array(losses))


def _loss(weights: Weights, inputs: Array, targets: Array) -> float:
    outputs = run_net(weights, inputs).outputs
    return float(loss_and_slope(outputs, targets, TASKS["temporal_order"].loss)[0])
