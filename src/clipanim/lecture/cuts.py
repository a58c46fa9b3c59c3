"""A chapter of a film as a video of its own: exact to the frame, with its sound.

Pictures are copied where that is possible: they need not be smaller, and the chapter begins with
one that needs none before it. Otherwise they are encoded again, to the same bytes every time.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from clipanim import sounding, subtitles
from clipanim.subtitles import NONE, Captions

from .movie import Chapter, Movie

# A fixed number of threads, because x264's output depends on it.
X264 = {"preset": "veryfast", "crf": "20", "threads": "4"}
HELD = 256_000_000  # bytes of pictures that are held at once, to show them backwards


def cut(
    movie: Movie,
    chapter: Chapter,
    output: Path,
    tallest: int | None = None,
    captions: Captions = NONE,
) -> Path:
    """Write a chapter as H.264 and AAC, to be read from its start.

    Args:
        movie: the film.
        chapter: one of its chapters.
        output: the .mp4 file, in a private folder.
        tallest: the greatest height in pixels; a larger picture is scaled down.
        captions: a soft track of them.
    """
    size = _fitting(movie, tallest)
    copies = size == (movie.width, movie.height) and _begins_anew(movie, chapter)
    with _writing(output) as target, av.open(str(movie.video)) as source:
        track = sound(source, chapter)
        if copies:
            seen = _copied(source, target, chapter)
        else:
            shown = _scaled(_shown(source, chapter.frames), size)
            seen = _encoded(target, shown, movie.fps, size)
        heard = iter(()) if track is None else sounding.stream_of(track[0], target, *track[1:])
        read = subtitles.stream_of(captions, target)
        target.start_encoding()
        for packet in heapq.merge(seen, heard, read, key=lambda one: one.dts * one.time_base):
            target.mux(packet)
    if captions.cues and not captions.shown:
        subtitles.hide(output)
    return output


def cut_backwards(movie: Movie, chapter: Chapter, output: Path, tallest: int | None = None) -> Path:
    """Write a chapter from its last frame to its first, without sound."""
    width, height = _fitting(movie, tallest)
    many = max(1, HELD // (width * height * 3 // 2))
    with _writing(output) as target, av.open(str(movie.video)) as source:
        shown = _backwards(source, chapter.frames, (width, height), many)
        for packet in _encoded(target, shown, movie.fps, (width, height)):
            target.mux(packet)
    return output


def picture(movie: Movie, number: int, tallest: int | None = None) -> bytes:
    """The frame of this number, as PNG."""
    width, height = _fitting(movie, tallest)
    (frame,) = pictures(movie, range(number, number + 1))
    return png(frame, width, height)


def pictures(movie: Movie, frames: range) -> Iterator[Any]:
    """The pictures of these frames, in order."""
    with av.open(str(movie.video)) as source:
        yield from _shown(source, frames)


def png(frame: Any, width: int, height: int) -> bytes:
    """A picture as PNG."""
    encoder: Any = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "rgb24"
    encoder.time_base = Fraction(1, 1)
    made = [*encoder.encode(frame.reformat(width, height, "rgb24")), *encoder.encode(None)]
    return b"".join(map(bytes, made))


def first_color(movie: Movie) -> str:
    """The colour of the film's ground, in which it begins: #rrggbb."""
    with av.open(str(movie.video)) as source:
        frame = next(source.decode(video=0))
    return "#" + "".join(f"{value:02x}" for value in frame.to_ndarray(format="rgb24")[0, 0])


def _fitting(movie: Movie, tallest: int | None) -> tuple[int, int]:
    """Width and height of pictures that are not taller; even, as H.264 wants them."""
    if tallest is None or movie.height <= tallest:
        return movie.width, movie.height
    return max(2, round(movie.width * tallest / movie.height / 2) * 2), tallest


def _writing(output: Path) -> Any:
    return av.open(str(output), "w", options={"movflags": "+faststart"})


# Pictures


