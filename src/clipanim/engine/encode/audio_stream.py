"""Encoding audio samples as a stream of a container that is being written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

BIT_RATE = 128_000  # as manim's
AAC_FRAME_SAMPLES = 1024


def encode_audio(
    samples: NDArray[np.float32], container: Any, rate: int, layout: str, codec: str = "aac"
) -> Iterator[Any]:
    """Add an audio stream to a container, at once, and encode samples for it, lazily.

    Args:
        samples: from -1 to 1, shape (channels, n).
        container: PyAV's, open for writing.
        rate: samples a second.
        layout: PyAV's name of the channel layout, such as "stereo".
        codec: FFmpeg's name of the encoder.

    Returns:
        The packets, in order; muxing them is left to the caller.
    """
    stream = container.add_stream(codec, rate=rate, layout=layout)
    stream.bit_rate = BIT_RATE

    def packets() -> Iterator[Any]:
        for start in range(0, samples.shape[1], AAC_FRAME_SAMPLES):
            piece = np.ascontiguousarray(samples[:, start : start + AAC_FRAME_SAMPLES])
            frame = av.AudioFrame.from_ndarray(piece, "fltp", layout)
            frame.sample_rate, frame.pts = rate, start
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return packets()
