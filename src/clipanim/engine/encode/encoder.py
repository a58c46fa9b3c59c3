"""H.264 encoding of one video file, to the same bytes on any number of cores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange

from .skip_frames import FrameNumbering, skip_frame_packet

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
    """Encodes YUV frames into an MP4 file. `close` must be called.

    Args:
        path: the file, .mp4.
        width: of the frames, px.
        height: likewise.
        fps: frames a second.
        options: x264's; they must not delay frames, nor let one depend on those after it.
    """

    def __init__(
        self, path: Path, width: int, height: int, fps: int, options: Mapping[str, str] = X264
    ):
        self.path, self.frame_count, self.numbering = path, 0, FrameNumbering()
        self.skip_frame = skip_frame_packet(width, height, tuple(options.items()))
        self.container = av.open(str(path), "w")
        stream: Any = self.container.add_stream("libx264", rate=fps, options=dict(options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, fps)
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = ColorRange.MPEG
        self.stream = stream

    def write(self, frame: Any, repeat: int = 1) -> None:
        """Append a frame, to be shown `repeat` times.

        Args:
            frame: an `av.VideoFrame` in yuv420p, or None for the last one again.
            repeat: how many frames of the video it takes.
        """
        if frame is not None:
            frame.pts, frame.time_base = self.frame_count, self.stream.codec_context.time_base
            (packet,) = self.stream.encode(frame)
            is_key = packet.is_keyframe
            self._mux(self.numbering.number_encoded(bytes(packet), is_key), is_key)
            repeat -= 1
        for _ in range(repeat):
            self._mux(self.numbering.number_skip_frame(self.skip_frame), is_key=False)

    def _mux(self, content: bytes, is_key: bool) -> None:
        packet = av.Packet(content)
        packet.pts = packet.dts = self.frame_count
        packet.duration, packet.is_keyframe = 1, is_key
        packet.time_base, packet.stream = self.stream.codec_context.time_base, self.stream
        self.container.mux(packet)
        self.frame_count += 1

    def close(self) -> None:
        """Finish the file; remove it if it has no frames. The encoder holds none back."""
        self.container.close()
        if not self.frame_count:
            self.path.unlink(missing_ok=True)