def _begins_anew(movie: Movie, chapter: Chapter) -> bool:
    """Whether a chapter begins with a key frame, and no packet comes out of order."""
    with av.open(str(movie.video)) as source:
        stream = source.streams.video[0]
        packet = next(_packets(source, stream, chapter.frames.start), None)
        if packet is None or not packet.is_keyframe or packet.pts != packet.dts:
            return False
        return _number(packet, stream) == chapter.frames.start


def _copied(source: Any, target: Any, chapter: Chapter) -> Iterator[Any]:
    video = source.streams.video[0]
    stream = target.add_stream_from_template(video)
    stream.time_base = video.time_base

    def packets() -> Iterator[Any]:
        first = None
        for packet in _packets(source, video, chapter.frames.start):
            if _number(packet, video) not in chapter.frames:
                return
            first = packet.pts if first is None else first
            packet.pts, packet.dts = packet.pts - first, packet.dts - first
            packet.stream = stream
            yield packet

    return packets()


def _packets(source: Any, video: Any, first: int) -> Iterator[Any]:
    """The packets of a film from the last key frame that is not after a frame."""
    _seek(source, video, first)
    return (packet for packet in source.demux(video) if packet.dts is not None)


def _seek(source: Any, video: Any, first: int) -> None:
    source.seek(int(first / (video.average_rate * video.time_base)), stream=video)


def _number(timed: Any, video: Any) -> int:
    """The number of the frame that a packet or picture is."""
    number: int = round(timed.pts * video.time_base * video.average_rate)
    return number


def _shown(source: Any, frames: range) -> Iterator[Any]:
    """The pictures of these frames, in order."""
    video = source.streams.video[0]
    _seek(source, video, frames.start)
    for picture in source.decode(video):
        if _number(picture, video) >= frames.stop:
            return
        if _number(picture, video) in frames:
            yield picture


def _backwards(source: Any, frames: range, size: tuple[int, int], many: int) -> Iterator[Any]:
    """The pictures of these frames from the last to the first; so many are held at once."""
    for stop in range(frames.stop, frames.start, -many):
        part = range(max(frames.start, stop - many), stop)
        yield from reversed([*_scaled(_shown(source, part), size)])


def _scaled(pictures: Iterable[Any], size: tuple[int, int]) -> Iterator[Any]:
    """The pictures in another size; those that stand still are scaled once, which saves most."""
    last: list[bytes] = []
    for picture in pictures:
        content = [bytes(plane) for plane in picture.planes]
        if content != last:
            last, made = content, picture.reformat(*size, "yuv420p", interpolation="BICUBIC")
        yield made


def _encoded(
    target: Any, pictures: Iterable[Any], fps: int, size: tuple[int, int]
) -> Iterator[Any]:
    stream = target.add_stream("libx264", rate=fps, options=dict(X264))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, fps)
    context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
    context.color_range = 1  # that of video

    def packets() -> Iterator[Any]:
        for n, picture in enumerate(pictures):
            picture.pts, picture.time_base = n, context.time_base
            picture.pict_type = 0  # the encoder chooses which are key frames
            yield from stream.encode(picture)
        yield from stream.encode(None)

    return packets()


# Sound


def sound(source: Any, chapter: Chapter) -> tuple[NDArray[np.float32], int, str] | None:
    """What is heard in a chapter, to the sample: samples (channels, n), rate, layout."""
    stream = next(iter(source.streams.audio), None)
    if stream is None:
        return None
    rate, layout = stream.rate, stream.layout
    first = round(Fraction(chapter.frames.start, chapter.fps) * rate)
    last = round(Fraction(chapter.frames.stop, chapter.fps) * rate)
    track = np.zeros((layout.nb_channels, last - first), np.float32)
    before = max(0, first - 4 * sounding.GRAIN)  # what is decoded first after a jump is not whole
    source.seek(int(before / rate / stream.time_base), stream=stream)
    for frame in source.decode(stream):
        samples = frame.to_ndarray()
        begins = round(frame.pts * frame.time_base * rate) - first
        if begins >= track.shape[1]:
            break
        cut, into = max(0, -begins), max(0, begins)
        piece = samples[:, cut : cut + track.shape[1] - into]
        track[:, into : into + piece.shape[1]] = piece
    return track, rate, layout.name
