"""RGBA to YUV 4:2:0 conversion, of the dirty rectangles of a frame only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray

from .dirty_rectangles import PixelRect

CHROMA_MARGIN = 4  # px around a rectangle whose chroma, at half the size, depends on its inside
FILTER_MARGIN = 16  # px around a rectangle that are converted too, as neighbours for the filter
PATCH_STEP = 64  # px; the size of patches is a multiple of it, so that converters are reused
MAX_CONVERTERS = 64


class YuvConverter:
    """Keeps the YUV frame of the last pixels, and updates it where they changed."""

    def __init__(self) -> None:
        self.current: av.VideoFrame | None = None
        self.planes: list[NDArray[np.uint8]] = []
        self.converters: dict[tuple[int, int], tuple[VideoReformatter, av.VideoFrame]] = {}

    def reset(self) -> None:
        """Forget the last frame: the next one is converted as a whole."""
        self.current = None

    def convert(self, pixels: NDArray[np.uint8], dirty: Sequence[PixelRect]) -> Any:
        """Convert a frame to yuv420p, BT.709, limited range.

        Args:
            pixels: RGBA, shape (height, width, 4).
            dirty: the rectangles that differ from the frame before.

        Returns:
            An `av.VideoFrame`, valid until the next call: an encoder must have copied it by then.
            None, if nothing changed.
        """
        if self.current is None or sum(rect.area for rect in dirty) > pixels[..., 0].size / 2:
            self.current = self._convert_pixels(pixels)
            self.planes = [_plane_rows(plane) for plane in self.current.planes]
            return self.current
        for rect in dirty:
            self._update(pixels, rect)
        return self.current if dirty else None

    def _update(self, pixels: NDArray[np.uint8], rect: PixelRect) -> None:
        """Convert a patch around a rectangle, and copy what belongs to it into the frame."""
        height, width = pixels.shape[:2]
        left, right = _patch_span(rect.left, rect.right, width)
        top, bottom = _patch_span(rect.top, rect.bottom, height)
        patch = self._convert_pixels(pixels[top:bottom, left:right])
        for n, (plane, target) in enumerate(zip(patch.planes, self.planes, strict=True)):
            factor = 1 if n == 0 else 2  # chroma has half the resolution
            y0, y1 = _affected(rect.top, rect.bottom, height, factor)
            x0, x1 = _affected(rect.left, rect.right, width, factor)
            target[y0:y1, x0:x1] = _plane_rows(plane)[
                y0 - top // factor : y1 - top // factor, x0 - left // factor : x1 - left // factor
            ]

    def _convert_pixels(self, pixels: NDArray[np.uint8]) -> av.VideoFrame:
        """Convert RGBA to YUV, reusing the converter and input frame of the same size."""
        height, width = pixels.shape[:2]
        if (width, height) not in self.converters:
            if len(self.converters) > MAX_CONVERTERS:
                self.converters.clear()
            frame = av.VideoFrame(width, height, "rgba")
            self.converters[width, height] = (VideoReformatter(), frame)
        converter, frame = self.converters[width, height]
        target = _plane_rows(frame.planes[0])[:, : 4 * width].reshape(height, width, 4)
        np.copyto(target, pixels)
        return converter.reformat(
            frame,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )


def _plane_rows(plane: Any) -> NDArray[np.uint8]:
    """A view of a plane's bytes, shape (rows, line size); writing to it writes to the frame."""
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)


def _affected(first: int, last: int, end: int, factor: int) -> tuple[int, int]:
    """The rows or columns of a plane that pixels from `first` to `last` contribute to."""
    return max(0, first - CHROMA_MARGIN) // factor, -(-min(end, last + CHROMA_MARGIN) // factor)


def _patch_span(first: int, last: int, end: int) -> tuple[int, int]:
    """Pixels from `first` to `last` with a margin: an even start, and one of few lengths."""
    start = max(0, (first - FILTER_MARGIN) & ~1)
    length = -(-(min(end, last + FILTER_MARGIN) - start) // PATCH_STEP) * PATCH_STEP
    if start + length <= end:
        return start, start + length
    return max(0, (end - length) & ~1), end
