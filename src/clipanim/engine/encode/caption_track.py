"""Soft subtitles: a timed text (mov_text) track in an MP4 file; no manim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av

CODEC, LANGUAGE = "mov_text", "eng"
TIME_BASE = Fraction(1, 1000)  # seconds
TRACK_ENABLED = 1  # the lowest flag of a track header


@dataclass(frozen=True)
class Captions:
    """The cues of a caption track, and whether a player shows them unasked."""

    cues: Sequence[tuple[int, int, str]] = ()  # start and end in milliseconds, text
    enabled: bool = False


NO_CAPTIONS = Captions()


def caption_packets(captions: Captions, container: Any) -> Iterator[Any]:
    """Add a caption stream to a container that is being written, and make its packets.

    Args:
        captions: if they have no cues, no stream is added.
        container: PyAV's, open for writing MP4.

    Returns:
        The packets, in order; muxing them is left to the caller.
    """
    if not captions.cues:
        return iter(())
    stream = container.add_mux_stream(CODEC)
    stream.time_base = TIME_BASE
    stream.metadata["language"] = LANGUAGE
    return _packets(captions, stream)


def _packets(captions: Captions, stream: Any) -> Iterator[Any]:
    """A timed text sample for each cue: two bytes of length, and the text in UTF-8."""
    for start, end, words in captions.cues:
        text = words.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.stream, packet.time_base = stream, TIME_BASE
        packet.pts = packet.dts = start
        packet.duration = end - start
        yield packet


def disable_captions(film: Path) -> None:
    """Let players show an MP4 file's captions on demand only: clear their track's enabled flag.

    The muxer enables the first track of each kind, whatever disposition it is given; so the flag
    is cleared afterwards. Source: ISO/IEC 14496-12, 8.3.2 (track header box).
    """
    with film.open("r+b") as file:
        for first, last in _find_boxes(file, b"moov", 0, film.stat().st_size):
            for start, end in _find_boxes(file, b"trak", first, last):
                if _handler_type(file, start, end) == b"sbtl":
                    (header, _), *_ = _find_boxes(file, b"tkhd", start, end)
                    file.seek(header + 3)  # a byte of version, three of flags
                    flags = file.read(1)[0]
                    file.seek(header + 3)
                    file.write(bytes([flags & ~TRACK_ENABLED]))


def _handler_type(file: BinaryIO, start: int, end: int) -> bytes:
    """The handler type of a track, such as b"vide", "soun" or "sbtl"."""
    (media,) = _find_boxes(file, b"mdia", start, end)
    ((handler, _),) = _find_boxes(file, b"hdlr", *media)
    file.seek(handler + 8)  # version and flags, and four bytes that are zero
    return file.read(4)


def _find_boxes(file: BinaryIO, box_type: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of the content of each MP4 box of a type between two offsets of a file."""
    found = []
    while start < end:
        file.seek(start)
        size, name = int.from_bytes(file.read(4), "big"), file.read(4)
        header_size = 8
        if size == 1:  # too long for four bytes
            size, header_size = int.from_bytes(file.read(8), "big"), 16
        stop = start + size if size else end
        if name == box_type:
            found.append((start + header_size, stop))
        start = stop
    return found
