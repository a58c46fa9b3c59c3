"""Frames to an H.264 file, the same bytes on any number of cores."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from .canvas import Box
from .repeats import Numbers, repeat_packet

# Nearer to the drawing than manim's medium at crf 23, at most twice as large, in a fifth of the
# time (`python -m benchmarks.encoder`): a constant qp needs no look at frames ahead, and drawn
# pictures none of what is switched off. One thread, because x264's output depends on their
# number; no B frames, so that segments join by packets; no delay, so that repeats fit between.
X264 = {
    "preset": "superfast",
    "qp": "25",
    "threads": "1",
    "bf": "0",
    "x264-params": "scenecut=0:weightp=0:subme=0:no-deblock=1:ipratio=2:force-cfr=1",
}

EDGE = 16  # pixels around a box that the conversion of its edge looks at
GRAIN = 64  # lengths are multiples of it, so that converters are met again
MOST_CONVERTERS = 64


class Encoder:
    """Writes one video file. `close` must be called; a file without frames is removed."""

    def __init__(self, path: Path, width: int, height: int, fps: int):
        self.path, self.fps, self.frames, self.area = path, fps, 0, width * height
        self.picture: av.VideoFrame | None = None
        self.numbers, self.repeat = Numbers(), repeat_packet(width, height, tuple(X264.items()))
        self.converters: dict[tuple[int, int], tuple[VideoReformatter, av.VideoFrame]] = {}
        self.container = av.open(str(path), "w")
        stream: Any = self.container.add_stream("libx264", rate=fps, options=X264)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, fps)
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = ColorRange.MPEG
        self.stream = stream

    def write(self, pixels: NDArray[np.uint8], repeat: int, changed: Sequence[Box]) -> None:
        """Add a frame.

        Args:
            pixels: RGBA, shape (height, width, 4).
            repeat: how often it is shown.
            changed: the boxes that differ from the frame before, unless this is the first.
        """
        if changed or self.picture is None:
            picture = self._convert(pixels, changed)
            picture.pts = self.frames
            (packet,) = self.stream.encode(picture)
            self._mux(self.numbers.of_frame(bytes(packet), packet.is_keyframe), packet.is_keyframe)
            repeat -= 1
        for _ in range(repeat):
            self._mux(self.numbers.of_repeat(self.repeat), False)

    def _mux(self, content: bytes, is_key: bool) -> None:
        packet = av.Packet(content)
        packet.pts = packet.dts = self.frames
        packet.duration, packet.is_keyframe = 1, is_key
        packet.time_base, packet.stream = self.stream.codec_context.time_base, self.stream
        self.container.mux(packet)
        self.frames += 1

    def _convert(self, pixels: NDArray[np.uint8], changed: Sequence[Box]) -> Any:
        """The picture, brought up to date."""
        if self.picture is None or sum(box.area for box in changed) > 0.5 * self.area:
            self.picture = self._converted(pixels)
            self.picture.time_base = self.stream.codec_context.time_base
            self.planes = [_rows(plane) for plane in self.picture.planes]
        else:
            for box in changed:
                self._update(pixels, box)
        return self.picture

    def _update(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """Convert one box anew; x264 has copied the frame before, so it may be changed."""
        height, width = pixels.shape[:2]
        left, right = _span(box.left, box.right, width)
        top, bottom = _span(box.top, box.bottom, height)
        patch = self._converted(pixels[top:bottom, left:right])
        for n, (plane, target) in enumerate(zip(patch.planes, self.planes, strict=True)):
            half = 1 if n == 0 else 2
            y0, y1 = box.top // half, -(-box.bottom // half)
            x0, x1 = box.left // half, -(-box.right // half)
            target[y0:y1, x0:x1] = _rows(plane)[
                y0 - top // half : y1 - top // half, x0 - left // half : x1 - left // half
            ]

    def _converted(self, pixels: NDArray[np.uint8]) -> av.VideoFrame:
        """RGBA to the encoder's YUV, with what was set up for the same size before."""
        height, width = pixels.shape[:2]
        if (width, height) not in self.converters:
            if len(self.converters) > MOST_CONVERTERS:
                self.converters.clear()
            frame = av.VideoFrame(width, height, "rgba")
            self.converters[width, height] = (VideoReformatter(), frame)
        converter, frame = self.converters[width, height]
        target = _rows(frame.planes[0])[:, : 4 * width].reshape(height, width, 4)
        np.copyto(target, pixels)
        return converter.reformat(
            frame,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )

    def close(self) -> None:
        """Write what is left, and end the file."""
        self.container.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)


def _rows(plane: Any) -> NDArray[np.uint8]:
    """The bytes of a plane, row by row; writing to them writes to the frame."""
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)


def _span(first: int, last: int, end: int) -> tuple[int, int]:
    """A stretch with an edge around it, of an even start and one of few lengths."""
    start = max(0, (first - EDGE) & ~1)
    length = -(-(min(end, last + EDGE) - start) // GRAIN) * GRAIN
    if start + length <= end:
        return start, start + length
    return max(0, (end - length) & ~1), end
