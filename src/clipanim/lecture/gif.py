"""Encode frames of a film as an animated GIF with an optimized palette, by FFmpeg filters.

Two passes over the film: the first computes the palette, the second maps the frames to it, so
that the frames are never all in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from .movie import Movie
from .video_frames import read_frames


def write_gif(movie: Movie, frames: range, file: Path, width: int, fps: int) -> None:
    """Write a range of frames as an animated GIF that loops.

    Args:
        movie: the film.
        frames: the frame range.
        file: the .gif file, in a private folder.
        width: in pixels; the height follows from the aspect ratio.
        fps: frames per second, at most those of the film.
    """
    height = max(2, round(movie.height * width / movie.width))
    scaling = f"fps={min(fps, movie.fps)},scale={width}:{height}:flags=lanczos"
    palette = _generate_palette(movie, frames, scaling)
    graph = av.filter.Graph()
    video_source, palette_source = _add_video_source(graph, movie), graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format,
        time_base=Fraction(1, 1000),
    )  # fmt: skip
    scaled = _add_filter_chain(graph, video_source, scaling)
    palette_use = graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle")
    scaled.link_to(palette_use, 0, 0)
    palette_source.link_to(palette_use, 0, 1)
    sink = graph.add("buffersink")
    palette_use.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, Fraction(1, 1000)
    palette_source.push(palette)
    palette_source.push(None)
    with av.open(str(file), "w", format="gif", options={"loop": "0"}) as target:
        stream: Any = target.add_stream("gif", rate=min(fps, movie.fps))
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        for frame in _filter_frames(video_source, sink, movie, frames):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))


def _generate_palette(movie: Movie, frames: range, scaling: str) -> Any:
    """The palette of 256 colours for a range of frames, as a video frame."""
    graph = av.filter.Graph()
    video_source, sink = _add_video_source(graph, movie), graph.add("buffersink")
    scaled = _add_filter_chain(graph, video_source, scaling)
    palette_gen = graph.add("palettegen", "stats_mode=diff")
    scaled.link_to(palette_gen)
    palette_gen.link_to(sink)
    graph.configure()
    (palette,) = _filter_frames(video_source, sink, movie, frames)
    return palette


def _add_video_source(graph: Any, movie: Movie) -> Any:
    time_base = Fraction(1, movie.fps)
    return graph.add_buffer(
        width=movie.width, height=movie.height, format="yuv420p", time_base=time_base
    )


def _add_filter_chain(graph: Any, first: Any, filters: str) -> Any:
    """Add comma-separated filters after a node of a filter graph; returns the last one."""
    for one in filters.split(","):
        name, _, arguments = one.partition("=")
        then = graph.add(name, arguments)
        first.link_to(then)
        first = then
    return first


def _filter_frames(video_source: Any, sink: Any, movie: Movie, frames: range) -> Iterator[Any]:
    """Push a range of frames through a filter graph, and yield what comes out."""
    for n, frame in enumerate(read_frames(movie, frames)):
        frame.pts, frame.duration, frame.time_base = n, 1, Fraction(1, movie.fps)
        video_source.push(frame)
        yield from _pull_available(sink)
    video_source.push(None)
    yield from _pull_available(sink)


def _pull_available(sink: Any) -> Iterator[Any]:
    """The frames that a filter graph has ready."""
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
