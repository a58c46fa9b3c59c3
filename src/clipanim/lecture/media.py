"""Parts of a film as files that any program plays or shows: clips, animations, pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from clipanim.subtitles import Captions

from . import captions
from .cuts import cut, picture, pictures, png
from .errors import ExportError
from .movie import Chapter, Movie
from .snippets import pieces_of
from .webm import Webm
from .wishes import Progress, Wishes, silent

Contents = dict[str, bytes | Path]

WIDTH, FPS = 640, 12  # of an animation, unless said
NARROWEST, TRIES = 120, 8  # of an animation that must not be large


def clips(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    """Each chapter as a video with its sound, a soft track of captions, and files of them."""
    shown = movie.captions == "track"
    made: Contents = {}
    for piece in pieces_of(movie):
        own = piece.chapter.lines_alone
        soft = Captions(captions.soft(own), shown)
        made[piece.video] = cut(movie, piece.chapter, private / piece.video, captions=soft)
        made[f"{piece.stem}.srt"] = captions.srt(own).encode()
        made[f"{piece.stem}.vtt"] = captions.vtt(own).encode()
        progress(piece.chapter.frames.stop, movie.frames, "clips")
    return made


def poster(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    """One picture: at a moment, or the most telling one of a chapter, the first unless said."""
    if wishes.at is not None and wishes.chapter is not None:
        raise ExportError("at: says it already; leave chapter out")
    if wishes.at is None:
        number = chapter_of(movie, wishes.chapter or "1").stands
    else:
        number = math.floor(wishes.at * movie.fps)
    if number >= movie.frames:
        raise ExportError(f"at: {wishes.at:g}: the film ends after {movie.seconds:.1f} s")
    return {"poster": picture(movie, number)}


def frames(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    """Every picture of the film or a chapter, numbered as in the film from 0."""
    wanted = stretch_of(movie, wishes)
    digits = len(str(movie.frames - 1))
    made: Contents = {}
    for number, frame in zip(wanted, pictures(movie, wanted), strict=True):
        file = private / f"{number:0{digits}}.png"
        file.write_bytes(png(frame, movie.width, movie.height))
        made[file.name] = file
        progress(len(made), len(wanted), "frames")
    return made


def gif(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    """An animation with a palette of its own; narrower, until it is small enough.

    Raises:
        ExportError: if it does not become small enough.
    """
    stretch, width = stretch_of(movie, wishes), min(wishes.width or WIDTH, movie.width)
    file, most = private / "animation.gif", wishes.max_size or math.inf
    for _ in range(TRIES):
        progress(0, len(stretch), f"gif, {width} pixels wide")
        _write_gif(movie, stretch, file, width, wishes.fps or FPS)
        progress(len(stretch), len(stretch), "")
        size = file.stat().st_size
        if size <= most:
            return {"animation": file}
        if width == NARROWEST:
            break
        width = max(NARROWEST, int(width * min(0.95, math.sqrt(most / size))))
    raise ExportError(
        f"max-size: {width} pixels wide it still has {size / 1e6:.2g} MB; choose a chapter, "
        "or fewer frames a second"
    )


def webm(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    """The film or a chapter as VP9, with its sound as Opus."""
    stretch, file = stretch_of(movie, wishes), private / "film.webm"
    with Webm(file, movie, stretch) as film:
        for picture in pictures(movie, stretch):
            film.write(picture)
            progress(film.frames, len(stretch), "webm")
    return {"film": file}


def chapter_of(movie: Movie, wanted: str) -> Chapter:
    """A chapter by its name, or by its number from 1.

    Raises:
        ExportError: if there is none.
    """
    for one in movie.chapters:
        if wanted.strip() == str(one.number) or wanted.casefold() == one.name.casefold():
            return one
    names = ", ".join(one.name for one in movie.chapters)
    raise ExportError(f"chapter: {wanted!r} is not one of {names} (or 1 to {len(movie.chapters)})")


def stretch_of(movie: Movie, wishes: Wishes) -> range:
    """The frames that are wanted."""
    if wishes.chapter is None:
        return range(movie.frames)
    return chapter_of(movie, wishes.chapter).frames


def _mux(target: Any, packets: Iterable[Any]) -> None:
    for packet in packets:
        target.mux(packet)


# An animation: first its colours, then its pictures in them; neither holds all of them at once


def _write_gif(movie: Movie, stretch: range, file: Path, width: int, fps: int) -> None:
    height = max(2, round(movie.height * width / movie.width))
    size = f"fps={min(fps, movie.fps)},scale={width}:{height}:flags=lanczos"
    palette = _palette(movie, stretch, size)
    graph = av.filter.Graph()
    seen, colors = _source(graph, movie), graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format,
        time_base=Fraction(1, 1000),
    )  # fmt: skip
    last = _chained(graph, seen, size)
    paint = graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle")
    last.link_to(paint, 0, 0)
    colors.link_to(paint, 0, 1)
    sink = graph.add("buffersink")
    paint.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, Fraction(1, 1000)
    colors.push(palette)
    colors.push(None)
    with av.open(str(file), "w", format="gif", options={"loop": "0"}) as target:
        stream: Any = target.add_stream("gif", rate=min(fps, movie.fps))
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        for frame in _filtered(seen, sink, movie, stretch):
            _mux(target, stream.encode(frame))
        _mux(target, stream.encode(None))


def _palette(movie: Movie, stretch: range, size: str) -> Any:
    graph = av.filter.Graph()
    seen, sink = _source(graph, movie), graph.add("buffersink")
    last = _chained(graph, seen, size)
    colors = graph.add("palettegen", "stats_mode=diff")
    last.link_to(colors)
    colors.link_to(sink)
    graph.configure()
    (palette,) = _filtered(seen, sink, movie, stretch)
    return palette


def _source(graph: Any, movie: Movie) -> Any:
    time_base = Fraction(1, movie.fps)
    return graph.add_buffer(
        width=movie.width, height=movie.height, format="yuv420p", time_base=time_base
    )


def _chained(graph: Any, first: Any, size: str) -> Any:
    for one in size.split(","):
        name, _, arguments = one.partition("=")
        then = graph.add(name, arguments)
        first.link_to(then)
        first = then
    return first


def _filtered(seen: Any, sink: Any, movie: Movie, stretch: range) -> Iterator[Any]:
    """The pictures of a film through filters."""
    for n, frame in enumerate(pictures(movie, stretch)):
        frame.pts, frame.duration, frame.time_base = n, 1, Fraction(1, movie.fps)
        seen.push(frame)
        yield from _ready(sink)
    seen.push(None)
    yield from _ready(sink)


def _ready(sink: Any) -> Iterator[Any]:
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
