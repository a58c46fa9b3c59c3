"""Training of many recurrent nets at once, by plain SGD with and without clipping.

The runs of a sweep are shared out among processes, and each share is one computation on arrays
of shape (runs, ...). No run knows of the others: each is the same, bit for bit, as if it were
trained alone, so it does not matter how they are shared out. Runs with the same seed start
from the same weights and see the same batches.

Three streams of random numbers are drawn, each by numpy's default generator: the weights
from the seed [0, seed] (see `initial_weights`), the batches from [1, seed] (one after the
other; see the task), and the lengths of the batches from [2], for all runs the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clipanim.numerics.vectors import Array

from .activations import Activation
from .batched_nets import BatchedNets
from .parallel import available_cores, run_in_processes
from .training_config import TrainingRun, TrainingSettings, check_sweep
from .weights import Weights

CHECKPOINT_INTERVAL = 50  # updates
FINAL_LOSSES = 50  # losses whose mean says how a run ended
# time steps of a net: below how many a process is not worth its start, and how many are made
# while one starts
MIN_STEPS_PER_PROCESS = 1_000_000
STEPS_DURING_STARTUP = 400_000


@dataclass(frozen=True)
class Training:
    """Losses, norms, spectra and weights of trained nets, in the order of their runs.

    Update k (counted from 0) starts from the weights that k updates have made. What a run
    that diverged records is inf or NaN.

    Attributes:
        runs: how each was trained.
        settings: what all of them have in common.
        losses: (runs, updates), of the batch of each update, before it.
        gradient_norms: (runs, updates), of all parameters together, before clipping.
        update_norms: (runs, updates), how far each update moved the weights (L2).
        effective_rates: (runs, updates), update norm / gradient norm: the learning rate times
            min(1, threshold / norm) when clipped by norm.
        clipped: (runs, updates), whether clipping changed the gradient.
        eigenvalue_updates: (m,), after how many updates eigenvalues were taken.
        eigenvalues: (runs, m, n), complex, of W at these, by falling modulus.
        spectral_radii: (runs, m), the largest modulus.
        checkpoints: the weights before the updates 0, 50, 100, ..., with the leading axes
            (runs, checkpoints).
        weights: those after the last update, with a leading axis of the runs.
    """

    runs: tuple[TrainingRun, ...]
    settings: TrainingSettings
    losses: Array
    gradient_norms: Array
    update_norms: Array
    effective_rates: Array
    clipped: NDArray[np.bool_]
    eigenvalue_updates: NDArray[np.int64]
    eigenvalues: NDArray[np.complex128]
    spectral_radii: Array
    checkpoints: Weights
    weights: Weights

    @property
    def initial_weights(self) -> Weights:
        """The weights before the first update, with a leading axis of the runs."""
        return Weights(*(array[:, 0] for array in self.checkpoints))

    @property
    def final_losses(self) -> Array:
        """The mean of the last 50 losses of each run, (runs,)."""
        return np.asarray(self.losses[:, -FINAL_LOSSES:].mean(axis=-1))

    @property
    def clipped_shares(self) -> Array:
        """The share of updates that were clipped, 0 to 1, (runs,)."""
        return np.asarray(self.clipped.mean(axis=-1))

    @property
    def largest_updates(self) -> NDArray[np.int64]:
        """The update that moved the weights of each run farthest: its index, (runs,).

        Of a run that diverged, it is the first update of no finite length.
        """
        known = np.where(np.isnan(self.update_norms), np.inf, self.update_norms)
        return np.asarray(known.argmax(axis=-1))

    @property
    def largest_update_norms(self) -> Array:
        """The norm of the largest update of each run, (runs,)."""
        rows = np.arange(len(self.runs))
        return np.asarray(self.update_norms[rows, self.largest_updates])


def train(
    runs: Sequence[TrainingRun],
    *,
    task: str = "temporal_order",
    n: int = 32,
    length: int = 20,
    batch: int = 20,
    updates: int = 600,
    activation: Activation = "tanh",
    every: int = 10,
    processes: int | None = None,
) -> Training:
    """Train a recurrent net for each run: SGD with gradient clipping, or without.

    An update is weights <- weights - learning_rate * clipped gradient.

    Args:
        runs: how each is trained; at least one.
        task: "temporal_order" or "adding".
        n: how many units each net has; >= 1.
        length: of the sequences; >= 10.
        batch: how many sequences an update sees; >= 1.
        updates: how many; >= 1.
        activation: of the units: "tanh", "linear" or "relu".
        every: updates between two records of the eigenvalues of W; >= 1.
        processes: how many share the runs, which changes nothing but the time; None for one
            on each core that this one may use, if the work is worth it.

    Returns:
        The records of all runs. A run that overflows neither raises nor warns, and leaves
        the others as they are.

    Raises:
        ValueError: if an argument is not what is said above.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), section 4; the sizes here are small enough for a
        film to be trained while one waits.

    >>> training = train([TrainingRun(0.1), TrainingRun(0.1, "norm")], n=4, length=10, updates=20)
    >>> training.losses.shape, training.eigenvalue_updates
    ((2, 20), array([ 0, 10, 20]))
    """
    settings = TrainingSettings(task, n, length, batch, updates, activation)
    check_sweep(runs, settings)
    if every < 1:
        raise ValueError(f"every must be >= 1, got {every}")
    steps = updates * length * batch
    if processes is None:
        processes = min(available_cores(), len(runs) * steps // MIN_STEPS_PER_PROCESS)
    order = np.argsort([run.seed for run in runs], kind="stable")  # a process draws few batches
    rows = _partition(order, min(max(processes, 1), len(runs)), STEPS_DURING_STARTUP / steps)
    tasks = [([runs[row] for row in part], settings, every) for part in rows]
    records = zip(*run_in_processes(_train_and_record, tasks), strict=True)
    losses, norms, update_norms, clipped, spectra, checkpoints, last = (
        np.concatenate(record)[np.argsort(order)] for record in records
    )
    with np.errstate(all="ignore"):
        rates = np.array([[run.learning_rate] for run in runs])
        effective = np.where(clipped, update_norms / norms, rates)
    return Training(
        runs=tuple(runs),
        settings=settings,
        losses=losses,
        gradient_norms=norms,
        update_norms=update_norms,
        effective_rates=np.where(np.isfinite(norms), effective, np.nan),
        clipped=clipped,
        eigenvalue_updates=every * np.arange(spectra.shape[1]),
        eigenvalues=spectra,
        spectral_radii=np.abs(spectra[..., 0]),
        checkpoints=settings.weights(checkpoints),
        weights=settings.weights(last),
    )


def weights_before(training: Training, row: int, update: int) -> Weights:
    """The weights of one run before an update, recomputed from the last checkpoint.

    They are, bit for bit, those of the training.

    Args:
        training: as `train` returns it.
        row: which of its runs.
        update: 0 to the number of updates; with this one, the weights are the last.

    Raises:
        ValueError: for an update that was not made.
    """
    if not 0 <= update <= training.settings.updates:
        raise ValueError(f"update must be 0 to {training.settings.updates}, got {update}")
    nets = BatchedNets([training.runs[row]], training.settings)
    nearest = update // CHECKPOINT_INTERVAL
    for array, checkpoint in zip(nets.weights, training.checkpoints, strict=True):
        array[0] = checkpoint[row, nearest]
    for _ in nets.updates(nearest * CHECKPOINT_INTERVAL, update):
        pass
    return Weights(*(array[0] for array in nets.weights))


def _partition(rows: NDArray[np.intp], processes: int, head_start: float) -> list[NDArray[np.intp]]:
    """Split rows among processes; the first has `head_start` rows more, done while others start."""
    if processes == 1:
        return [rows]
    first = round((len(rows) + (processes - 1) * head_start) / processes)
    first = min(first, len(rows) - processes + 1)
    return [rows[:first], *np.array_split(rows[first:], processes - 1)]


def _train_and_record(
    runs: Sequence[TrainingRun], settings: TrainingSettings, every: int
) -> list[NDArray[Any]]:
    """Train some nets: the update records, spectra, checkpoints, and the last parameters."""
    nets = BatchedNets(runs, settings)
    records, spectra, checkpoints = [], [nets.spectra()], [nets.parameters.copy()]
    for count, record in enumerate(nets.updates(0, settings.updates), start=1):
        records.append(record)
        if count % every == 0:
            spectra.append(nets.spectra())
        if count % CHECKPOINT_INTERVAL == 0:
            checkpoints.append(nets.parameters.copy())
    series = [*zip(*records, strict=True), spectra, checkpoints]
    return [*(np.stack(one, axis=1) for one in series), nets.parameters]
