"""Pictures to an H.264 file, the same bytes on any number of cores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange

from .repeats import Numbers, repeat_packet

# At least as near to the drawing as manim's medium at crf 23, by PSNR and SSIM, at about twice its
# size or less, in a fourth of the time (`python -m benchmarks.encoder`; of all films and plain
# scenes, `benchmarks.quality`: at qp 27 `timeline` is less like by SSIM). A constant qp needs no
# look at frames ahead, for which crf takes a third longer; better key frames and chroma serve
# drawings, of which most stands still; a finer search for motion saves an eleventh of the size.
# One thread, because x264's output depends on their number; no B frames, so that segments join by
# packets; no delay, so that repeats fit in between.
X264 = {
    "preset": "superfast",
    "qp": "26",
    "threads": "1",
    "bf": "0",
    "x264-params": "ipratio=2.5:chroma-qp-offset=-4:partitions=all:subme=2"
    ":scenecut=0:weightp=0:force-cfr=1",
}


class Encoder:
    """Writes one video file. `close` must be called; a file without frames is removed.

    Args:
        path: the file, .mp4.
        width: of the pictures, px.
        height: likewise.
        fps: frames a second.
        options: x264's; they must not delay frames, nor let one depend on those after it.
    """

    def __init__(
        self, path: Path, width: int, height: int, fps: int, options: Mapping[str, str] = X264
    ):
        self.path, self.frames, self.numbers = path, 0, Numbers()
        self.repeat = repeat_packet(width, height, tuple(options.items()))
        self.container = av.open(str(path), "w")
        stream: Any = self.container.add_stream("libx264", rate=fps, options=dict(options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, fps)
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = ColorRange.MPEG
        self.stream = stream

    def write(self, picture: Any, times: int = 1) -> None:
        """Add a picture in yuv420p, or None for the last one again, to be shown `times` frames."""
        if picture is not None:
            picture.pts, picture.time_base = self.frames, self.stream.codec_context.time_base
            (packet,) = self.stream.encode(picture)
            is_key = packet.is_keyframe
            self._mux(self.numbers.of_frame(bytes(packet), is_key), is_key)
            times -= 1
        for _ in range(times):
            self._mux(self.numbers.of_repeat(self.repeat), is_key=False)

    def _mux(self, content: bytes, is_key: bool) -> None:
        packet = av.Packet(content)
        packet.pts = packet.dts = self.frames
        packet.duration, packet.is_keyframe = 1, is_key
        packet.time_base, packet.stream = self.stream.codec_context.time_base, self.stream
        self.container.mux(packet)
        self.frames += 1

    def close(self) -> None:
        """End the file; nothing is left to be written, as no frame is delayed."""
        self.container.close()
        if not self.frames:
            self.path.unlink(missing_ok=True)
