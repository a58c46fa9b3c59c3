"""How long the sweep of trainings takes: `python -m benchmarks.training`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from statistics import median

from clipanim.numerics import sweep

from . import measure

RATES, SEEDS = (0.03, 0.1, 0.3, 1.0), (0, 1, 2)
TARGET = 3.0  # seconds, on two cores
EXAMPLE = "python -m benchmarks.training --runs 5"


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("How long the sweep of trainings takes.", EXAMPLE)
    parser.add_argument("--runs", type=int, default=5, help="of each; medians are shown")
    options = parser.parse_args(given)
    sys.path.insert(0, str(measure.SOURCES))
    from clipanim.numerics import TrainingRun, train

    updates, runs = (10, 1) if options.quick else (600, options.runs)
    work = {"one run": (TrainingRun(),), "the sweep": sweep(RATES, seeds=SEEDS)}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for number in range(runs):
        for name, nets in work.items():
            measure.note(f"{number + 1} of {runs}: {name}")
            start, busy = time.perf_counter(), _processor_time()
            train(nets, updates=updates)
            times[name].append((time.perf_counter() - start, _processor_time() - busy))
    rows = [(name, len(nets), *_figures(times[name])) for name, nets in work.items()]
    return "\n".join(
        [
            measure.table(["training", "nets", "median s", "slowest s", "all cores s"], rows),
            "",
            f"{updates} updates a net, {runs} times; the sweep should take less than {TARGET:g} s.",
            measure.machine(),
        ]
    )


def _processor_time() -> float:
    """Of this process and of those that it has started, seconds."""
    return sum(os.times()[:4])


def _figures(times: Sequence[tuple[float, float]]) -> list[str]:
    taken, busy = zip(*times, strict=True)
    return [f"{seconds:.2f}" for seconds in (median(taken), max(taken), median(busy))]


if __name__ == "__main__":
    measure.main(benchmark)
