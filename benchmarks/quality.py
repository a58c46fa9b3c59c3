"""Is every film as like its drawing as manim's, and how large: `python -m benchmarks.quality`.

Of a chapter of each of our films, and of each plain scene: frames as manim draws them, without
loss, encoded as manim's command does and as the engine does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import measure
from .encoder import STOCK, Trial, engine_setting, reference_of, trial
from .floor import count
from .subjects import Subject, of_builtin, plain

EXAMPLE = "python -m benchmarks.quality --only cliff_leap written_words"
HEAD = ("scene", "frames", "PSNR dB", "manim's", "SSIM", "manim's", "size / manim's", "worse in")
Found = tuple[Subject, int, Trial, Trial]  # frames; ours, manim's


def compared(subject: Subject, size: Sequence[str], frames: int, folder: Path) -> Found:
    """Our setting and manim's, on frames from the middle of a scene."""
    reference = reference_of(subject, size, frames, folder)
    ours, stock = (trial(one, reference, folder) for one in (engine_setting(), STOCK))
    counted = count(reference)
    reference.unlink()
    return subject, counted, ours, stock


def report(found: Sequence[Found]) -> str:
    """The table: a scene a line, and how large all of a kind are together."""
    rows = [_row(*one) for one in found]
    for name, is_plain in (("our films", False), ("plain scenes", True)):
        kind = [one for one in found if one[0].is_plain is is_plain]
        ours, stock = (sum(one[n].size for one in kind) for n in (2, 3))
        if kind:
            frames = sum(one[1] for one in kind)
            rows.append((f"**{name}**", frames, *[""] * 4, measure.ratio(ours, stock), ""))
    return measure.table(HEAD, rows)


def _row(subject: Subject, frames: int, ours: Trial, stock: Trial) -> tuple[object, ...]:
    told = {
        "PSNR": ours.psnr < stock.psnr,
        "SSIM": ours.ssim < stock.ssim,
        "size, over twice": ours.size > 2 * stock.size,
    }
    psnr = [f"{one.psnr:.1f}" for one in (ours, stock)]
    ssim = [f"{one.ssim:.5f}" for one in (ours, stock)]
    size = measure.ratio(ours.size, stock.size)
    failed = ", ".join(words for words, is_so in told.items() if is_so)
    return subject.name, frames, *psnr, *ssim, size, failed


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("Likeness and size of all films.", EXAMPLE)
    parser.add_argument("--only", nargs="+", default=[], help="scenes, ours or plain")
    parser.add_argument("--frames", type=int, default=300, help="of each, from the middle of it")
    options = parser.parse_args(given)
    size = ("-ql", "-r", "426,240") if options.quick else ("-qh",)
    frames = 30 if options.quick else options.frames
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        folder, found = Path(name), []
        for subject in _chosen(options.only, folder):
            measure.note(subject.name)
            found.append(compared(subject, size, frames, folder / f"{len(found)}"))
    conditions = (
        f"{' '.join(size)}, at most {frames} frames of each; against them before encoding.\n"
        "Whole files of manim's are larger: it begins each play with a key frame."
    )
    return "\n".join([report(found), "", conditions, measure.machine()])


def _chosen(only: Sequence[str], folder: Path) -> list[Subject]:
    subjects = [*of_builtin(None, folder), *plain()]
    named = {one.name.partition(",")[0]: one for one in subjects}
    if unknown := [name for name in only if name not in named]:
        raise measure.BenchmarkError(f"no scene {unknown[0]!r}; one of {', '.join(named)}")
    return [named[name] for name in only or named]


if __name__ == "__main__":
    measure.main(benchmark)
