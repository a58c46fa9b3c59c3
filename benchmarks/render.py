"""Our command beside manim's, on the same scenes: `python -m benchmarks.render`.

Whole processes in turn, from nothing: each run has its own media and cache folder.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from . import measure
from .measure import BenchmarkError, Run, note, ratio, seconds
from .subjects import Subject, of_builtin, plain, whole

EXAMPLE = "python -m benchmarks.render --runs 5        # one chapter of each film, and plain scenes"
FULL = (("-q", "high"), ("-qh",))  # 1080p60, in our words and in manim's
DRAFT = (("-q", "draft"), ("-ql", "-r", "426,240", "--fps", "15"))


@dataclass(frozen=True)
class Race:
    """What both commands took for one film."""

    subject: Subject
    stock: list[Run]
    ours: list[Run]
    one: list[Run]  # ours with one worker; none of plain scenes
    frames: tuple[int, int]  # of ours and of manim's
    sizes: tuple[int, int]  # bytes, likewise
    floor: float  # seconds


class Course:
    """Where races are run: a private folder, a size of picture, a number of runs."""

    def __init__(self, folder: Path, runs: int, quick: bool):
        self.folder, self.runs = folder, runs
        self.ours_size, self.stock_size = DRAFT if quick else FULL
        self.has_store = "--cache-dir" in self.ask("render", "--help").said
        self.numbers = count()

    def ask(self, *words: str) -> Run:
        return measure.run(measure.clipanim(*words), self.folder)

    def fresh(self) -> Path:
        """A new folder."""
        path = self.folder / f"{next(self.numbers)}"
        path.mkdir()
        return path

    def ours(self, subject: Subject, folder: Path, *more: str) -> Run:
        """Our command, writing film.mp4 into the folder."""
        store = ("--cache-dir", str(folder / "cache")) if self.has_store else ()
        words = ["render", *subject.ours, *self.ours_size, *store, *more, "-o", "film.mp4"]
        return measure.run(measure.clipanim(*words), folder)

    def stock(self, subject: Subject, folder: Path) -> Run:
        """manim's command, writing its film somewhere under the folder."""
        quiet = ("--progress_bar", "none", "-v", "ERROR")
        words = ("render", *self.stock_size, "--disable_caching", "--media_dir", folder, *quiet)
        return measure.run(measure.manim(*words, subject.stock, subject.scene), folder)

    def race(self, subject: Subject) -> Race:
        """Run one film through both commands."""
        last: dict[str, Path] = {}

        def way(name: str, make: Callable[[Path], Run]) -> Callable[[], Run]:
            def anew() -> Run:
                if name in last:
                    shutil.rmtree(last[name])
                last[name] = self.fresh()
                return make(last[name])

            return anew

        ways = {
            "ours": way("ours", lambda folder: self.ours(subject, folder)),
            "manim": way("manim", lambda folder: self.stock(subject, folder)),
        }
        if not subject.is_plain:
            one = way("one", lambda folder: self.ours(subject, folder, "-j", "1"))
            ways["ours, one worker"] = one
        made = measure.in_turn(ways, self.runs, lambda words: note(f"{subject.name}: {words}"))
        films = last["ours"] / "film.mp4", _film_of_manim(last["manim"])
        frames, floor = self.floor(films[0])
        race = Race(
            subject,
            stock=made["manim"],
            ours=made["ours"],
            one=made.get("ours, one worker", []),
            frames=(frames, self.floor(films[1], "--count")[0]),
            sizes=(films[0].stat().st_size, films[1].stat().st_size),
            floor=floor,
        )
        for folder in last.values():
            shutil.rmtree(folder)
        return race

    def floor(self, film: Path, *more: str) -> tuple[int, float]:
        """Frames of a film, and the median seconds that encoding them takes."""
        command = [sys.executable, "-m", "benchmarks.floor", film, *more]
        runs = [measure.run(command, measure.ROOT) for _ in range(1 if more else self.runs)]
        if problem := next((run.problem for run in runs if run.code), None):
            raise BenchmarkError(f"floor of {film.name}: {problem}")
        answers = [json.loads(run.said) for run in runs]
        return answers[0]["frames"], median(one["seconds"] or 0.0 for one in answers)

    def again(self, subject: Subject) -> list[Run]:
        """Rendering what has been rendered before, unchanged."""
        folder = self.fresh()
        first = self.ours(subject, folder)
        runs = [self.ours(subject, folder) for _ in range(self.runs)]
        _check([first, *runs])
        return runs

    def still(self, subject: Subject) -> list[Run]:
        """One picture of a film, by a process of its own."""
        folder = self.fresh()
        words = ["still", *subject.ours, *self.ours_size[:2], "-o", "still.png"]
        runs = [measure.run(measure.clipanim(*words), folder) for _ in range(self.runs + 1)]
        _check(runs)
        return runs[1:]  # the first computes the numbers


def _check(runs: Sequence[Run]) -> None:
    if problem := next((run.problem for run in runs if run.code), None):
        raise BenchmarkError(problem)


def _film_of_manim(folder: Path) -> Path:
    films = [one for one in folder.rglob("*.mp4") if "partial_movie_files" not in one.parts]
    if len(films) != 1:
        raise BenchmarkError(f"one film of manim's expected, got {len(films)}")
    return films[0]


