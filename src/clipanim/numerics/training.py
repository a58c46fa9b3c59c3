"""Training of many recurrent nets at once, by plain SGD with and without clipping.

All runs of a sweep are one computation on arrays of shape (runs, ...), and none knows of the
others: each is the same, bit for bit, as if it were trained alone. Runs with the same seed
start from the same weights and see the same batches.

Three streams of random numbers are drawn, each by numpy's default generator: the weights
from the seed [0, seed] (see `initial_weights`), the batches from [1, seed] (one after the
other; see the task), and the lengths of the batches from [2], for all runs the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clipanim.numerics.clipping import clip_by_norm, clip_by_value
from clipanim.numerics.descent import Clip
from clipanim.numerics.initial import initial_weights
from clipanim.numerics.losses import loss_and_slope
from clipanim.numerics.spectrum import eigenvalues
from clipanim.numerics.sweep import TrainingRun, check_run
from clipanim.numerics.tasks import TASKS, Batch, check_batch
from clipanim.numerics.unrolled import Activation, Desk, Weights, check_activation
from clipanim.numerics.vectors import Array, norm

EVERY = 10  # updates between two looks at the eigenvalues
LAST = 50  # losses whose mean says how a run ended


@dataclass(frozen=True)
class Training:
    """What was recorded of some runs, in the order in which they were given.

    Update k (counted from 0) starts from the weights that k updates have made. What a run
    that left the numbers records is inf or NaN.

    Attributes:
        runs: how each was trained.
        losses: (runs, updates), of the batch of each update, before it.
        gradient_norms: (runs, updates), of all parameters together, before clipping.
        distances: (runs, updates), how far each update moved the weights.
        effective_steps: (runs, updates), distance / gradient norm: the learning rate times
            min(1, threshold / norm) when clipped by norm.
        clipped: (runs, updates), whether clipping changed the gradient.
        looks: (looks,), the numbers of updates made at which W was looked at: 0, 10, 20, ...
        eigenvalues: (runs, looks, n), complex, of W at these, by falling modulus.
        spectral_radii: (runs, looks), the largest modulus.
        first: the weights before the first update, with a leading axis of the runs.
        weights: those after the last.
    """

    runs: tuple[TrainingRun, ...]
    losses: Array
    gradient_norms: Array
    distances: Array
    effective_steps: Array
    clipped: NDArray[np.bool_]
    looks: NDArray[np.int64]
    eigenvalues: NDArray[np.complex128]
    spectral_radii: Array
    first: Weights
    weights: Weights

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
    _check(runs, task, n, updates)
    check_batch(length, batch)
    check_activation(activation)
    batches = _batches(runs, task, length, batch, updates)
    nets = _Nets(runs, task, n)
    first = nets.copy()
    records, spectra = [], [nets.spectra()]
    desks: dict[int, Desk] = {}  # by the length of the sequences
    with np.errstate(all="ignore"):
        for made, (inputs, targets) in enumerate(batches, start=1):
            steps = inputs.shape[1]
            if steps not in desks:
                desks[steps] = Desk(nets.weights, inputs, activation)
            records.append(nets.update(desks[steps], inputs, targets))
            if made % EVERY == 0:
                spectra.append(nets.spectra())
        losses, norms, moved, clipped = map(_by_run, zip(*records, strict=True))
        effective = np.where(clipped, moved / norms, nets.rates)
    spectrum = _by_run(spectra)
    return Training(
        runs=tuple(runs),
        losses=losses,
        gradient_norms=norms,
        distances=moved,
        effective_steps=np.where(np.isfinite(norms), effective, np.nan),
        clipped=clipped,
        looks=EVERY * np.arange(len(spectra)),
        eigenvalues=spectrum,
        spectral_radii=np.abs(spectrum[..., 0]),
        first=first,
        weights=nets.copy(),
    )


class _Nets:
    """The nets of all runs: their parameters lie in one array, (runs, parameters)."""

    def __init__(self, runs: Sequence[TrainingRun], task: str, n: int) -> None:
        kind = TASKS[task]
        drawn = {
            seed: initial_weights(n, kind.inputs, kind.outputs, np.random.default_rng([0, seed]))
            for seed in {run.seed for run in runs}
        }
        self.loss = kind.loss
        rows = [np.concatenate([a.ravel() for a in drawn[run.seed]]) for run in runs]
        self.parameters, self.gradient = np.array(rows), np.zeros((len(runs), len(rows[0])))
        shapes = [a.shape for a in drawn[runs[0].seed]]
        self.weights, self.slopes = (_views(of, shapes) for of in (self.parameters, self.gradient))
        self.rates = np.array([[run.learning_rate] for run in runs])
        self.rules: dict[tuple[Clip, float], list[int]] = {}
        for row, run in enumerate(runs):
            if run.clip != "none":
                self.rules.setdefault((run.clip, run.threshold), []).append(row)

    def update(
        self, desk: Desk, inputs: Array, targets: Array
    ) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """Make one; the losses, gradient norms, distances moved, and what was clipped."""
        desk.inputs = inputs
        losses, slope = loss_and_slope(desk.forward(), targets, self.loss)
        desk.backward(slope, self.slopes)
        norms = norm(self.gradient)
        clipped = np.zeros(len(norms), dtype=np.bool_)
        for (clip, threshold), rows in self.rules.items():
            by = clip_by_norm if clip == "norm" else clip_by_value
            before = self.gradient[rows]
            after = by(before, threshold, on_nonfinite="propagate_tf")
            clipped[rows] = ((after != before) & np.isfinite(after)).any(axis=-1)
            self.gradient[rows] = after
        self.gradient *= self.rates
        self.parameters -= self.gradient
        return losses, norms, norm(self.gradient), clipped

    def copy(self) -> Weights:
        """The weights as they are now."""
        return Weights(*(array.copy() for array in self.weights))

    def spectra(self) -> NDArray[np.complex128]:
        """The eigenvalues of every W, (runs, n), NaN where it is not finite."""
        W = self.weights.W
        spectra = np.full(W.shape[:-1], np.nan, dtype=np.complex128)
        finite = np.isfinite(W).all(axis=(-2, -1))
        spectra[finite] = eigenvalues(W[finite])
        return spectra


def _views(of: Array, shapes: Sequence[tuple[int, ...]]) -> Weights:
    """The parts of (runs, parameters) with these shapes, as views."""
    ends = np.cumsum([np.prod(shape, dtype=np.intp) for shape in shapes])[:-1]
    parts = np.split(of, ends, axis=-1)
    return Weights(*(p.reshape(len(of), *s) for p, s in zip(parts, shapes, strict=True)))


def _by_run(records: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Records of one moment each, (runs, ...), as (runs, moments, ...)."""
    return np.stack(records, axis=1)


def _batches(
    runs: Sequence[TrainingRun], task: str, length: int, batch: int, updates: int
) -> Iterator[tuple[Array, Array]]:
    """For each update the inputs (runs, T, batch, inputs) and targets (runs, batch, outputs)."""
    kind, seeds = TASKS[task], sorted({run.seed for run in runs})
    which = [seeds.index(run.seed) for run in runs]
    generators = [np.random.default_rng([1, seed]) for seed in seeds]
    for steps in kind.lengths(length, updates, np.random.default_rng([2])):
        drawn: list[Batch] = [kind.draw(steps, batch, generator) for generator in generators]
        inputs = np.stack([one.inputs.swapaxes(0, 1) for one in drawn])
        yield inputs[which], np.stack([one.targets for one in drawn])[which]


def _check(runs: Sequence[TrainingRun], task: str, n: int, updates: int) -> None:
    if not runs or n < 1 or updates < 1:
        raise ValueError(f"runs, n and updates must be >= 1, got {len(runs)}, {n} and {updates}")
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, got {task!r}")
    for run in runs:
        check_run(run)
