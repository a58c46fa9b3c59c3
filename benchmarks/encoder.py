"""What settings of x264 cost and give: `python -m benchmarks.encoder`.

manim's own command writes a scene without loss; its frames are converted to YUV once, and
encoded with each setting in turn. Likeness is measured against those YUV frames.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import log10
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange, Colorspace

from . import measure
from .floor import count
from .subjects import Subject, of_builtin, plain

EXAMPLE = "python -m benchmarks.encoder clip_formula --chapter 2 --frames 300"
STOCK = {"crf": "23"}  # manim's; x264 adds: medium, as many threads as it likes
LOSSLESS = {"preset": "ultrafast", "qp": "0"}
HEAD = ("settings", "ms of a core", "kB", "size / manim's", "PSNR dB", "SSIM", "")


@dataclass(frozen=True)
class Trial:
    """What one setting took and gave."""

    options: Mapping[str, str]
    cost: float  # ms of one core a frame
    size: int  # bytes
    psnr: float  # dB, over all planes
    ssim: float

    def passes(self, stock: Trial) -> bool:
        """No worse than manim's own setting, and at most twice its size."""
        as_like = self.psnr >= stock.psnr and self.ssim >= stock.ssim
        return as_like and self.size <= 2 * stock.size


def settings(quick: bool) -> list[dict[str, str]]:
    """The settings that are tried, after manim's own; ours is among them."""
    ours = engine_setting()
    if quick:
        return [_one("superfast", crf=20), ours]
    tried = [_one("medium", crf=23)]
    tried += [_one("veryfast", crf=crf) for crf in (20, 23)]
    tried += [_one("superfast", crf=crf) for crf in (18, 20, 22)]
    tried += [_one("ultrafast", crf=crf) for crf in (16, 20, 24)]
    tried += [_one("superfast", qp=qp) for qp in (24, 26)]
    tried += [_one("ultrafast", qp=qp) for qp in (24, 26)]
    return [*tried, *({**ours, "qp": str(qp)} for qp in (22, 23, 24, 26, 27, 28)), ours]


def _one(preset: str, **quality: int) -> dict[str, str]:
    values = {name: str(value) for name, value in quality.items()}
    return {"preset": preset, **values, "threads": "1", "bf": "0"}


def without_loss(subject: Subject, size: Sequence[str], folder: Path) -> Path:
    """The film of a scene as manim draws it, every pixel kept.

    Raises:
        BenchmarkError: if manim fails.
    """
    codec = ["--video-codec", "libx264rgb", "--pixel-format", "rgb24"]
    for name, value in LOSSLESS.items():
        codec += ["--encoder-option", f"{name}={value}"]
    quiet = ("--progress_bar", "none", "-v", "ERROR", "--disable_caching", "--media_dir", folder)
    words = ("render", *size, *quiet, *codec, subject.stock, subject.scene)
    run = measure.run(measure.manim(*words), folder)
    films = [one for one in folder.rglob("*.mp4") if "partial_movie_files" not in one.parts]
    if run.code or len(films) != 1:
        raise measure.BenchmarkError(f"manim: {subject.name}: {run.problem}")
    return films[0]


def frames_of(film: Path, start: int = 0, stop: int | None = None) -> Iterator[Any]:
    """The frames of a film, numbered from 0, free of what their encoder thought of them."""
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        for n, frame in enumerate(islice(container.decode(video), start, stop)):
            frame.pts, frame.time_base, frame.pict_type = n, Fraction(1, 1000), 0
            yield frame


def encode(frames: Iterator[Any], options: Mapping[str, str], film: Path) -> float:
    """Write frames into a film; seconds of a core that encoding took, decoding left out."""
    taken, stream = 0.0, None
    with av.open(str(film), "w") as container:
        for frame in frames:
            if stream is None:
                stream = _stream(container, frame, options)
            before = time.process_time()
            packets = stream.encode(frame)
            taken += time.process_time() - before
            container.mux(packets)
        if stream is not None:
            before = time.process_time()
            packets = stream.encode(None)
            taken += time.process_time() - before
            container.mux(packets)
    return taken


def _stream(container: Any, frame: Any, options: Mapping[str, str]) -> Any:
    stream = container.add_stream("libx264", rate=60, options=dict(options))
    stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
    stream.codec_context.time_base = frame.time_base
    return stream


def in_yuv(film: Path, start: int, stop: int) -> Iterator[Any]:
    """The frames of a film from `start` to `stop`, as an encoder gets them."""
    for frame in frames_of(film, start, stop):
        yuv = frame.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        yuv.pts, yuv.time_base = frame.pts, frame.time_base
        yield yuv


