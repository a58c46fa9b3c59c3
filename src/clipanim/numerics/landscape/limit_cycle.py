"""Limit cycle of clipped gradient descent: it bounces over the minimum and never settles.

At w = 1 the loss (w**T - 1)**2 / 2 has the curvature T**2, so plain gradient descent settles
there only below the learning rate 2 / T**2. Above it clipping keeps the run from flying off,
but it cannot make it settle: where the gradient is longer than the threshold on both sides,
every update is exactly learning rate * threshold long, there and back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .scalar_chain import ChainRun, FloatDtype, descend_chain


@dataclass(frozen=True)
class CycleDetection:
    """How clipped gradient descent on the net with one weight ends: settled, or in a 2-cycle.

    Attributes:
        run: the whole run.
        settled_update: the update from which on |w - 1| stays below `tolerance`, or None.
        low: the smaller of the last two weights.
        high: the larger of them.
        cycles: whether the last weights alternate between these two, to 8 digits, and apart.
        max_stable_rate: the learning rate below which gradient descent settles, 2 / T**2.
        tolerance: how near to 1 counts as settled.
    """

    run: ChainRun
    settled_update: int | None
    low: float
    high: float
    cycles: bool
    max_stable_rate: float
    tolerance: float

    @property
    def peak_to_peak(self) -> float:
        """The distance between the two weights of the cycle."""
        return self.high - self.low


def detect_cycle(
    start: float,
    steps: int = 50,
    learning_rate: float = 0.01,
    threshold: float = 1.0,
    *,
    updates: int = 400,
    tolerance: float = 1e-3,
    dtype: FloatDtype = "float64",
) -> CycleDetection:
    """Descend with clipping and detect whether the run settles or ends in a 2-cycle.

    Args:
        start: the first weight.
        steps: T.
        learning_rate: of the descent.
        threshold: of the clipping.
        updates: how many; >= 4.
        tolerance: how near to 1 counts as settled; > 0.
        dtype: the type of all arithmetic.

    Raises:
        ValueError: as `descend_chain`, and for fewer than 4 updates.

    >>> found = detect_cycle(1.105)
    >>> print(f"{found.low:.3f} {found.high:.3f} {found.peak_to_peak:.3f}", found.cycles)
    0.995 1.005 0.010 True
    >>> detect_cycle(1.105, learning_rate=5e-4).settled_update
    209
    """
    if updates < 4:
        raise ValueError(f"updates must be >= 4 to see a cycle, got {updates}")
    run = descend_chain(start, steps, learning_rate, dtype, updates=updates, threshold=threshold)
    w = run.w.astype(np.float64)
    low, high = sorted(w[-2:].tolist())
    with np.errstate(invalid="ignore"):
        again = np.abs(w[-2:] - w[-4:-2]).max() <= 1e-8
        near = np.abs(w - 1) < tolerance
    settled_update = len(w) - int(near[::-1].argmin()) if near[-1] else None
    return CycleDetection(
        run=run,
        settled_update=0 if near.all() else settled_update,
        low=low,
        high=high,
        cycles=bool(again and high - low > 1e-8),
        max_stable_rate=2 / steps**2,
        tolerance=tolerance,
    )
