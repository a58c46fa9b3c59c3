"""Nets in training: their parameters in one array, the batches they see, and an update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clipanim.numerics.clipping import clip_by_norm, clip_by_value
from clipanim.numerics.initial import initial_weights
from clipanim.numerics.losses import loss_and_slope
from clipanim.numerics.spectrum import eigenvalues
from clipanim.numerics.sweep import Sizes, TrainingRun
from clipanim.numerics.tasks import TASKS, Batch
from clipanim.numerics.unrolled import Desk
from clipanim.numerics.vectors import Array, norm

Record = tuple[Array, Array, Array, NDArray[np.bool_]]  # as `Nets.update` says


class Nets:
    """The nets of some runs: their parameters lie in one array, (runs, parameters)."""

    def __init__(self, runs: Sequence[TrainingRun], sizes: Sizes) -> None:
        kind = TASKS[sizes.task]
        drawn = {
            seed: initial_weights(
                sizes.n, kind.inputs, kind.outputs, np.random.default_rng([0, seed])
            )
            for seed in {run.seed for run in runs}
        }
        self.runs, self.sizes, self.loss = runs, sizes, kind.loss
        self.parameters = np.array(
            [np.concatenate([a.ravel() for a in drawn[run.seed]]) for run in runs]
        )
        self.gradient = np.zeros_like(self.parameters)
        self.weights, self.slopes = map(sizes.weights, (self.parameters, self.gradient))
        self.rates = np.array([[run.learning_rate] for run in runs])
        self.thresholds = np.array([run.threshold for run in runs])
        self.by_norm, self.by_value = (
            [row for row, run in enumerate(runs) if run.clip == clip] for clip in ("norm", "value")
        )
        self.desks: dict[int, Desk] = {}  # by the length of the sequences

    def updates(self, first: int, after: int) -> Iterator[Record]:
        """Make the updates from number `first`, counted from 0, up to before `after`."""
        for inputs, targets in _batches(self.runs, self.sizes, first, after):
            yield self.update(inputs, targets)

    @np.errstate(all="ignore")
    def update(self, inputs: Array, targets: Array) -> Record:
        """Make one; the losses, gradient norms, distances moved, and what was clipped."""
        steps = inputs.shape[1]
        if steps not in self.desks:
            self.desks[steps] = Desk(self.weights, inputs, self.sizes.activation)
        desk = self.desks[steps]
        desk.inputs = inputs
        losses, slope = loss_and_slope(desk.forward(), targets, self.loss)
        desk.backward(slope, self.slopes)
        norms = norm(self.gradient)
        clipped = np.zeros(len(norms), dtype=np.bool_)
        for by, rows in ((clip_by_norm, self.by_norm), (clip_by_value, self.by_value)):
            if rows:
                before = self.gradient[rows]
                after = by(before, self.thresholds[rows], on_nonfinite="propagate_tf")
                clipped[rows] = ((after != before) & np.isfinite(after)).any(axis=-1)
                self.gradient[rows] = after
        self.gradient *= self.rates
        self.parameters -= self.gradient
        return losses, norms, norm(self.gradient), clipped

    def spectra(self) -> NDArray[np.complex128]:
        """The eigenvalues of every W, (runs, n), NaN where it is not finite."""
        W = self.weights.W
        spectra = np.full(W.shape[:-1], np.nan, dtype=np.complex128)
        finite = np.isfinite(W).all(axis=(-2, -1))
        spectra[finite] = eigenvalues(W[finite])
        return spectra


def _batches(
    runs: Sequence[TrainingRun], sizes: Sizes, first: int, after: int
) -> Iterator[tuple[Array, Array]]:
    """For each update the inputs (runs, T, batch, inputs) and targets (runs, batch, outputs)."""
    kind, seeds = TASKS[sizes.task], sorted({run.seed for run in runs})
    which = [seeds.index(run.seed) for run in runs]
    generators = [np.random.default_rng([1, seed]) for seed in seeds]
    lengths = kind.lengths(sizes.length, sizes.updates, np.random.default_rng([2]))
    for update, steps in enumerate(lengths[:after]):
        drawn: list[Batch] = [kind.draw(steps, sizes.batch, one) for one in generators]
        if update >= first:
            inputs = np.stack([one.inputs.swapaxes(0, 1) for one in drawn])
            yield inputs[which], np.stack([one.targets for one in drawn])[which]
