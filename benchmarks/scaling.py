"""How well more workers would pay: `python -m benchmarks.scaling`.

Each built-in film is drawn once by one process, which times every segment, and what a worker
pays beside: its start, the story, stepping past what others draw. From these times follows, by
the engine's own order of work, how long any number of workers would take.
"""

from __future__ import annotations

import argparse
import heapq
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from . import measure
from .measure import BenchmarkError, note

sys.path.insert(0, str(measure.SOURCES))
from clipanim import api, engine
from clipanim.engine.workers.pool import Schedule
from clipanim.scene import catalogue

EXAMPLE = "python -m benchmarks.scaling -q medium"
WORKERS = (1, 2, 4, 8, 16, 32, 64)
REAL = (1, 2)
SWEPT, CLIPS = "clip_formula", 500
HEAD = ("workers", "all films s", "efficiency", "really s", "efficiency", "sweep s", "efficiency")
ASSUMED = """\
Assumed: as many cores as workers, each as quick as alone here; disk and memory shared at no cost;
who is free takes the next film, then helps with one that is being drawn; films are joined one after
the other; each clip of the sweep costs what the film costs. Efficiency is the time of one worker
over that of all of them together. A machine that is busy otherwise spoils what is real."""


@dataclass(frozen=True)
class Costs:
    """What a film costs, seconds."""

    name: str
    begin: float  # each worker, before the first play: the scene's file, its story
    draw: tuple[float, ...]  # who draws it, for each segment
    step: tuple[float, ...]  # who steps past it
    join: float  # the film of its segments, once


def costs_of(name: str, quality: str) -> Costs:
    """Draw a film in this process, and time its parts."""
    from clipanim.engine.workers.segment_claims import SharedClaims

    marks: list[float] = []
    claim, commit = SharedClaims.claim, SharedClaims.commit

    def timed_claim(self: SharedClaims, number: int, chapter: str) -> bool:
        marks.append(time.perf_counter())
        return claim(self, number, chapter)

    def timed_commit(self: SharedClaims, number: int, file: Path) -> None:
        commit(self, number, file)
        marks.append(time.perf_counter())

    SharedClaims.claim, SharedClaims.commit = timed_claim, timed_commit  # type: ignore[method-assign]
    chosen, one = api.settings(quality), api.make_shot(name)
    with tempfile.TemporaryDirectory(prefix="clipanim-") as folder:
        start = time.perf_counter()
        engine.render([one], chosen, Path(folder), cache=Path(folder) / "store")
        end = time.perf_counter()
    draw = [b - a for a, b in zip(marks[::2], marks[1::2], strict=True)]
    before = time.perf_counter()
    engine.plan(one, chosen)  # it steps past everything; the story is told by now
    share = (time.perf_counter() - before) / len(draw)
    return Costs(name, marks[0] - start, tuple(draw), (share,) * len(draw), end - marks[-1])


def makespan(films: Sequence[Costs], workers: int, start: float) -> float:
    """How long workers take for films, seconds, by the engine's own order of work.

    Args:
        films: their costs.
        workers: how many; each on a core of its own.
        start: what it takes to start one, seconds.
    """
    task: Any = SimpleNamespace(redraw_all=False, wait_for_others=False)
    schedule = Schedule(dict.fromkeys(range(len(films)), task))
    free = [[True] * len(film.draw) for film in films]
    joined = 0.0
    busy: list[tuple[float, int, int, int]] = []  # when, who, at which film and segment

    def give(now: float, who: int) -> None:
        n = schedule.next_scene()
        if n is not None:
            heapq.heappush(busy, (now + films[n].begin, who, n, 0))

    for who in range(workers):
        give(start, who)
    while busy:
        now, who, n, k = heapq.heappop(busy)
        film = films[n]
        if k < len(film.draw):
            cost, free[n][k] = (film.draw if free[n][k] else film.step)[k], False
            heapq.heappush(busy, (now + cost, who, n, k + 1))
            continue
        done: Future[Any] = Future()
        done.set_result(None)
        if schedule.record(n, done):
            joined = max(joined, now) + film.join
        give(now, who)
    return joined


def start_of_a_worker(folder: Path) -> float:
    """How long a process takes until it could draw, seconds."""
    command = [sys.executable, "-c", "import clipanim.engine.draw"]
    return measure.seconds([measure.run(command, folder) for _ in range(3)])


def really(names: Sequence[str], quality: str, jobs: int, folder: Path) -> float:
    """How long the command takes for all films with so many workers here, seconds."""
    note(f"really, {jobs} worker{'s' if jobs > 1 else ''}")
    place = folder / f"{jobs}"
    words = ["render", *names, "-q", quality, "-j", str(jobs), "--cache-dir", place / "cache"]
    place.mkdir()
    run = measure.run(measure.clipanim(*words), place)
    if run.code:
        raise BenchmarkError(f"-j {jobs}: exit code {run.code}: {run.problem}")
    return run.seconds


def table(films: Sequence[Costs], start: float, real: Mapping[int, float]) -> str:
    """Predicted and real times, and how much of the workers' time was of use."""
    swept = next((film for film in films if film.name == SWEPT), films[0])
    sweep = [swept] * CLIPS
    rows = []
    for count in WORKERS:
        row: list[object] = [count]
        for work in (films, sweep):
            alone, together = makespan(work, 1, start), makespan(work, count, start)
            row += [f"{together:.1f}", percent(alone, together, count)]
        found = real.get(count)
        row[3:3] = ["-", "-"] if found is None else [
            f"{found:.1f}", percent(real[1], found, count)
        ]  # fmt: skip
        rows.append(row)
    return measure.table(HEAD, rows)


def percent(alone: float, together: float, count: int) -> str:
    """What share of the time of all workers one alone would have needed."""
    return f"{100 * alone / (count * together):.0f} %"


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    options = _options(given)
    quality = "draft" if options.quick else options.quality
    if options.measure:
        return json.dumps(asdict(costs_of(options.measure, quality)))
    names = [SWEPT] if options.quick else [*catalogue.builtin_scenes()]
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        folder = Path(name)
        start = start_of_a_worker(folder)
        films = [_measured(one, quality) for one in names]
        real = {jobs: really(names, quality, jobs, folder) for jobs in REAL}
    draw = sum(sum(film.draw) for film in films)
    step = sum(sum(film.step) for film in films)
    begin = sum(film.begin for film in films)
    measured = (
        f"Measured: {len(films)} films, {sum(len(film.draw) for film in films)} segments, "
        f"-q {quality}; {draw:.1f} s to draw them,\n{step:.1f} s to step past them all, "
        f"{begin:.1f} s before their first plays, {start:.1f} s to start a worker.\n"
        f"The sweep: {CLIPS} clips of {SWEPT}."
    )
    return "\n".join([table(films, start, real), "", measured, ASSUMED, measure.machine()])


def _measured(name: str, quality: str) -> Costs:
    note(f"{name}: one process")
    words = [sys.executable, "-m", "benchmarks.scaling", "--measure", name, "-q", quality]
    run = measure.run(words, measure.ROOT)
    if run.code:
        raise BenchmarkError(f"{name}: exit code {run.code}: {run.problem}")
    found = json.loads(run.said)
    return Costs(**{**found, "draw": tuple(found["draw"]), "step": tuple(found["step"])})


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = measure.arguments("How well more workers would pay.", EXAMPLE)
    parser.add_argument(
        "-q", "--quality", default="medium", help="of all films; medium unless said"
    )
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args(given)


if __name__ == "__main__":
    measure.main(benchmark)