HEAD = (
    "scene", "frames", "manim s", "ours s", "ratio", "-j 1 s", "ratio", "floor s", "ours / floor",
    "size / manim's", "MB",
)  # fmt: skip


def row(race: Race) -> tuple[str, ...]:
    """A line of the table."""
    ours, stock = race.frames
    frames = str(ours) if ours == stock else f"{ours} (manim {stock})"
    memory = f"{max(run.memory for run in [*race.ours, *race.one]):.0f}"
    size = ratio(race.sizes[0], race.sizes[1])
    return (race.subject.name, frames, *_times([race]), size, memory)


def total(name: str, races: Sequence[Race]) -> tuple[str, ...]:
    """All of them together."""
    size = ratio(sum(race.sizes[0] for race in races), sum(race.sizes[1] for race in races))
    memory = max(run.memory for race in races for run in [*race.ours, *race.one])
    frames = sum(race.frames[0] for race in races)
    return (f"**{name}**", str(frames), *_times(races), size, f"{memory:.0f}")


def _times(races: Sequence[Race]) -> tuple[str, ...]:
    stock, ours = sum(seconds(r.stock) for r in races), sum(seconds(r.ours) for r in races)
    one, floor = sum(seconds(r.one) for r in races if r.one), sum(r.floor for r in races)
    return (
        f"{stock:.1f}", f"{ours:.1f}", ratio(stock, ours), f"{one:.1f}" if one else "-",
        ratio(stock, one), f"{floor:.1f}", ratio(ours, floor),
    )  # fmt: skip


def report(races: Sequence[Race]) -> str:
    """The table with its totals: our films, and plain scenes."""
    groups = {
        "our films": [race for race in races if not race.subject.is_plain],
        "plain scenes": [race for race in races if race.subject.is_plain],
    }
    rows = []
    for name, group in groups.items():
        rows += [row(race) for race in group]
        rows += [total(name, group)] if group else []
    return measure.table(HEAD, rows) if rows else "nothing was raced"


def remarks(races: Sequence[Race]) -> str:
    """Which scenes are slower with us, and what all took of the processor."""
    slower = [r.subject.name for r in races if seconds(r.ours) > seconds(r.stock)]
    stock, ours = (
        sum(median(run.cpu for run in runs) for runs in taken)
        for taken in ([r.stock for r in races], [r.ours for r in races])
    )
    return (
        f"Slower than manim: {', '.join(slower) or 'none'}. "
        f"Time of cores: manim {stock:.0f} s, ours {ours:.0f} s."
    )


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    options = _options(given)
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        folder = Path(name)
        only = options.only or (["clip_formula"] if options.quick else ())
        films = whole() if options.full else of_builtin(options.chapter, folder, only)
        chosen = _chosen([*films, *plain()], options.only, options.quick)
        course = Course(folder, 1 if options.quick else options.runs, options.quick)
        races, skipped = _races(course, chosen)
        found = [report(races), *skipped, "", remarks(races)]
        parts = [*found, *_answers(course, races)]
    conditions = (
        f"{' '.join(course.ours_size)}; whole processes, medians of {course.runs} runs in turn;\n"
        "the floor is encoding alone: superfast, crf 20, threads=1, bf=0, on all cores;\n"
        "MB are those of the largest process."
    )
    return "\n".join([*parts, conditions, measure.machine()])


def _options(given: Sequence[str] | None) -> Namespace:
    parser = measure.arguments("Our command beside manim's, on the same scenes.", EXAMPLE)
    parser.add_argument("--runs", type=int, default=5, help="of each; medians are shown")
    parser.add_argument("--full", action="store_true", help="whole films, not one chapter of each")
    parser.add_argument("--chapter", type=int, help="which one, from 1; the shortest unless said")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="scenes by name")
    return parser.parse_args(given)


def _chosen(subjects: Sequence[Subject], only: Sequence[str] | None, quick: bool) -> list[Subject]:
    named = {subject.name.partition(",")[0]: subject for subject in subjects}
    if unknown := [name for name in only or () if name not in named]:
        raise BenchmarkError(f"no scene {unknown[0]!r}; one of {', '.join(named)}")
    if only:
        return [named[name] for name in only]
    if quick:
        return [next(s for s in subjects if s.is_plain is plain) for plain in (False, True)]
    return list(subjects)


def _races(course: Course, subjects: Sequence[Subject]) -> tuple[list[Race], list[str]]:
    races, skipped = [], []
    for subject in subjects:
        try:
            races.append(course.race(subject))
        except BenchmarkError as error:
            skipped.append(f"skipped {subject.name}: {error}")
            note(skipped[-1])
    return races, skipped


def _answers(course: Course, races: Sequence[Race]) -> list[str]:
    """What is asked beside the races: a second time, and stills."""
    raced = [race.subject for race in races]
    ours = [subject for subject in raced if not subject.is_plain]
    lines = []
    if not course.has_store:
        lines.append("Rendering again unchanged: not measured, `render` has no --cache-dir yet.")
    elif raced:
        times = ", ".join(f"{one.name} {seconds(course.again(one)):.2f} s" for one in raced)
        lines.append(f"Rendering again unchanged: {times}.")
    if ours:
        times = ", ".join(f"{one.name} {seconds(course.still(one)):.2f} s" for one in ours)
        lines.append(f"A still, cold: {times}.")
    return [*lines, ""] if lines else []


if __name__ == "__main__":
    measure.main(benchmark)
