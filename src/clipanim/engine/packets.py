"""Films put one after the other by packets: nothing is encoded again."""

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

from clipanim import subtitles
from clipanim.subtitles import NONE, Captions

from .settings import Clip, Line, Mark, Timeline
from .store import Store
from .work import finished_segments


def join(
    clips: Sequence[Clip],
    output: Path,
    comment: str = "",
    captions: Captions = NONE,
    cache: Path | None = None,
) -> Timeline:
    """See `clipanim.engine.join`."""
    joined = merged(clips)
    timelines = [clip.timeline for clip in clips]
    track = None
    if any(one.sounds for one in timelines):
        from .soundtrack import encoded  # numpy, which silent films do without

        track = encoded(timelines, Store(cache))
    write([clip.video for clip in clips], output, joined, comment, track, captions)
    return joined


def write(
    videos: Sequence[Path],
    output: Path,
    timeline: Timeline,
    comment: str = "",
    track: bytes | None = None,
    captions: Captions = NONE,
) -> None:
    """Write the packets of all videos into one file, with the chapters of `timeline`.

    Args:
        videos: what follows each other; their own sound is left out.
        output: the file.
        timeline: that of all of them.
        comment: what is written into the file.
        track: what is heard, as a file with a stream of sound, if anything is.
        captions: a soft track of them, which a player shows or not; none if there are no cues.
    """
    with av.open(str(output), "w", options={"movflags": "+faststart"}) as target:
        if comment:
            target.metadata["comment"] = comment
        if timeline.chapters:
            target.set_chapters(_chapters(timeline))
        stream: Any = None
        offset = 0  # frames before this clip
        for path in videos:
            with av.open(str(path)) as source:
                video = source.streams.video[0]
                if stream is None:
                    stream = target.add_stream_from_template(video)
                    stream.time_base = video.time_base
                    sound = _Beside(target, track, captions)
                ticks = 1 / (timeline.fps * (video.time_base or Fraction(1, timeline.fps)))
                for packet in source.demux(video):
                    if packet.dts is None:
                        continue  # the empty one that flushes a decoder
                    packet.pts += int(offset * ticks)
                    packet.dts += int(offset * ticks)
                    sound.catch_up(packet.dts * packet.time_base)
                    packet.stream = stream
                    target.mux(packet)
                offset += video.frames
        if stream is not None:
            sound.catch_up(inf)
    if captions.cues and not captions.shown:
        subtitles.hide(output)


class _Beside:
    """The sound and captions of a film that is being written, kept in step with its pictures."""

    def __init__(self, target: Any, track: bytes | None, captions: Captions):
        self.target = target
        self.left: list[deque[Any]] = []
        if track is not None:
            self.left.append(deque(_copied(track, target)))
        self.left.append(deque(subtitles.stream_of(captions, target)))

    def catch_up(self, seconds: float | Fraction) -> None:
        """Write what is heard and read up to a moment."""
        for left in self.left:
            while left and left[0].dts * left[0].time_base <= seconds:
                self.target.mux(left.popleft())


def _copied(track: bytes, target: Any) -> Iterator[Any]:
    """The packets of a track, for a new stream of a film that is being written."""
    with av.open(io.BytesIO(track)) as source:
        heard = source.streams.audio[0]
        stream = target.add_stream_from_template(heard)
        for packet in source.demux(heard):
            if packet.dts is not None:
                packet.stream = stream
                yield packet


def frames_kept(folder: Path) -> int:
    """How many frames the finished segments below a folder have."""
    frames = 0
    for path in finished_segments(folder):
        with suppress(av.FFmpegError, OSError), av.open(str(path)) as segment:
            frames += segment.streams.video[0].frames
    return frames


def comment_of(video: Path) -> str:
    """What was written into a film as its comment; empty if it is no film, or has none."""
    try:
        with av.open(str(video)) as film:
            return str(film.metadata.get("comment", ""))
    except (av.FFmpegError, OSError):
        return ""


def merged(clips: Sequence[Clip]) -> Timeline:
    """The timeline of clips that are shown one after the other; without their sounds."""
    parts = [clip.timeline for clip in clips]
    lines, marks, endings, frames = [], [], [], 0
    for part in parts:
        shift = frames / part.fps
        lines += [_later(one, shift) for one in part.lines]
        marks += [_begun_later(one, shift) for one in part.chapters]
        endings += [replace(one, start=one.start + shift) for one in part.endings]
        frames += part.frames
    return Timeline(frames, parts[0].fps, tuple(lines), tuple(marks), (), tuple(endings))


def _later(line: Line, shift: float) -> Line:
    heard = None if line.heard is None else line.heard + shift
    return replace(line, start=line.start + shift, end=line.end + shift, heard=heard)


def _begun_later(mark: Mark, shift: float) -> Mark:
    end = None if mark.end is None else mark.end + shift
    return replace(mark, start=mark.start + shift, end=end)


def _chapters(timeline: Timeline) -> list[Any]:
    ends = [*(mark.start for mark in timeline.chapters[1:]), timeline.seconds]
    return [
        {
            "id": n + 1,
            "start": round(mark.start * 1000),
            "end": round(end * 1000),
            "time_base": Fraction(1, 1000),
            "metadata": {"title": _in_one_row(mark.name)},
        }
        for n, (mark, end) in enumerate(zip(timeline.chapters, ends, strict=True))
    ]


def _in_one_row(name: str) -> str:
    """The name without control characters, of which one would end it and all confuse players."""
    return " ".join("".join(" " if category(one) == "Cc" else one for one in name).split())
