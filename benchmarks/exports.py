"""What each export of a film takes and weighs: `python -m benchmarks.exports`.

Nothing is rendered again for an export; the film, if there is none yet, is rendered first.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import measure
from .measure import BenchmarkError, Run, note

sys.path.insert(0, str(measure.SOURCES))
from clipanim.film import export_files
from clipanim.film.export_kinds import KINDS
from clipanim.film.lesson import find_lesson
from clipanim.lecture.movie import open_movie
from clipanim.scene import catalogue

EXAMPLE = "python -m benchmarks.exports --film media/course.mp4 --runs 5"
QUALITY = "low"
COURSE = measure.ROOT / "media" / f"course-{QUALITY}.mp4"
SCENES = 2  # of a lesson of about two minutes
TARGET = 2.0  # seconds, for a page of such a lesson
CHAPTER = "2"  # of the course; the first is a card
LONG = 20.0  # seconds; what takes longer is run once
HEAD = ("export", "s", "of a core s", "MB", "files", "memory MB")


@dataclass(frozen=True)
class Export:
    """What one kind of export took, and what came of it."""

    name: str
    runs: tuple[Run, ...]
    size: int  # bytes
    files: int

    @property
    def row(self) -> tuple[str, ...]:
        cpu = sorted(run.cpu for run in self.runs)[len(self.runs) // 2]
        return (
            self.name,
            f"{measure.seconds(self.runs):.2f}",
            f"{cpu:.2f}",
            f"{self.size / 1e6:.2f}",
            str(self.files),
            f"{max(run.memory for run in self.runs):.0f}",
        )


def export(film: Path, kind: str, runs: int, folder: Path) -> Export:
    """Export a film a few times, each time anew.

    Raises:
        BenchmarkError: if it fails.
    """
    made = []
    for n in range(runs):
        note(f"run {n + 1} of {runs}: {kind} of {film.name}")
        place = folder / "made"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        output = place / f"film{KINDS[kind].suffix}"
        words = ("export", film, "--to", kind, "-o", output, *part_of(kind))
        run = measure.run(measure.clipanim(*words), folder)
        if run.code:
            raise BenchmarkError(f"{kind}: exit code {run.code}: {run.problem}")
        made.append(run)
        if run.seconds > LONG:
            break
    files = [one for one in place.rglob("*") if one.is_file() and one.name != export_files.SHEET]
    named = f"{kind}, a chapter" if part_of(kind) else kind
    return Export(named, tuple(made), sum(one.stat().st_size for one in files), len(files))


def part_of(kind: str) -> tuple[str, ...]:
    """Of what takes only a chapter, one is measured: nobody makes it of a whole course."""
    return ("--chapter", CHAPTER) if "chapter" in KINDS[kind].takes else ()


def render(what: str | Path, film: Path) -> None:
    """Render a film; what is kept of it is not drawn again."""
    note(f"rendering {film.name} ...")
    run = measure.run(measure.clipanim("render", what, "-q", QUALITY, "-o", film), measure.ROOT)
    if run.code:
        raise BenchmarkError(f"{film.name}: exit code {run.code}: {run.problem}")


def lesson_of(scenes: Sequence[str], folder: Path) -> Path:
    """A film of a few scenes."""
    lesson = folder / "two_minutes.toml"
    parts = [f'[[scene]]\nscene = "{name}"\n' for name in scenes]
    lesson.write_text("\n".join(['title = "Two minutes"', *parts]), encoding="utf-8")
    render(lesson, lesson.with_suffix(".mp4"))
    return lesson.with_suffix(".mp4")


def report(made: Sequence[Export], page: Export, seconds: tuple[float, float]) -> str:
    """The table and what it says; `seconds` are the lengths of both films."""
    met = "met" if measure.seconds(page.runs) < TARGET else "missed"
    return "\n".join(
        [
            measure.table(HEAD, [one.row for one in [*made, page]]),
            "",
            f"The film lasts {seconds[0] / 60:.1f} minutes. A page of {seconds[1]:.0f} s of film "
            f"shall take less than {TARGET:.0f} s: {met}.",
            f"Whole processes, medians of {len(page.runs)} runs; what takes longer than "
            f"{LONG:.0f} s is run once.",
            measure.machine(),
        ]
    )


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("What each export of a film takes and weighs.", EXAMPLE)
    parser.add_argument("--film", type=Path, default=COURSE, help="rendered if it is not there")
    parser.add_argument("--only", nargs="+", choices=sorted(KINDS), help="kinds")
    parser.add_argument("--runs", type=int, default=3, help="of each; medians are shown")
    options = parser.parse_args(given)
    runs = 1 if options.quick else options.runs
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        folder = Path(name)
        film, short = options.film.absolute(), folder / "quick.mp4"
        if options.quick:
            render(min(catalogue.builtin_scenes()), short)
            film = short
        else:
            if not film.exists():
                render("course", film)
            first = [part.entry.file.name for part in find_lesson("course").parts]
            short = lesson_of(first[:SCENES], folder)
        made = [export(film, kind, runs, folder) for kind in options.only or KINDS]
        page = export(short, "player", runs, folder)
        lengths = (open_movie(film).seconds, open_movie(short).seconds)
    named = Export(f"player of {lengths[1]:.0f} s", page.runs, page.size, page.files)
    return report(made, named, lengths)


if __name__ == "__main__":
    measure.main(benchmark)
