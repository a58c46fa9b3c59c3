"""Synthetic long-term dependency tasks for recurrent nets: temporal order and adding.

Both ask for something that was seen long before the end. A batch is made by one generator,
whose draws come in a fixed order, so that the same seed gives the same batches everywhere.

Source: Hochreiter, Schmidhuber (1997), "Long short-term memory"; in the form of the code of
Pascanu, Mikolov, Bengio (2013), which differs in details from its own descriptions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clipanim.numerics.vectors import Array

from .losses import Loss

SYMBOLS = 6  # A, B, and four that mean nothing
MIN_LENGTH = 10  # below it, the first tenth of a sequence has no step


@dataclass(frozen=True)
class Batch:
    """A batch of input sequences with the targets at their ends.

    Attributes:
        inputs: (batch, T, inputs).
        targets: (batch, outputs).
    """

    inputs: Array
    targets: Array


@dataclass(frozen=True)
class Task:
    """A task: its sizes, its loss, and how its batches are drawn.

    Attributes:
        inputs: the width of the input.
        outputs: the width of the output.
        loss: the loss that it is trained by.
        chance: the loss of a net that does not look, if it has a name: ln 4, or the variance.
        draw: makes a batch from a length, a batch size and a generator.
        lengths: makes the lengths of many batches from a length, their number and a generator.
    """

    inputs: int
    outputs: int
    loss: Loss
    chance: float
    draw: Callable[[int, int, np.random.Generator], Batch]
    lengths: Callable[[int, int, np.random.Generator], list[int]]


def temporal_order(length: int, batch: int, generator: np.random.Generator) -> Batch:
    """Draw a batch of the temporal order task: an A or B early and another half-way, which pair?

    The symbols are one-hot: A, B and four others. The first of the two stands in
    [.1 L, .2 L), the second in [.5 L, .6 L), with L / 10 rounded down. The classes are
    AA, BA, AB and BB, in this order.

    The draws, each for the whole batch: first position, first symbol, second position,
    second symbol, then all other symbols, step by step.

    Args:
        length: L, the number of steps; >= 10.
        batch: how many sequences; >= 1.
        generator: makes the draws.

    Returns:
        Inputs (batch, L, 6) and one-hot targets (batch, 4).

    Raises:
        ValueError: if `length` or `batch` is too small.

    Source:
        As for the module; its description has [1, L / 10] for the first, its code this.

    >>> drawn = temporal_order(20, 3, np.random.default_rng(0))
    >>> drawn.inputs.shape, drawn.targets.sum(axis=-1)
    ((3, 20, 6), array([1., 1., 1.]))
    """
    check_batch(length, batch)
    tenth, rows = length // 10, np.arange(batch)
    first = generator.integers(tenth, size=batch) + tenth
    early = generator.integers(2, size=batch)
    second = generator.integers(tenth, size=batch) + length // 2
    late = generator.integers(2, size=batch)
    symbols = generator.integers(SYMBOLS - 2, size=(length, batch)).T + 2
    symbols[rows, first], symbols[rows, second] = early, late
    return Batch(np.eye(SYMBOLS)[symbols], np.eye(4)[early + 2 * late])


def adding(length: int, batch: int, generator: np.random.Generator) -> Batch:
    """Draw a batch of the adding task: random numbers, two of them marked: what is their mean?

    An input is a marker, 0 or 1, and a number from [0, 1). One marker stands in the first
    10 % of the steps, one in [10 %, 50 %). The draws, each for the whole batch: first
    position, second position, then all numbers, step by step.

    Args:
        length: the number of steps; >= 10.
        batch: how many sequences; >= 1.
        generator: makes the draws.

    Returns:
        Inputs (batch, length, 2) and targets (batch, 1): the sum of the two, halved.

    Raises:
        ValueError: if `length` or `batch` is too small.

    >>> drawn = adding(50, 1, np.random.default_rng(0))
    >>> bool(drawn.targets[0, 0] == drawn.inputs[0, :, 0] @ drawn.inputs[0, :, 1] / 2)
    True
    """
    check_batch(length, batch)
    tenth, rows = length // 10, np.arange(batch)
    first = generator.integers(tenth, size=batch)
    second = generator.integers(length * 4 // 10, size=batch) + tenth
    inputs = np.zeros((batch, length, 2))
    inputs[..., 1] = generator.random(size=(length, batch)).T
    inputs[rows, first, 0] = inputs[rows, second, 0] = 1.0
    marked = inputs[rows, first, 1] + inputs[rows, second, 1]
    return Batch(inputs, marked[:, np.newaxis] / 2)


def _constant_lengths(length: int, count: int, generator: np.random.Generator) -> list[int]:
    return [length] * count


def _random_lengths(length: int, count: int, generator: np.random.Generator) -> list[int]:
    """Lengths in [L, 1.1 L), as in the source's adding task."""
    return [int(one) for one in length + generator.integers(length // 10, size=count)]


def check_batch(length: int, batch: int) -> None:
    """Refuse sequences that are too short and empty batches, with a ValueError."""
    if length < MIN_LENGTH or batch < 1:
        raise ValueError(f"length must be >= {MIN_LENGTH} and batch >= 1, got {length} and {batch}")


TASKS = {
    "temporal_order": Task(
        6, 4, "cross_entropy", float(np.log(4)), temporal_order, _constant_lengths
    ),
    "adding": Task(2, 1, "squared", 1 / 24, adding, _random_lengths),
}
