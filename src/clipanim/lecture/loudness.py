"""Loudness normalization of speech to -16 LUFS, with the FFmpeg filters of PyAV.

No peak is above -1.5 dBFS. Where both cannot hold, as for a single knock, the peak limit wins:
the result is softer then, and never clips.
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

CHANNEL_LAYOUTS = ("mono", "stereo")
SAMPLE_RATE = 48000  # of the output, Hz
TARGET_LUFS = -16.0  # of both channels together
PEAK_LIMIT = 10 ** (-1.5 / 20)  # -1.5 dBFS: headroom for the overshoot of AAC
SILENCE_LEVEL = 10 ** (-60 / 20)  # peaks below -60 dBFS are no speech
TRIM_LEVEL = 10 ** (-40 / 20)  # of the peak: what is softer at either end is cut off
TRIM_MARGIN_SECONDS = 0.06  # that are left of it
FADE_SECONDS = 0.02
MIN_MEASURED_SECONDS = 1.0  # shorter audio is repeated to be measured
MAX_GAIN_STEPS, TOLERANCE_LU = 6, 0.1


class SilenceError(ValueError):
    """Audio without any speech."""


def normalize_speech(samples: Samples, rate: int) -> bytes:
    """Trim silence, fade in and out, normalize the loudness, and encode as WAV.

    Args:
        samples: one channel, shape (samples,), from -1 to 1.
        rate: the sample rate, Hz.

    Returns:
        A WAV file: two equal channels of 16 bits at 48 kHz.

    Raises:
        SilenceError: if the peak is below `SILENCE_LEVEL`.
    """
    if not len(samples) or np.abs(samples).max() < SILENCE_LEVEL:
        raise SilenceError("is silent")
    return _encode_wav(
        _match_target_loudness(
            _fade_in_out(trim_silence(_apply_filters(samples, rate, ("anull", "")), SAMPLE_RATE))
        )
    )


def integrated_loudness(samples: Samples) -> float:
    """Measure the integrated loudness of two equal channels at 48 kHz, LUFS.

    Source: EBU R 128, ITU-R BS.1770, as FFmpeg's `ebur128` measures it.
    """
    repeated = np.tile(samples, 1 + int(MIN_MEASURED_SECONDS * SAMPLE_RATE / len(samples)))
    frames = _run_filter_graph(
        np.stack([repeated, repeated]), SAMPLE_RATE, ("ebur128", "metadata=1")
    )
    found = -math.inf
    for one in frames:
        found = float(one.metadata.get("lavfi.r128.I", found))
    return found


def wav_seconds(wav: bytes) -> float:
    """The duration of a WAV file, seconds."""
    with wave.open(io.BytesIO(wav)) as file:
        return float(file.getnframes() / file.getframerate())


def trim_silence(samples: Samples, rate: int) -> Samples:
    """Cut off silence at both ends, but for a margin; `samples` must not be silent."""
    audible = np.flatnonzero(np.abs(samples) > TRIM_LEVEL * np.abs(samples).max())
    margin = round(TRIM_MARGIN_SECONDS * rate)
    return samples[max(0, audible[0] - margin) : audible[-1] + 1 + margin]


def _fade_in_out(samples: Samples) -> Samples:
    count = min(round(FADE_SECONDS * SAMPLE_RATE), len(samples) // 2)
    window = np.ones(len(samples), np.float32)
    window[:count] = np.arange(count) / count
    window[len(samples) - count :] = window[:count][::-1]
    return samples * window


def _match_target_loudness(samples: Samples) -> Samples:
    """Find the gain for the target loudness; iterative, as the peak limiter lowers it again."""
    gain, best = 0.0, samples
    for _ in range(MAX_GAIN_STEPS):
        best = _limit_peaks(samples * np.float32(10 ** (gain / 20)))
        missing = TARGET_LUFS - integrated_loudness(best)
        if abs(missing) < TOLERANCE_LU:
            break
        gain += missing
    return best


def _limit_peaks(samples: Samples) -> Samples:
    if np.abs(samples).max() <= PEAK_LIMIT:
        return samples
    return _apply_filters(
        samples, SAMPLE_RATE, ("alimiter", f"limit={PEAK_LIMIT}:level=false:latency=true")
    )


def _apply_filters(samples: Samples, rate: int, *filters: tuple[str, str]) -> Samples:
    form = ("aformat", f"sample_fmts=fltp:sample_rates={SAMPLE_RATE}:channel_layouts=mono")
    frames = _run_filter_graph(samples[None], rate, *filters, form)
    return np.hstack([frame.to_ndarray()[0] for frame in frames])


def _run_filter_graph(samples: Samples, rate: int, *filters: tuple[str, str]) -> Iterator[Any]:
    """Run samples of shape (channels, samples) through FFmpeg filters; yields audio frames."""
    graph, layout = Graph(), CHANNEL_LAYOUTS[len(samples) - 1]
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


def _encode_wav(samples: Samples) -> bytes:
    pcm = np.round(samples * 32767).astype("<i2")
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setparams((2, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(np.repeat(pcm[:, None], 2, axis=1).tobytes())
    return target.getvalue()
