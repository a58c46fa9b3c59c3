"""Frames to an H.264 file, the same bytes on any number of cores."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

# superfast at crf 20 is nearer to the drawing than medium at 23, in half the time; one thread,
# because x264's output depends on their number; no B frames, so that segments join by packets.
X264 = {"preset": "superfast", "crf": "20", "threads": "1", "bf": "0"}


class Encoder:
    """Writes one video file. `close` must be called; a file without frames is removed."""

    def __init__(self, path: Path, width: int, height: int, fps: int):
        self.path, self.frames = path, 0
        self.container = av.open(str(path), "w")
        stream: Any = self.container.add_stream("libx264", rate=fps, options=X264)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, fps)
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = ColorRange.MPEG
        self.stream = stream

    def write(self, pixels: NDArray[np.uint8], repeat: int = 1) -> None:
        """Add a frame, RGBA of shape (height, width, 4), `repeat` times."""
        picture = av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        picture.time_base = self.stream.codec_context.time_base
        for _ in range(repeat):
            picture.pts = self.frames
            self.container.mux(self.stream.encode(picture))
            self.frames += 1

    def close(self) -> None:
        """Write what is left, and end the file."""
        if self.frames:
            self.container.mux(self.stream.encode(None))
        self.container.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)
