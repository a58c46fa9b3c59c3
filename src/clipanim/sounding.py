"""Samples encoded as sound of a film that is being written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

BIT_RATE = 128_000  # as manim's
GRAIN = 1024  # samples that AAC encodes together


def stream_of(
    track: NDArray[np.float32], container: Any, rate: int, layout: str, codec: str = "aac"
) -> Iterator[Any]:
    """The packets of a track for a new stream.

    Args:
        track: samples from -1 to 1, shape (channels, n).
        container: the film.
        rate: samples a second.
        layout: which channels they are, as PyAV calls them.
        codec: how they are encoded.
    """
    stream = container.add_stream(codec, rate=rate, layout=layout)
    stream.bit_rate = BIT_RATE

    def packets() -> Iterator[Any]:
        for start in range(0, track.shape[1], GRAIN):
            piece = np.ascontiguousarray(track[:, start : start + GRAIN])
            frame = av.AudioFrame.from_ndarray(piece, "fltp", layout)
            frame.sample_rate, frame.pts = rate, start
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return packets()
