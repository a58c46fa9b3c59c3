"""What the benchmarks share: whole processes, medians, tables, and the machine."""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src"
PLAIN = ROOT / "benchmarks" / "plain"
LOAD = os.getloadavg()[0]  # of others, before anything is measured
VARIABLES = {
    "PYTHONPATH": str(SOURCES),
    "PYTHONDONTWRITEBYTECODE": "",  # as it is where nobody forbids it: modules are compiled once
    "NO_COLOR": "1",
}
PR_SET_CHILD_SUBREAPER = 36
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes; systems count it differently


class BenchmarkError(Exception):
    """What went wrong, in one line."""


@dataclass(frozen=True)
class Run:
    """What one process, and all that it started, took and said."""

    seconds: float
    cpu: float  # seconds
    memory: float  # MB, of the largest process
    code: int
    said: str
    problem: str  # the last line on stderr


def run(
    command: Sequence[str | Path], folder: Path, variables: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end in a folder, with this checkout's clipanim."""
    _adopt()
    ours = _children()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **VARIABLES, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
        )
        _, status, usage = os.wait4(process.pid, 0)  # unlike wait, it counts what they used
        seconds = time.perf_counter() - start
        usages = [usage, *_orphans(ours)]
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        return Run(
            seconds,
            sum(one.ru_utime + one.ru_stime for one in usages),
            max(one.ru_maxrss for one in usages) * RSS_UNIT / 1e6,
            process.returncode,
            said.read(),
            last_line(complained.read()),
        )


def _adopt() -> None:
    """Become, on Linux, the parent of what a command started and left behind, to count it too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> set[int]:
    """The processes whose parent is this one, on Linux."""
    found = Path("/proc/self/task").glob("*/children")
    return {int(one) for file in found for one in file.read_text().split()}


def _orphans(ours: set[int]) -> list[resource.struct_rusage]:
    """What those used that outlived their command for a moment; they end by themselves.

    Args:
        ours: other processes of this one, which are not waited for.
    """
    usages = []
    while left := _children() - ours:
        usages += [os.wait4(one, 0)[2] for one in left]
    return usages


def last_line(text: str) -> str:
    """The last line that says something; without the frame of a drawn box."""
    lines = [line.strip(" │╭╮╰╯─") for line in text.splitlines()]
    return next((line for line in reversed(lines) if line), "").replace(f"{ROOT}/", "")


def clipanim(*arguments: str | Path) -> list[str | Path]:
    """Our command: the installed one, or else the same code by the same interpreter."""
    installed = Path(sys.executable).with_name("clipanim")
    if installed.exists():
        return [installed, *arguments]
    return [sys.executable, "-c", "from clipanim.cli import main; main()", *arguments]


def manim(*arguments: str | Path) -> list[str | Path]:
    """manim's command, of the same environment."""
    return [sys.executable, "-m", "manim", *arguments]


def in_turn(
    ways: Mapping[str, Callable[[], Run]], runs: int, note: Callable[[str], None] = lambda _: None
) -> dict[str, list[Run]]:
    """Run every way once, then every way again: what slows the machine down slows all.

    Raises:
        BenchmarkError: at the first run that fails.
    """
    made: dict[str, list[Run]] = {name: [] for name in ways}
    for n in range(runs):
        for name, way in ways.items():
            note(f"run {n + 1} of {runs}: {name}")
            one = way()
            if one.code:
                raise BenchmarkError(f"{name}: exit code {one.code}: {one.problem}")
            made[name].append(one)
    return made


def seconds(runs: Sequence[Run]) -> float:
    """The median time of some runs."""
    return median(run.seconds for run in runs)


def ratio(longer: float, shorter: float) -> str:
    """How many times longer, for a table."""
    return f"{longer / shorter:.2f}" if shorter > 0 else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown: names to the left, figures to the right."""
    texts = [list(head), *([str(cell) for cell in row] for row in rows)]
    if any(len(row) != len(head) for row in texts):
        raise ValueError(f"rows of {len(head)} cells expected, got {[len(row) for row in texts]}")
    widths = [max(len(row[n]) for row in texts) for n in range(len(head))]
    lines = [_line(row, widths) for row in texts]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([lines[0], _line(rule, widths), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = row
    cells = [name.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True)]
    return f"| {' | '.join(cells)} |"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> str:
    """The day, the machine, the versions, and how busy it was, in one line."""
    parts = [f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("manim", "av")]
    size = f"{cores()} cores of {_processor()}, {_memory():.0f} GB"
    parts += [f"load before {LOAD:.1f}"]
    return f"{date.today()}, {size}, {platform.system()}, {', '.join(parts)}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (names or [platform.processor() or platform.machine()])[0]


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def arguments(description: str, example: str) -> argparse.ArgumentParser:
    """A parser whose help ends with an example; every benchmark has a quick mode."""
    parser = argparse.ArgumentParser(
        prog=" ".join(example.split()[:3]),
        description=description,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="small and once: does it work?")
    return parser


def note(words: str) -> None:
    """Say what is going on, on stderr: stdout is what is pasted."""
    print(f"  {words}", file=sys.stderr, flush=True)


def main(benchmark: Callable[[Sequence[str] | None], str]) -> None:
    """Run a benchmark from the command line and print what it found."""
    try:
        print(benchmark(None))
    except BenchmarkError as error:
        sys.exit(f"error: {error}")
