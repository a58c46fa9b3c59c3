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

from clipanim.numerics.beside import cores, side_by_side
from clipanim.numerics.nets import Nets
from clipanim.numerics.sweep import Sizes, TrainingRun, check_sweep
from clipanim.numerics.unrolled import Activation, Weights
from clipanim.numerics.vectors import Array

KEPT = 50  # updates between two weights that are kept
LAST = 50  # losses whose mean says how a run ended
WORTH = 1_000_000  # steps through sequences for which a process is worth its start
AHEAD = 400_000  # steps that are made while one starts


@dataclass(frozen=True)
class Training:
    """What was recorded of some runs, in the order in which they were given.

    Update k (counted from 0) starts from the weights that k updates have made. What a run
    that left the numbers records is inf or NaN.

    Attributes:
        runs: how each was trained.
        sizes: what all of them have in common.
        losses: (runs, updates), of the batch of each update, before it.
        gradient_norms: (runs, updates), of all parameters together, before clipping.
        distances: (runs, updates), how far each update moved the weights.
        effective_steps: (runs, updates), distance / gradient norm: the learning rate times
            min(1, threshold / norm) when clipped by norm.
        clipped: (runs, updates), whether clipping changed the gradient.
        looks: (looks,), the numbers of updates made at which W was looked at.
        eigenvalues: (runs, looks, n), complex, of W at these, by falling modulus.
        spectral_radii: (runs, looks), the largest modulus.
        kept: the weights before the updates 0, 50, 100, ..., with the leading axes
            (runs, kept).
        weights: those after the last update, with a leading axis of the runs.
    """

    runs: tuple[TrainingRun, ...]
    sizes: Sizes
    losses: Array
    gradient_norms: Array
    distances: Array
    effective_steps: Array
    clipped: NDArray[np.bool_]
    looks: NDArray[np.int64]
    eigenvalues: NDArray[np.complex128]
    spectral_radii: Array
    kept: Weights
    weights: Weights

    @property
    def first(self) -> Weights:
        """The weights before the first update, with a leading axis of the runs."""
        return Weights(*(array[:, 0] for array in self.kept))

    @property
    def final_losses(self) -> Array:
        """The mean of the last 50 losses of each run, (runs,)."""
        return np.asarray(self.losses[:, -LAST:].mean(axis=-1))

    @property
    def clipped_shares(self) -> Array:
        """The share of updates that were clipped, 0 to 1, (runs,)."""
        return np.asarray(self.clipped.mean(axis=-1))

    @property
    def worst_updates(self) -> NDArray[np.int64]:
        """The update that moved the weights of each run farthest, (runs,).

        Of a run that left the numbers, it is the first update of no finite length.
        """
        known = np.where(np.isnan(self.distances), np.inf, self.distances)
        return np.asarray(known.argmax(axis=-1))

    @property
    def worst_distances(self) -> Array:
        """How far that one moved them, (runs,)."""
        rows = np.arange(len(self.runs))
        return np.asarray(self.distances[rows, self.worst_updates])


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
    """Train a net for each run: weights <- weights - learning_rate * clipped gradient.

    Args:
        runs: how each is trained; at least one.
        task: "temporal_order" or "adding".
        n: how many units each net has; >= 1.
        length: of the sequences; >= 10.
        batch: how many sequences an update sees; >= 1.
        updates: how many; >= 1.
        activation: of the units: "tanh", "linear" or "relu".
        every: updates between two looks at the eigenvalues of W; >= 1.
        processes: how many share the runs, which changes nothing but the time; None for one
            on each core that this one may use, if the work is worth it.

    Returns:
        The records of all runs. A run that overflows neither raises nor warns, and leaves
        the others as they are.

    Raises:
        ValueError: if an argument is not what is said above.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), section 4; the sizes here are small enough for
        a film to be trained while one waits.

    >>> made = train([TrainingRun(0.1), TrainingRun(0.1, "norm")], n=4, length=10, updates=20)
    >>> made.losses.shape, made.looks
    ((2, 20), array([ 0, 10, 20]))
    """
    sizes = Sizes(task, n, length, batch, updates, activation)
    check_sweep(runs, sizes)
    if every < 1:
        raise ValueError(f"every must be >= 1, got {every}")
    steps = updates * length * batch
    if processes is None:
        processes = min(cores(), len(runs) * steps // WORTH)
    order = np.argsort([run.seed for run in runs], kind="stable")  # a share sees few batches
    rows = _shares(order, min(max(processes, 1), len(runs)), AHEAD / steps)
    shares = [([runs[row] for row in some], sizes, every) for some in rows]
    records = zip(*side_by_side(_recorded, shares), strict=True)
    losses, norms, moved, clipped, spectra, kept, last = (
        np.concatenate(record)[np.argsort(order)] for record in records
    )
    with np.errstate(all="ignore"):
        rates = np.array([[run.learning_rate] for run in runs])
        effective = np.where(clipped, moved / norms, rates)
    return Training(
        runs=tuple(runs),
        sizes=sizes,
        losses=losses,
        gradient_norms=norms,
        distances=moved,
        effective_steps=np.where(np.isfinite(norms), effective, np.nan),
        clipped=clipped,
        looks=every * np.arange(spectra.shape[1]),
        eigenvalues=spectra,
        spectral_radii=np.abs(spectra[..., 0]),
        kept=sizes.weights(kept),
        weights=sizes.weights(last),
    )


def weights_before(made: Training, row: int, update: int) -> Weights:
    """The weights of one run before an update (counted from 0): the updates since the last
    weights that were kept are made again, bit for bit.

    Args:
        made: a training.
        row: which of its runs.
        update: 0 to the number of updates; with this one, the weights are the last.

    Raises:
        ValueError: for an update that was not made.
    """
    if not 0 <= update <= made.sizes.updates:
        raise ValueError(f"update must be 0 to {made.sizes.updates}, got {update}")
    nets, nearest = Nets([made.runs[row]], made.sizes), update // KEPT
    for here, kept in zip(nets.weights, made.kept, strict=True):
        here[0] = kept[row, nearest]
    for _ in nets.updates(nearest * KEPT, update):
        pass
    return Weights(*(array[0] for array in nets.weights))


def _shares(rows: NDArray[np.intp], processes: int, ahead: float) -> list[NDArray[np.intp]]:
    """The rows as shares, the first larger: `ahead` rows are done before the others start."""
    if processes == 1:
        return [rows]
    first = round((len(rows) + (processes - 1) * ahead) / processes)
    first = min(first, len(rows) - processes + 1)
    return [rows[:first], *np.array_split(rows[first:], processes - 1)]


def _recorded(runs: Sequence[TrainingRun], sizes: Sizes, every: int) -> list[NDArray[Any]]:
    """Train some nets; what each update records, spectra, weights kept, and the last."""
    nets = Nets(runs, sizes)
    records, spectra, kept = [], [nets.spectra()], [nets.parameters.copy()]
    for made, record in enumerate(nets.updates(0, sizes.updates), start=1):
        records.append(record)
        if made % every == 0:
            spectra.append(nets.spectra())
        if made % KEPT == 0:
            kept.append(nets.parameters.copy())
    moments = [*zip(*records, strict=True), spectra, kept]
    return [*(np.stack(one, axis=1) for one in moments), nets.parameters]
