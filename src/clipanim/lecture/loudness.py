"""Speech made equally loud, whoever spoke it, by the filters of FFmpeg that PyAV brings.

Every piece has -16 LUFS and no peak above -1.5 dBFS. Where both cannot hold, as of a single
knock, the peaks win: it is softer then, and never clips.
"""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # shape (samples,), from -1 to 1

LAYOUTS = ("mono", "stereo")
RATE = 48000  # of what comes out, samples a second
TARGET = -16.0  # LUFS, of both channels together
PEAK = 10 ** (-1.5 / 20)  # what AAC adds to a peak has room above it
SILENT = 10 ** (-60 / 20)  # what is softer is no speech
HUSH = 10 ** (-40 / 20)  # of the peak: what is softer before and after the speech is cut off
MARGIN = 0.06  # seconds that are left of it
FADE = 0.02  # seconds
SHORTEST = 1.0  # seconds, to be measured; what is shorter is measured again and again
ROUNDS, CLOSE = 6, 0.1  # attempts, and when to be content, LU


class SilenceError(ValueError):
    """Nothing is heard."""


def finished(samples: Samples, rate: int) -> bytes:
    """Speech, cut to what is heard, faded, and made as loud as all of it: a WAV file.

    Args:
        samples: one channel.
        rate: samples a second.

    Returns:
        Two equal channels of 16 bits at 48 kHz.

    Raises:
        SilenceError: if nothing is heard.
    """
    if not len(samples) or np.abs(samples).max() < SILENT:
        raise SilenceError("is silent")
    return _wav(_leveled(_faded(trimmed(_filtered(samples, rate, ("anull", "")), RATE))))


def loudness(samples: Samples) -> float:
    """The integrated loudness of two channels with the same samples at 48 kHz, LUFS.

    Source: EBU R 128, ITU-R BS.1770, as FFmpeg's `ebur128` measures it.
    """
    whole = np.tile(samples, 1 + int(SHORTEST * RATE / len(samples)))
    frames = _frames(np.stack([whole, whole]), RATE, ("ebur128", "metadata=1"))
    found = -math.inf
    for one in frames:
        found = float(one.metadata.get("lavfi.r128.I", found))
    return found


def seconds_of(wav: bytes) -> float:
    """How long a WAV file plays."""
    with wave.open(io.BytesIO(wav)) as file:
        return float(file.getnframes() / file.getframerate())


def trimmed(samples: Samples, rate: int) -> Samples:
    """What is heard, with a little of the hush before and after it."""
    heard = np.flatnonzero(np.abs(samples) > HUSH * np.abs(samples).max())
    margin = round(MARGIN * rate)
    return samples[max(0, heard[0] - margin) : heard[-1] + 1 + margin]


def _faded(samples: Samples) -> Samples:
    count = min(round(FADE * RATE), len(samples) // 2)
    window = np.ones(len(samples), np.float32)
    window[:count] = np.arange(count) / count
    window[len(samples) - count :] = window[:count][::-1]
    return samples * window


def _leveled(samples: Samples) -> Samples:
    """As loud as the target, with limited peaks; these make it softer, so that is made up for."""
    gain, best = 0.0, samples
    for _ in range(ROUNDS):
        best = _limited(samples * np.float32(10 ** (gain / 20)))
        missing = TARGET - loudness(best)
        if abs(missing) < CLOSE:
            break
        gain += missing
    return best


def _limited(samples: Samples) -> Samples:
    if np.abs(samples).max() <= PEAK:
        return samples
    return _filtered(samples, RATE, ("alimiter", f"limit={PEAK}:level=false:latency=true"))


def _filtered(samples: Samples, rate: int, *filters: tuple[str, str]) -> Samples:
    form = ("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=mono")
    frames = _frames(samples[None], rate, *filters, form)
    return np.hstack([frame.to_ndarray()[0] for frame in frames])


def _frames(samples: Samples, rate: int, *filters: tuple[str, str]) -> Iterator[Any]:
    """What comes out of filters, frame by frame; samples of shape (channels, samples)."""
    graph, layout = Graph(), LAYOUTS[len(samples) - 1]
    chain = [graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout)]
    chain += [graph.add(name, options) for name, options in filters]
    chain.append(graph.add("abuffersink"))
    for one, following in pairwise(chain):
        one.link_to(following)
    graph.configure()
    piece = np.ascontiguousarray(samples, np.float32)
    frame = av.AudioFrame.from_ndarray(piece, "fltp", layout)
    frame.sample_rate, frame.pts = rate, 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            yield graph.pull()
        except av.EOFError:
            return


def _wav(samples: Samples) -> bytes:
    whole = np.round(samples * 32767).astype("<i2")
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(whole[:, None], 2, axis=1).tobytes())
    return target.getvalue()
