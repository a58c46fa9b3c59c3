"""A frame that is shown again is written as it is told to a decoder: "as before".

In H.264 that is one slice in which every macroblock is skipped; all such slices of a film
are the same but for four bits, the frame's number. x264 would take as long to find that out
as to encode a frame in which little moves. Source: ITU-T H.264, 7.3.3 (slice header) and
7.4.3 (frame_num counts the reference frames since the last IDR picture).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av

NUMBERS = 16  # frame_num has four bits: x264's choice for a single reference frame
START = b"\0\0\1"
P_SLICE = 1  # nal_unit_type; an IDR picture has 5
# A P slice begins with first_mb_in_slice 0, slice_type 5, picture parameter set 0: 1 00110 1.
HEADER, HEADER_BITS = 0b10011010, 0b11111110


class Numbers:
    """Gives the frames of a stream their numbers, those of x264 and those in between."""

    def __init__(self) -> None:
        self.last = self.ahead = 0  # of x264's own number, by the repeats since the last IDR

    def of_frame(self, packet: bytes, is_key: bool) -> bytes:
        """A packet of x264's, renumbered."""
        if is_key:
            self.last = self.ahead = 0
            return packet
        self.last = (number_of(packet) + self.ahead) % NUMBERS
        return numbered(packet, self.last) if self.ahead else packet

    def of_repeat(self, packet: bytes) -> bytes:
        """The same packet, a repeat, as the next frame."""
        self.ahead += 1
        self.last = (self.last + 1) % NUMBERS
        return numbered(packet, self.last)


def number_of(packet: bytes) -> int:
    """The number of the frame that a packet holds."""
    at = _p_slice(packet)
    return (packet[at] & 1) << 3 | packet[at + 1] >> 5


def numbered(packet: bytes, number: int) -> bytes:
    """The packet with another number; no length changes, as it has a fixed number of bits."""
    at = _p_slice(packet)
    first = packet[at] & HEADER_BITS | number >> 3
    second = packet[at + 1] & 0b00011111 | (number & 0b111) << 5
    return packet[:at] + bytes([first, second]) + packet[at + 2 :]


def _p_slice(packet: bytes) -> int:
    """Where the header of the P slice starts.

    Raises:
        ValueError: if there is none, or not one as x264 writes it with our settings.
    """
    at = 0
    while (at := packet.find(START, at) + len(START)) >= len(START):
        if packet[at] & 0b11111 == P_SLICE:
            if packet[at + 1] & HEADER_BITS != HEADER:
                break
            return at + 1
    raise ValueError("x264 wrote a slice that cannot be numbered")


@lru_cache(maxsize=16)
def repeat_packet(width: int, height: int, options: tuple[tuple[str, str], ...]) -> bytes:
    """The packet of a repeat, for a stream of this size and with these settings of x264's."""
    encoder = still_encoder(width, height, dict(options))
    picture = av.VideoFrame(width, height, "yuv420p")
    for plane in picture.planes:
        plane.update(bytes([128]) * plane.buffer_size)
    packets = []
    for n in range(2):
        picture.pts, picture.time_base = n, Fraction(1, 60)
        packets += encoder.encode(picture)
    return bytes(packets[1])


def still_encoder(width: int, height: int, options: Mapping[str, str]) -> Any:
    """An encoder whose packets nobody keeps."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = 60, Fraction(1, 60)
    encoder.options = dict(options)
    return encoder