def reference_of(subject: Subject, size: Sequence[str], frames: int, folder: Path) -> Path:
    """Frames from the middle of a scene as manim draws it, in YUV and without loss."""
    folder.mkdir(exist_ok=True)
    film, reference = without_loss(subject, size, folder), folder / "reference.mp4"
    start = max(0, (count(film) - frames) // 2)
    encode(in_yuv(film, start, start + frames), LOSSLESS, reference)
    film.unlink()
    return reference


def likeness(film: Path, reference: Path, folder: Path) -> tuple[float, float]:
    """PSNR over all planes, of the mean error, and mean SSIM, as libavfilter has them."""
    with chdir(folder):  # a filter's option cannot hold every path
        for name in ("psnr", "ssim"):
            _compare(name, frames_of(film), frames_of(reference))
        errors = list(_column(Path("psnr.log"), "mse_avg"))
        alike = list(_column(Path("ssim.log"), "All"))
    error = sum(errors) / len(errors)
    return (10 * log10(255**2 / error) if error else float("inf")), sum(alike) / len(alike)


def _compare(name: str, films: Iterator[Any], references: Iterator[Any]) -> None:
    graph, sources = av.filter.Graph(), []
    for film, reference in zip(films, references, strict=True):
        if not sources:
            sources, sink = _connected(graph, name, film)
        for source, frame in zip(sources, (film, reference), strict=True):
            source.push(frame)
        with suppress(av.error.BlockingIOError):
            sink.pull()
    for source in sources:
        source.push(None)
    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            sink.pull()


def _connected(graph: Any, name: str, frame: Any) -> tuple[list[Any], Any]:
    kind = {"width": frame.width, "height": frame.height, "format": "yuv420p"}
    sources = [graph.add_buffer(**kind, time_base=frame.time_base) for _ in range(2)]
    compare, sink = graph.add(name, f"stats_file={name}.log"), graph.add("buffersink")
    for n, source in enumerate(sources):
        source.link_to(compare, 0, n)
    compare.link_to(sink)
    graph.configure()
    return sources, sink


def _column(log: Path, name: str) -> Iterator[float]:
    for line in log.read_text(encoding="ascii").splitlines():
        values = dict(part.split(":", 1) for part in line.split() if ":" in part)
        yield float(values[name])


def trial(options: Mapping[str, str], reference: Path, folder: Path) -> Trial:
    """Try one setting on the frames of a film; ours as the engine has it."""
    film = folder / "trial.mp4"
    how = _encode_as_we_do if "x264-params" in options else encode
    cost = how(frames_of(reference), options, film)
    psnr, ssim = likeness(film, reference, folder)
    return Trial(options, 1000 * cost / count(film), film.stat().st_size, psnr, ssim)


def _encode_as_we_do(frames: Iterator[Any], options: Mapping[str, str], film: Path) -> float:
    """As `encode`; a frame that is shown again is written as such."""
    from clipanim.engine.encode.encoder import Encoder

    taken, encoder, last = 0.0, None, b""
    for frame in frames:
        encoder = encoder or Encoder(film, frame.width, frame.height, 60, options)
        now = b"".join(bytes(plane) for plane in frame.planes)
        before = time.process_time()
        encoder.write(None if now == last else frame)
        taken += time.process_time() - before
        last = now
    if encoder is not None:
        encoder.close()
    return taken


def report(trials: Sequence[Trial]) -> str:
    """The table; manim's own setting is the first, ours the last."""
    rows = []
    for one in trials:
        verdict = "would do" if one.passes(trials[0]) else "would not do"
        whose = {id(trials[0]): "manim's", id(trials[-1]): f"**ours**, {verdict}"}
        rows.append(
            (
                _named(one.options), f"{one.cost:.1f}", f"{one.size / 1000:.0f}",
                measure.ratio(one.size, trials[0].size), f"{one.psnr:.1f}", f"{one.ssim:.5f}",
                whose.get(id(one), verdict),
            )
        )  # fmt: skip
    return measure.table(HEAD, rows)


def _named(options: Mapping[str, str]) -> str:
    """Settings as one says them; what all of ours have is left out."""
    shown = {name: value for name, value in options.items() if name not in ("threads", "bf")}
    fine = shown.pop("x264-params", "").replace(":force-cfr=1", "")
    words = [f"{name} {value}" for name, value in {"preset": "medium", **shown}.items()]
    return " ".join([*words, fine.replace(":", " ")]).removeprefix("preset ").strip()


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("What settings of x264 cost and give.", EXAMPLE)
    parser.add_argument("scene", nargs="?", default="clip_formula", help="ours, or a plain one")
    parser.add_argument("--chapter", type=int, default=2, help="of a film of ours; 2 unless said")
    parser.add_argument("--frames", type=int, default=300, help="from the middle of it")
    options = parser.parse_args(given)
    size = ("-ql", "-r", "426,240") if options.quick else ("-qh",)
    frames = 30 if options.quick else options.frames
    with tempfile.TemporaryDirectory(prefix="clipanim-") as name:
        folder = Path(name)
        subject = _subject(options.scene, options.chapter, folder)
        measure.note(f"{subject.name}: drawing without loss")
        reference = reference_of(subject, size, frames, folder)
        trials = []
        for one in [STOCK, *settings(options.quick)]:
            measure.note(_named(one))
            trials.append(trial(one, reference, folder))
        counted = count(reference)
    conditions = (
        f"{subject.name}: {counted} frames from its middle, {' '.join(size)}; against them before\n"
        "encoding. Would do: PSNR and SSIM no lower than manim's, at most twice the size."
    )
    return "\n".join([report(trials), "", conditions, measure.machine()])


def _subject(name: str, chapter: int, folder: Path) -> Subject:
    subjects = [*of_builtin(chapter, folder), *plain()]
    named = {one.name.partition(",")[0]: one for one in subjects}
    if name not in named:
        raise measure.BenchmarkError(f"no scene {name!r}; one of {', '.join(named)}")
    return named[name]


def engine_setting() -> dict[str, str]:
    """The setting that the engine has."""
    sys.path.insert(0, str(measure.SOURCES))
    os.environ.setdefault("NO_COLOR", "1")
    from clipanim.engine.encode.encoder import X264

    return dict(X264)


if __name__ == "__main__":
    measure.main(benchmark)
