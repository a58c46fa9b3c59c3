"""Drawn pixels to the YUV picture that is encoded, kept up to date where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from .boxes import Box

REACH = 4  # pixels around a box whose colours, at half the size, are taken from inside it, too
EDGE = 16  # pixels around a box that are converted along, so that its own have their neighbours
GRAIN = 64  # lengths are multiples of it, so that converters are met again
MOST_CONVERTERS = 64


class Converter:
    """Holds the picture of the frame that is shown."""

    def __init__(self) -> None:
        self.shown: av.VideoFrame | None = None
        self.planes: list[NDArray[np.uint8]] = []
        self.converters: dict[tuple[int, int], tuple[VideoReformatter, av.VideoFrame]] = {}

    def forget(self) -> None:
        """Start anew: the next frame is converted as a whole."""
        self.shown = None

    def picture(self, pixels: NDArray[np.uint8], changed: Sequence[Box]) -> Any:
        """The picture of a frame, in yuv420p of BT.709; None if it is the one that is shown.

        It is valid until the next call: an encoder must have copied it by then.

        Args:
            pixels: RGBA, shape (height, width, 4).
            changed: the boxes that differ from the frame before.
        """
        if self.shown is None or sum(box.area for box in changed) > pixels[..., 0].size / 2:
            self.shown = self._converted(pixels)
            self.planes = [_rows(plane) for plane in self.shown.planes]
            return self.shown
        for box in changed:
            self._update(pixels, box)
        return self.shown if changed else None

    def _update(self, pixels: NDArray[np.uint8], box: Box) -> None:
        height, width = pixels.shape[:2]
        left, right = _span(box.left, box.right, width)
        top, bottom = _span(box.top, box.bottom, height)
        patch = self._converted(pixels[top:bottom, left:right])
        for n, (plane, target) in enumerate(zip(patch.planes, self.planes, strict=True)):
            half = 1 if n == 0 else 2
            y0, y1 = max(0, box.top - REACH) // half, -(-min(height, box.bottom + REACH) // half)
            x0, x1 = max(0, box.left - REACH) // half, -(-min(width, box.right + REACH) // half)
            target[y0:y1, x0:x1] = _rows(plane)[
                y0 - top // half : y1 - top // half, x0 - left // half : x1 - left // half
            ]

    def _converted(self, pixels: NDArray[np.uint8]) -> av.VideoFrame:
        """RGBA to YUV, with what was set up for the same size before."""
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
