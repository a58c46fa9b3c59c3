"""Replay of single updates of a training, with the loss at steps in between, clipped or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clipanim.numerics.clipping import ClipMethod
from clipanim.numerics.vectors import Array

from .backpropagation import backpropagate, run_net
from .losses import loss_and_gradient
from .tasks import TASKS, Batch, temporal_order
from .training_config import TrainingRun
from .weights import Weights

TASK = TASKS["temporal_order"]


@dataclass(frozen=True)
class Replay:
    """Losses and norms of some updates of a training, made again.

    Attributes:
        batch_losses: (updates,), of the batch of each update, before it.
        norms: (updates,), of the gradients, before clipping.
        update_norms: (updates,), how far each update moves the weights.
        path_lengths: (updates * parts + 1,), how far the weights have come along their path.
        test_losses: the same shape, on sequences that the net never saw, at these places.
    """

    batch_losses: Array
    norms: Array
    update_norms: Array
    path_lengths: Array
    test_losses: Array


def replay(
    weights: Weights,
    run: TrainingRun,
    update: int,
    count: int,
    clip: ClipMethod = "none",
    *,
    parts: int = 12,
    test_sequences: int = 200,
    length: int = 20,
    batch: int = 20,
) -> Replay:
    """Replay some updates of a training on its own batches, with clipping by norm or without.

    Args:
        weights: before the first of them; see `weights_before`.
        run: whose batches, learning rate and threshold are used; its clipping is not.
        update: the number of the first, counted from 0.
        count: how many; >= 1.
        clip: "none" or "norm".
        parts: at how many places along each update the test loss is taken; >= 1.
        test_sequences: how many, drawn by the generator of the seed [3, seed].
        length: of the sequences.
        batch: how many sequences an update sees.

    Raises:
        ValueError: if `count` or `parts` is < 1, or `clip` is not one of the two.

    >>> from clipanim.numerics.recurrent import initial_weights
    >>> start = initial_weights(8, 6, 4, np.random.default_rng([0, 0]))
    >>> replay(start, TrainingRun(), update=0, count=2, parts=3).test_losses.shape
    (7,)
    """
    if count < 1 or parts < 1 or clip not in ("none", "norm"):
        raise ValueError(
            f"count and parts must be >= 1 and clip none or norm, got {count}, {parts}, {clip!r}"
        )
    generator = np.random.default_rng([1, run.seed])
    for _ in range(update):
        temporal_order(length, batch, generator)
    test_batch = temporal_order(length, test_sequences, np.random.default_rng([3, run.seed]))
    current, records, test_losses = weights, [], [_loss(weights, test_batch)]
    for _ in range(count):
        drawn = temporal_order(length, batch, generator)
        backward = backpropagate(current, drawn.inputs, drawn.targets, loss=TASK.loss)
        gradient_norm = float(np.sqrt(sum((one**2).sum() for one in backward.gradient)))
        shrink = min(1.0, run.threshold / gradient_norm) if clip == "norm" else 1.0
        rate = run.learning_rate * shrink
        for part in range(1, parts + 1):
            scale = rate * part / parts
            moved = Weights(
                *(a - scale * g for a, g in zip(current, backward.gradient, strict=True))
            )
            test_losses.append(_loss(moved, test_batch))
        current = moved
        records.append((float(backward.loss), gradient_norm, rate * gradient_norm))
    batch_losses, norms, update_norms = np.array(records).T
    path_lengths = np.concatenate([[0.0], np.cumsum(np.repeat(update_norms / parts, parts))])
    return Replay(batch_losses, norms, update_norms, path_lengths, np.array(test_losses))


def _loss(weights: Weights, batch: Batch) -> float:
    outputs = run_net(weights, batch.inputs).outputs
    return float(loss_and_gradient(outputs, batch.targets, TASK.loss)[0])
