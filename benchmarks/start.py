"""How soon the command answers where nothing is drawn: `python -m benchmarks.start`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from . import measure

TARGET = 0.25  # seconds
EXAMPLE = "python -m benchmarks.start --runs 21"


@dataclass(frozen=True)
class Question:
    """Something to ask the command, and the exit code that it should answer with."""

    words: tuple[str, ...]
    code: int = 0
    said: str = ""  # a part of what it should say
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """What was typed, for the table."""
        typed = self.variables.get("COMP_WORDS")
        return f"`{typed}` and Tab" if typed else f"`clipanim {' '.join(self.words)}`"


def completing(line: str) -> Question:
    """A press of the tab key at the end of a line."""
    words = line.split(" ")
    return Question(
        (),
        said=words[-1],
        variables={
            "_CLIPANIM_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
        },
    )


def questions(scene: str) -> list[Question]:
    """What is asked, with one of the built-in scenes."""
    return [
        Question(("--help",), said="Usage"),
        Question(("list",), said=scene),
        Question(("rendr",), 2, "no command"),
        Question(("render", f"{scene[:-2]}x"), 2, "no scene"),
        Question(("render", scene, "--help"), said="Parameters of"),
        Question(("render", scene, "--chapter", "99"), 2, "99"),
        Question(("render", scene, "--fps", "0"), 2, "0"),
        completing(f"clipanim render {scene[:4]}"),
        completing(f"clipanim render {scene} --qu"),
        Question(("completion", "bash"), said="complete"),
    ]


def first_wrong_value(scene: str) -> Question | None:
    """A parameter of the scene beyond its limits."""
    from clipanim.scene import catalogue
    from clipanim.scene.params import declared_params

    for one in declared_params(catalogue.find_scene(scene).params_class()):
        if isinstance(one.default, int | float) and not isinstance(one.default, bool):
            return Question(("render", scene, one.flag, "1e9"), 2, one.flag)
    return None


def ask(question: Question, folder: Path) -> measure.Run:
    """Ask once.

    Raises:
        BenchmarkError: if the answer is not what it should be.
    """
    run = measure.run(measure.clipanim(*question.words), folder, question.variables)
    if run.code != question.code or question.said not in run.said + run.problem:
        raise measure.BenchmarkError(
            f"{question.line}: exit code {run.code}, said {run.problem or run.said[:80]!r}"
        )
    return run


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("How soon the command answers where nothing is drawn.", EXAMPLE)
    parser.add_argument("--runs", type=int, default=11, help="of each; medians are shown")
    options = parser.parse_args(given)
    runs = 1 if options.quick else options.runs
    sys.path.insert(0, str(measure.SOURCES))
    from clipanim.scene import catalogue

    scene = min(catalogue.builtin_scenes())
    asked = questions(scene)
    if wrong := first_wrong_value(scene):
        asked.insert(6, wrong)
    times: dict[str, list[measure.Run]] = {one.line: [] for one in asked}
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        ask(asked[0], Path(name))  # so that none pays for compiling
        for _ in range(runs):
            for one in asked:
                times[one.line].append(ask(one, Path(name)))
    return _report(times, runs)


def _report(times: Mapping[str, Sequence[measure.Run]], runs: int) -> str:
    rows = [
        (
            line,
            f"{measure.seconds(made):.2f}",
            f"{max(run.seconds for run in made):.2f}",
            f"{median(run.cpu for run in made):.2f}",
        )
        for line, made in times.items()
    ]
    slow = sum(measure.seconds(made) > TARGET for made in times.values())
    return "\n".join(
        [
            measure.table(["command", "median s", "slowest s", "of a core s"], rows),
            "",
            f"Whole processes, {runs} runs each; {slow} of {len(rows)} above {TARGET} s.",
            measure.machine(),
        ]
    )


if __name__ == "__main__":
    measure.main(benchmark)
