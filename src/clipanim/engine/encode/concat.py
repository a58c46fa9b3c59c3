"""Concatenating videos by their packets: nothing is decoded or encoded again."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any
from unicodedata import category

import av

from clipanim.engine.settings import ChapterMark, Clip, Line, Timeline
from clipanim.engine.store.store import Store

from .caption_track import NO_CAPTIONS, Captions, caption_packets, disable_captions


def concat_clips(
    clips: Sequence[Clip],
    output: Path,
    comment: str = "",
    captions: Captions = NO_CAPTIONS,
    cache: Path | None = None,
) -> Timeline:
    """Concatenate clips of one size and frame rate into an MP4 file, with their sounds.

    Args:
        clips: the videos, in order, with their timelines.
        output: the file to write.
        comment: its comment tag, such as how it was made.
        captions: a caption track, if it has cues.
        cache: folder of encoded soundtracks; the platform's cache folder unless given.

    Returns:
        The timeline of the whole; its sounds are in the file only.

    Raises:
        EngineError: if a sound is gone or changed since it was recorded.
    """
    timeline = concat_timelines(clips)
    timelines = [clip.timeline for clip in clips]
    soundtrack = None
    if any(one.sounds for one in timelines):
        from .soundtrack import cached_soundtrack  # numpy, which silent films do without

        soundtrack = cached_soundtrack(timelines, Store(cache))
    concat_videos([clip.video for clip in clips], output, timeline, comment, soundtrack, captions)
    return timeline


def concat_videos(
    videos: Sequence[Path],
    output: Path,
    timeline: Timeline,
    comment: str = "",
    soundtrack: bytes | None = None,
    captions: Captions = NO_CAPTIONS,
) -> None:
    """Write the video packets of all files into one, with chapters, audio and captions.

    Args:
        videos: the files, in order; audio streams of their own are left out.
        output: the file to write.
        timeline: of the whole; its frame rate and chapters are used.
        comment: the comment tag of the file.
        soundtrack: the content of a file with an audio stream, if there is any.
        captions: a caption track, if it has cues.
    """
    with av.open(str(output), "w", options={"movflags": "+faststart"}) as target:
        if comment:
            target.metadata["comment"] = comment
        if timeline.chapters:
            target.set_chapters(_chapter_metadata(timeline))
        stream: Any = None
        offset = 0  # frames before this video
        for path in videos:
            with av.open(str(path)) as source:
                video = source.streams.video[0]
                if stream is None:
                    stream = target.add_stream_from_template(video)
                    stream.time_base = video.time_base
                    other_tracks = _Interleaver(target, soundtrack, captions)
                ticks = 1 / (timeline.fps * (video.time_base or Fraction(1, timeline.fps)))
                for packet in source.demux(video):
                    if packet.dts is None:
                        continue  # the empty one that flushes a decoder
                    packet.pts += int(offset * ticks)
                    packet.dts += int(offset * ticks)
                    other_tracks.mux_until(packet.dts * packet.time_base)
                    packet.stream = stream
                    target.mux(packet)
                offset += video.frames
        if stream is not None:
            other_tracks.mux_until(inf)
    if captions.cues and not captions.enabled:
        disable_captions(output)


class _Interleaver:
    """Interleaves the audio and caption packets of a file with its video packets."""

    def __init__(self, target: Any, soundtrack: bytes | None, captions: Captions):
        self.target = target
        self.queues: list[deque[Any]] = []
        if soundtrack is not None:
            self.queues.append(deque(_copy_audio_stream(soundtrack, target)))
        self.queues.append(deque(caption_packets(captions, target)))

    def mux_until(self, seconds: float | Fraction) -> None:
        """Mux the packets up to a decoding time."""
        for queue in self.queues:
            while queue and queue[0].dts * queue[0].time_base <= seconds:
                self.target.mux(queue.popleft())


def _copy_audio_stream(soundtrack: bytes, target: Any) -> Iterator[Any]:
    """Add the audio stream of a file's content to a target; its packets for it."""
    with av.open(io.BytesIO(soundtrack)) as source:
        audio = source.streams.audio[0]
        stream = target.add_stream_from_template(audio)
        for packet in source.demux(audio):
            if packet.dts is not None:
                packet.stream = stream
                yield packet


def count_frames(video: Path) -> int:
    """How many frames a video file has; 0 if it cannot be read."""
    with suppress(av.FFmpegError, OSError), av.open(str(video)) as opened:
        return int(opened.streams.video[0].frames)
    return 0


def read_comment(video: Path) -> str:
    """The comment tag of a video file; empty if it has none or cannot be read."""
    try:
        with av.open(str(video)) as film:
            return str(film.metadata.get("comment", ""))
    except (av.FFmpegError, OSError):
        return ""


def concat_timelines(clips: Sequence[Clip]) -> Timeline:
    """The timeline of clips shown one after the other; without their sounds."""
    parts = [clip.timeline for clip in clips]
    lines, chapters, endings, frames = [], [], [], 0
    for part in parts:
        shift = frames / part.fps
        lines += [_shift_line(one, shift) for one in part.lines]
        chapters += [_shift_chapter(one, shift) for one in part.chapters]
        endings += [replace(one, start=one.start + shift) for one in part.endings]
        frames += part.frames
    return Timeline(frames, parts[0].fps, tuple(lines), tuple(chapters), (), tuple(endings))


def _shift_line(line: Line, shift: float) -> Line:
    heard = None if line.heard is None else line.heard + shift
    return replace(line, start=line.start + shift, end=line.end + shift, heard=heard)


def _shift_chapter(mark: ChapterMark, shift: float) -> ChapterMark:
    end = None if mark.end is None else mark.end + shift
    return replace(mark, start=mark.start + shift, end=end)


def _chapter_metadata(timeline: Timeline) -> list[Any]:
    """The chapters as PyAV takes them; each lasts until the next begins."""
    ends = [*(mark.start for mark in timeline.chapters[1:]), timeline.seconds]
    return [
        {
            "id": n + 1,
            "start": round(mark.start * 1000),
            "end": round(end * 1000),
            "time_base": Fraction(1, 1000),
            "metadata": {"title": _single_line(mark.name)},
        }
        for n, (mark, end) in enumerate(zip(timeline.chapters, ends, strict=True))
    ]


def _single_line(name: str) -> str:
    """The name without control characters, of which one would end it and all confuse players."""
    return " ".join("".join(" " if category(one) == "Cc" else one for one in name).split())
