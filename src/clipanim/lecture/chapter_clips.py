"""Cut a chapter out of a film as a video of its own, exact to the frame, with its audio.

The video is copied without transcoding where possible: it need not be scaled, and the chapter
begins with a key frame. Otherwise it is encoded again, to the same bytes every time.
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

from clipanim.engine.encode import audio_stream, caption_track
from clipanim.engine.encode.caption_track import NO_CAPTIONS, Captions

from .movie import Chapter, Movie
from .video_frames import decode_frames, fit_size, frame_number, seek_frame

# A fixed number of threads, because x264's output depends on it.
X264 = {"preset": "veryfast", "crf": "20", "threads": "4"}
MAX_BUFFER_BYTES = 256_000_000  # of decoded frames in memory, while they are reversed


def cut_chapter(
    movie: Movie,
    chapter: Chapter,
    output: Path,
    max_height: int | None = None,
    captions: Captions = NO_CAPTIONS,
) -> Path:
    """Write a chapter as H.264 and AAC in a fast-start .mp4.

    Args:
        movie: the film.
        chapter: one of its chapters.
        output: the .mp4 file, in a private folder.
        max_height: in pixels; a larger video is scaled down.
        captions: a soft subtitle track.

    Returns:
        The output file.
    """
    size = fit_size(movie, max_height)
    copies = size == (movie.width, movie.height) and _can_copy_video(movie, chapter)
    with _open_output(output) as target, av.open(str(movie.video)) as source:
        track = chapter_audio(source, chapter)
        if copies:
            video_packets = _copied_packets(source, target, chapter)
        else:
            frames = _scaled_frames(decode_frames(source, chapter.frames), size)
            video_packets = _encoded_packets(target, frames, movie.fps, size)
        audio_packets = (
            iter(()) if track is None else audio_stream.encode_audio(track[0], target, *track[1:])
        )
        caption_packets = caption_track.caption_packets(captions, target)
        target.start_encoding()
        for packet in heapq.merge(
            video_packets, audio_packets, caption_packets, key=lambda one: one.dts * one.time_base
        ):
            target.mux(packet)
    if captions.cues and not captions.enabled:
        caption_track.disable_captions(output)
    return output


def cut_chapter_reversed(
    movie: Movie, chapter: Chapter, output: Path, max_height: int | None = None
) -> Path:
    """Write a chapter in reverse, without audio; arguments and result as for `cut_chapter`."""
    width, height = fit_size(movie, max_height)
    chunk_size = max(1, MAX_BUFFER_BYTES // (width * height * 3 // 2))
    with _open_output(output) as target, av.open(str(movie.video)) as source:
        frames = _reversed_frames(source, chapter.frames, (width, height), chunk_size)
        for packet in _encoded_packets(target, frames, movie.fps, (width, height)):
            target.mux(packet)
    return output


def _open_output(output: Path) -> Any:
    return av.open(str(output), "w", options={"movflags": "+faststart"})


# Video


def _can_copy_video(movie: Movie, chapter: Chapter) -> bool:
    """Whether a chapter begins with a key frame, in decoding order too."""
    with av.open(str(movie.video)) as source:
        stream = source.streams.video[0]
        packet = next(_packets_from(source, stream, chapter.frames.start), None)
        if packet is None or not packet.is_keyframe or packet.pts != packet.dts:
            return False
        return frame_number(packet, stream) == chapter.frames.start


def _copied_packets(source: Any, target: Any, chapter: Chapter) -> Iterator[Any]:
    video = source.streams.video[0]
    stream = target.add_stream_from_template(video)
    stream.time_base = video.time_base

    def packets() -> Iterator[Any]:
        first = None
        for packet in _packets_from(source, video, chapter.frames.start):
            if frame_number(packet, video) not in chapter.frames:
                return
            first = packet.pts if first is None else first
            packet.pts, packet.dts = packet.pts - first, packet.dts - first
            packet.stream = stream
            yield packet

    return packets()


def _packets_from(source: Any, video: Any, first: int) -> Iterator[Any]:
    """The video packets from the last key frame at or before a frame."""
    seek_frame(source, video, first)
    return (packet for packet in source.demux(video) if packet.dts is not None)


def _reversed_frames(
    source: Any, frames: range, size: tuple[int, int], chunk_size: int
) -> Iterator[Any]:
    """Decode a range of frames in reverse order, `chunk_size` of them at a time."""
    for stop in range(frames.stop, frames.start, -chunk_size):
        part = range(max(frames.start, stop - chunk_size), stop)
        yield from reversed([*_scaled_frames(decode_frames(source, part), size)])


def _scaled_frames(frames: Iterable[Any], size: tuple[int, int]) -> Iterator[Any]:
    """Scale frames; of a run of equal frames only the first, which saves most of the time."""
    last: list[bytes] = []
    for frame in frames:
        content = [bytes(plane) for plane in frame.planes]
        if content != last:
            last, scaled = content, frame.reformat(*size, "yuv420p", interpolation="BICUBIC")
        yield scaled


def _encoded_packets(
    target: Any, frames: Iterable[Any], fps: int, size: tuple[int, int]
) -> Iterator[Any]:
    stream = target.add_stream("libx264", rate=fps, options=dict(X264))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, fps)
    context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
    context.color_range = 1  # limited

    def packets() -> Iterator[Any]:
        for n, frame in enumerate(frames):
            frame.pts, frame.time_base = n, context.time_base
            frame.pict_type = 0  # the encoder chooses which are key frames
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return packets()


# Audio


def chapter_audio(source: Any, chapter: Chapter) -> tuple[NDArray[np.float32], int, str] | None:
    """Decode the audio of a chapter, exact to the sample.

    Args:
        source: the open container of the film.
        chapter: the chapter.

    Returns:
        Samples of shape (channels, samples), sample rate in Hz, and channel layout; None if the
        film has no audio.
    """
    stream = next(iter(source.streams.audio), None)
    if stream is None:
        return None
    rate, layout = stream.rate, stream.layout
    first = round(Fraction(chapter.frames.start, chapter.fps) * rate)
    last = round(Fraction(chapter.frames.stop, chapter.fps) * rate)
    track = np.zeros((layout.nb_channels, last - first), np.float32)
    # Earlier, as the first frames decoded after a seek are incomplete.
    before = max(0, first - 4 * audio_stream.AAC_FRAME_SAMPLES)
    source.seek(int(before / rate / stream.time_base), stream=stream)
    for frame in source.decode(stream):
        samples = frame.to_ndarray()
        start = round(frame.pts * frame.time_base * rate) - first
        if start >= track.shape[1]:
            break
        skipped, offset = max(0, -start), max(0, start)
        part = samples[:, skipped : skipped + track.shape[1] - offset]
        track[:, offset : offset + part.shape[1]] = part
    return track, rate, layout.name
