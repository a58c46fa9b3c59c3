"""A soft track of captions in a film: text beside the pictures; no manim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av

CODEC, LANGUAGE = "mov_text", "eng"
TICK = Fraction(1, 1000)  # seconds
ENABLED = 1  # a flag of a track


@dataclass(frozen=True)
class Captions:
    """What is read, and whether a player shows it unasked."""

    cues: Sequence[tuple[int, int, str]] = ()  # start and end in milliseconds, rows
    shown: bool = False


NONE = Captions()


def add_stream(container: Any, captions: Captions) -> Any:
    """A stream for captions in a film that is being written."""
    stream = container.add_mux_stream(CODEC)
    stream.time_base = TICK
    stream.metadata["language"] = LANGUAGE
    return stream


def stream_of(captions: Captions, container: Any) -> Iterator[Any]:
    """The packets of captions, if there are any, for a new stream of a film."""
    if not captions.cues:
        return iter(())
    return packets(captions, add_stream(container, captions))


def packets(captions: Captions, stream: Any) -> Iterator[Any]:
    """Captions as packets for a stream: two bytes of length, and the text."""
    for start, end, words in captions.cues:
        text = words.encode()
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.stream, packet.time_base = stream, TICK
        packet.pts = packet.dts = start
        packet.duration = end - start
        yield packet


def hide(film: Path) -> None:
    """Let players show the captions of an MP4 film only when they are asked.

    The muxer enables the first track of each kind, whatever it is told; so the mark of the
    captions' track is taken away afterwards, in its header.
    """
    with film.open("r+b") as file:
        for first, last in _boxes(file, b"moov", 0, film.stat().st_size):
            for start, end in _boxes(file, b"trak", first, last):
                if _kind(file, start, end) == b"sbtl":
                    (header, _), *_ = _boxes(file, b"tkhd", start, end)
                    file.seek(header + 3)  # a byte of version, three of flags
                    flags = file.read(1)[0]
                    file.seek(header + 3)
                    file.write(bytes([flags & ~ENABLED]))


def _kind(file: BinaryIO, start: int, end: int) -> bytes:
    """What a track of a film holds."""
    (media,) = _boxes(file, b"mdia", start, end)
    ((handler, _),) = _boxes(file, b"hdlr", *media)
    file.seek(handler + 8)  # version and flags, and four bytes that mean nothing
    return file.read(4)


def _boxes(file: BinaryIO, kind: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where the content of each box of a kind starts and ends, among those in a stretch."""
    found = []
    while start < end:
        file.seek(start)
        size, name = int.from_bytes(file.read(4), "big"), file.read(4)
        head = 8
        if size == 1:  # too long for four bytes
            size, head = int.from_bytes(file.read(8), "big"), 16
        stop = start + size if size else end
        if name == kind:
            found.append((start + head, stop))
        start = stop
    return found
