"""Skip frames: H.264 packets that repeat the last frame, made without the encoder.

Such a frame is one P slice in which every macroblock is skipped; all of them in a stream are the
same but for the four bits of frame_num. x264 would take as long to find that out as to encode a
frame in which little moves. Source: ITU-T H.264, 7.3.3 (slice header) and 7.4.3 (frame_num
counts the reference frames since the last IDR picture).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av

MAX_FRAME_NUM = 16  # frame_num has four bits: x264's choice for a single reference frame
START_CODE = b"\0\0\1"
NON_IDR_SLICE = 1  # nal_unit_type; an IDR picture has 5
# A P slice begins with first_mb_in_slice 0, slice_type 5, picture parameter set 0: 1 00110 1.
P_SLICE_HEADER, P_SLICE_HEADER_MASK = 0b10011010, 0b11111110


class FrameNumbering:
    """Assigns frame_num to the packets of a stream: those of x264, and skip frames in between."""

    def __init__(self) -> None:
        self.last = 0  # frame_num of the last packet
        self.offset = 0  # from x264's frame_num: the skip frames since the last IDR picture

    def number_encoded(self, packet: bytes, is_key: bool) -> bytes:
        """A packet of x264's with the frame_num that follows; a key frame restarts the count."""
        if is_key:
            self.last = self.offset = 0
            return packet
        self.last = (read_frame_num(packet) + self.offset) % MAX_FRAME_NUM
        return with_frame_num(packet, self.last) if self.offset else packet

    def number_skip_frame(self, packet: bytes) -> bytes:
        """A skip frame's packet with the frame_num that follows."""
        self.offset += 1
        self.last = (self.last + 1) % MAX_FRAME_NUM
        return with_frame_num(packet, self.last)


def read_frame_num(packet: bytes) -> int:
    """The frame_num of a packet that holds a P slice.

    Raises:
        ValueError: if there is no P slice as x264 writes it with our settings.
    """
    at = _p_slice_offset(packet)
    return (packet[at] & 1) << 3 | packet[at + 1] >> 5


def with_frame_num(packet: bytes, number: int) -> bytes:
    """The packet with another frame_num, 0 to 15, of the same length.

    Raises:
        ValueError: if there is no P slice as x264 writes it with our settings.
    """
    at = _p_slice_offset(packet)
    first = packet[at] & P_SLICE_HEADER_MASK | number >> 3
    second = packet[at + 1] & 0b00011111 | (number & 0b111) << 5
    return packet[:at] + bytes([first, second]) + packet[at + 2 :]


def _p_slice_offset(packet: bytes) -> int:
    """Where the slice header of the P slice starts; ValueError if there is none that we know."""
    at = 0
    while (at := packet.find(START_CODE, at) + len(START_CODE)) >= len(START_CODE):
        if packet[at] & 0b11111 == NON_IDR_SLICE:
            if packet[at + 1] & P_SLICE_HEADER_MASK != P_SLICE_HEADER:
                break
            return at + 1
    raise ValueError("x264 wrote a slice that cannot be numbered")


@lru_cache(maxsize=16)
def skip_frame_packet(width: int, height: int, options: tuple[tuple[str, str], ...]) -> bytes:
    """The packet of a skip frame, for a stream of this size, px, and these options of x264's.

    It is what x264 makes of a picture that is the same as the one before; its frame_num is 1.
    """
    encoder = _open_x264(width, height, dict(options))
    picture = av.VideoFrame(width, height, "yuv420p")
    for plane in picture.planes:
        plane.update(bytes([128]) * plane.buffer_size)
    packets = []
    for n in range(2):
        picture.pts, picture.time_base = n, Fraction(1, 60)
        packets += encoder.encode(picture)
    return bytes(packets[1])


def _open_x264(width: int, height: int, options: Mapping[str, str]) -> Any:
    """An encoder that writes to no file."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = 60, Fraction(1, 60)
    encoder.options = dict(options)
    return encoder
