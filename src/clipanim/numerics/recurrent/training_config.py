"""Training configuration: the hyperparameters of a run, shared settings, and grid sweeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import get_args

import numpy as np

from clipanim.numerics.clipping import ClipMethod
from clipanim.numerics.vectors import Array

from .activations import Activation, check_activation
from .tasks import TASKS, check_batch
from .weights import Weights


@dataclass(frozen=True)
class TrainingRun:
    """The hyperparameters of one training run.

    Attributes:
        learning_rate: the factor of the gradient; > 0.
        clip: "none", "norm" (of all parameters together) or "value".
        threshold: for clipping; > 0. Not used with clip="none".
        seed: for the first weights and for the batches; >= 0.
    """

    learning_rate: float = 0.3
    clip: ClipMethod = "none"
    threshold: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class TrainingSettings:
    """Task, sizes and activation, which all runs of a sweep have in common.

    Attributes:
        task: "temporal_order" or "adding".
        n: how many units each net has; >= 1.
        length: of the sequences; >= 10.
        batch: how many sequences an update sees; >= 1.
        updates: how many; >= 1.
        activation: of the units: "tanh", "linear" or "relu".
    """

    task: str = "temporal_order"
    n: int = 32
    length: int = 20
    batch: int = 20
    updates: int = 600
    activation: Activation = "tanh"

    def weights(self, parameters: Array) -> Weights:
        """Split flat parameters, (..., parameters), into weights; views where possible."""
        n, inputs, outputs = self.n, TASKS[self.task].inputs, TASKS[self.task].outputs
        shapes = ((n, n), (n, inputs), (n,), (outputs, n), (outputs,))
        ends = np.cumsum([np.prod(shape, dtype=np.intp) for shape in shapes])[:-1]
        parts = zip(np.split(parameters, ends, axis=-1), shapes, strict=True)
        return Weights(*(part.reshape(*part.shape[:-1], *shape) for part, shape in parts))


def sweep(
    learning_rates: Sequence[float],
    clips: Sequence[ClipMethod] = ("none", "norm"),
    seeds: Sequence[int] = (0,),
    threshold: float = 1.0,
) -> tuple[TrainingRun, ...]:
    """Grid sweep over hyperparameters; the seed changes fastest, the learning rate slowest.

    Args:
        learning_rates: each > 0.
        clips: "none", "norm" or "value".
        seeds: each >= 0.
        threshold: for clipping, of all runs; > 0.

    Returns:
        A run for every combination.

    >>> [(run.learning_rate, run.clip) for run in sweep([0.1, 0.3])]
    [(0.1, 'none'), (0.1, 'norm'), (0.3, 'none'), (0.3, 'norm')]
    """
    return tuple(
        TrainingRun(rate, clip, threshold, seed)
        for rate, clip, seed in product(learning_rates, clips, seeds)
    )


def check_sweep(runs: Sequence[TrainingRun], settings: TrainingSettings) -> None:
    """Refuse runs and settings that cannot be trained, with a ValueError."""
    if not runs or settings.n < 1 or settings.updates < 1:
        counts = f"{len(runs)}, {settings.n} and {settings.updates}"
        raise ValueError(f"runs, n and updates must be >= 1, got {counts}")
    if settings.task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, got {settings.task!r}")
    for run in runs:
        _check_run(run)
    check_batch(settings.length, settings.batch)
    check_activation(settings.activation)


def _check_run(run: TrainingRun) -> None:
    if run.clip not in get_args(ClipMethod):
        raise ValueError(f"clip must be one of {', '.join(get_args(ClipMethod))}, got {run.clip!r}")
    for name, value in (("learning_rate", run.learning_rate), ("threshold", run.threshold)):
        if not 0 < value < np.inf:
            raise ValueError(f"{name} must be a finite number > 0, got {value!r}")
    if run.seed < 0:
        raise ValueError(f"seed must be >= 0, got {run.seed}")
