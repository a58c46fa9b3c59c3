"""Batched training of many recurrent nets: SGD updates of all of them as one computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clipanim.numerics.clipping import clip_by_norm, clip_by_value
from clipanim.numerics.spectral import eigenvalues
from clipanim.numerics.vectors import Array, norm

from .bptt_workspace import BpttWorkspace
from .losses import loss_and_gradient
from .tasks import TASKS, Batch
from .training_config import TrainingRun, TrainingSettings
from .weights import initial_weights

# of each net: loss before the update, gradient norm, update norm, whether it was clipped
UpdateRecord = tuple[Array, Array, Array, NDArray[np.bool_]]


class BatchedNets:
    """Many recurrent nets in training; their parameters lie in one array, (runs, parameters).

    Attributes:
        runs: the hyperparameters of each net.
        settings: what all have in common.
        parameters: (runs, parameters), all weights of each net.
        weights: views of these, as `Weights` with the leading axis (runs,).
    """

    def __init__(self, runs: Sequence[TrainingRun], settings: TrainingSettings) -> None:
        task = TASKS[settings.task]
        initial = {
            seed: initial_weights(
                settings.n, task.inputs, task.outputs, np.random.default_rng([0, seed])
            )
            for seed in {run.seed for run in runs}
        }
        self.runs, self.settings, self._loss = runs, settings, task.loss
        self.parameters = np.array(
            [np.concatenate([a.ravel() for a in initial[run.seed]]) for run in runs]
        )
        self._gradient = np.zeros_like(self.parameters)
        self.weights = settings.weights(self.parameters)
        self._gradient_views = settings.weights(self._gradient)
        self._rates = np.array([[run.learning_rate] for run in runs])
        self._thresholds = np.array([run.threshold for run in runs])
        self._rows_by_norm, self._rows_by_value = (
            [row for row, run in enumerate(runs) if run.clip == clip] for clip in ("norm", "value")
        )
        self._workspaces: dict[int, BpttWorkspace] = {}  # by the length of the sequences

    def updates(self, first: int, stop: int) -> Iterator[UpdateRecord]:
        """Make the updates from number `first`, counted from 0, up to before number `stop`."""
        for inputs, targets in _batches(self.runs, self.settings, first, stop):
            yield self.update(inputs, targets)

    @np.errstate(all="ignore")
    def update(self, inputs: Array, targets: Array) -> UpdateRecord:
        """Make one update of every net; see `UpdateRecord`."""
        steps = inputs.shape[1]
        if steps not in self._workspaces:
            self._workspaces[steps] = BpttWorkspace(self.weights, inputs, self.settings.activation)
        workspace = self._workspaces[steps]
        workspace.inputs = inputs
        losses, output_gradient = loss_and_gradient(workspace.forward(), targets, self._loss)
        workspace.backward(output_gradient, self._gradient_views)
        norms = norm(self._gradient)
        clipped = np.zeros(len(norms), dtype=np.bool_)
        for clip, rows in (
            (clip_by_norm, self._rows_by_norm),
            (clip_by_value, self._rows_by_value),
        ):
            if rows:
                before = self._gradient[rows]
                after = clip(before, self._thresholds[rows], on_nonfinite="propagate_tf")
                clipped[rows] = ((after != before) & np.isfinite(after)).any(axis=-1)
                self._gradient[rows] = after
        self._gradient *= self._rates
        self.parameters -= self._gradient
        return losses, norms, norm(self._gradient), clipped

    def spectra(self) -> NDArray[np.complex128]:
        """The eigenvalues of W of every net, (runs, n), NaN where it is not finite."""
        W = self.weights.W
        spectra = np.full(W.shape[:-1], np.nan, dtype=np.complex128)
        finite = np.isfinite(W).all(axis=(-2, -1))
        spectra[finite] = eigenvalues(W[finite])
        return spectra


def _batches(
    runs: Sequence[TrainingRun], settings: TrainingSettings, first: int, stop: int
) -> Iterator[tuple[Array, Array]]:
    """For each update the inputs (runs, T, batch, inputs) and targets (runs, batch, outputs)."""
    task, seeds = TASKS[settings.task], sorted({run.seed for run in runs})
    rows = [seeds.index(run.seed) for run in runs]
    generators = [np.random.default_rng([1, seed]) for seed in seeds]
    lengths = task.lengths(settings.length, settings.updates, np.random.default_rng([2]))
    for update, steps in enumerate(lengths[:stop]):
        initial: list[Batch] = [task.draw(steps, settings.batch, one) for one in generators]
        if update >= first:
            inputs = np.stack([one.inputs.swapaxes(0, 1) for one in initial])
            yield inputs[rows], np.stack([one.targets for one in initial])[rows]
