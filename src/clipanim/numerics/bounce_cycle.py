"""Where clipping fails: the net with one weight that bounces over its minimum for ever.

At w = 1 the loss (w**T - 1)**2 / 2 has the curvature T**2, so plain gradient descent settles
there only below the learning rate 2 / T**2. Above it clipping keeps the run from flying off,
but it cannot make it arrive: where the gradient is longer than the threshold on both sides,
every update is exactly learning rate * threshold long, there and back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clipanim.numerics.scalar_chain import ChainRun, Float, descend_chain


@dataclass(frozen=True)
class Bounce:
    """How a clipped run of the net with one weight ends.

    Attributes:
        run: the whole run.
        arrived: the update from which on |w - 1| stays below `within`, or None.
        low: the smaller of the last two weights.
        high: the larger of them.
        cycles: whether the last weights alternate between these two, to 8 digits, and apart.
        stable_below: the learning rate below which gradient descent settles, 2 / T**2.
        within: how near to 1 counts as arrived.
    """

    run: ChainRun
    arrived: int | None
    low: float
    high: float
    cycles: bool
    stable_below: float
    within: float

    @property
    def size(self) -> float:
        """The distance between the two weights that the run bounces between."""
        return self.high - self.low


def bounce(
    start: float,
    steps: int = 50,
    learning_rate: float = 0.01,
    threshold: float = 1.0,
    *,
    updates: int = 400,
    within: float = 1e-3,
    dtype: Float = "float64",
) -> Bounce:
    """Descend with clipping and see whether the run arrives or bounces.

    Args:
        start: the first weight.
        steps: T.
        learning_rate: of the descent.
        threshold: of the clipping.
        updates: how many; >= 4.
        within: how near to 1 counts as arrived; > 0.
        dtype: the type of all arithmetic.

    Raises:
        ValueError: as `descend_chain`, and for fewer than 4 updates.

    >>> told = bounce(1.105)
    >>> print(f"{told.low:.3f} {told.high:.3f} {told.size:.3f}", told.cycles, told.arrived)
    0.995 1.005 0.010 True None
    >>> bounce(1.105, learning_rate=5e-4).arrived
    209
    """
    if updates < 4:
        raise ValueError(f"updates must be >= 4 to see a cycle, got {updates}")
    run = descend_chain(start, steps, learning_rate, dtype, updates=updates, threshold=threshold)
    w = run.w.astype(np.float64)
    low, high = sorted(w[-2:].tolist())
    with np.errstate(invalid="ignore"):
        again = np.abs(w[-2:] - w[-4:-2]).max() <= 1e-8
        near = np.abs(w - 1) < within
    arrived = len(w) - int(near[::-1].argmin()) if near[-1] else None
    return Bounce(
        run=run,
        arrived=0 if near.all() else arrived,
        low=low,
        high=high,
        cycles=bool(again and high - low > 1e-8),
        stable_below=2 / steps**2,
        within=within,
    )
