"""Decode frames of a film by number, and encode them as PNG."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av

from .movie import Movie


def frame_png(movie: Movie, number: int, max_height: int | None = None) -> bytes:
    """The frame of a number from 0, encoded as PNG and scaled down to `max_height` pixels."""
    width, height = fit_size(movie, max_height)
    (frame,) = read_frames(movie, range(number, number + 1))
    return encode_png(frame, width, height)


def read_frames(movie: Movie, frames: range) -> Iterator[Any]:
    """Decode a range of frames of a film, in order."""
    with av.open(str(movie.video)) as source:
        yield from decode_frames(source, frames)


def encode_png(frame: Any, width: int, height: int) -> bytes:
    """Scale a frame and encode it as PNG."""
    encoder: Any = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "rgb24"
    encoder.time_base = Fraction(1, 1)
    made = [*encoder.encode(frame.reformat(width, height, "rgb24")), *encoder.encode(None)]
    return b"".join(map(bytes, made))


def background_color(movie: Movie) -> str:
    """The colour of the top left pixel of the first frame, as #rrggbb."""
    with av.open(str(movie.video)) as source:
        frame = next(source.decode(video=0))
    return "#" + "".join(f"{value:02x}" for value in frame.to_ndarray(format="rgb24")[0, 0])


def decode_frames(source: Any, frames: range) -> Iterator[Any]:
    """Decode a range of frames of an open container, in order."""
    video = source.streams.video[0]
    seek_frame(source, video, frames.start)
    for frame in source.decode(video):
        if frame_number(frame, video) >= frames.stop:
            return
        if frame_number(frame, video) in frames:
            yield frame


def fit_size(movie: Movie, max_height: int | None) -> tuple[int, int]:
    """The video size scaled down to at most `max_height` pixels; the width even, for H.264."""
    if max_height is None or movie.height <= max_height:
        return movie.width, movie.height
    return max(2, round(movie.width * max_height / movie.height / 2) * 2), max_height


def seek_frame(source: Any, video: Any, first: int) -> None:
    """Seek to the last key frame at or before a frame."""
    source.seek(int(first / (video.average_rate * video.time_base)), stream=video)


def frame_number(item: Any, video: Any) -> int:
    """The frame number, from 0, of a packet or decoded frame, by its presentation time."""
    number: int = round(item.pts * video.time_base * video.average_rate)
    return number
