"""Mixing the sounds of a film into one audio track, and encoding it once; no manim."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from clipanim.engine.settings import EngineError, Sound, Timeline
from clipanim.engine.store.audit_hook import audit_hook_paused
from clipanim.engine.store.dependencies import digest_of_bytes
from clipanim.engine.store.environment import sources_digest
from clipanim.engine.store.manifest import key_of_document
from clipanim.engine.store.store import Store

from .audio_stream import BIT_RATE, encode_audio

Samples = NDArray[np.float32]  # shape (channels, n), from -1 to 1

# One format for every film, whatever its sounds are recorded in, so that all films can be joined.
SAMPLE_RATE, CHANNELS, LAYOUT = 48000, 2, "stereo"


def mix_soundtrack(timelines: Sequence[Timeline]) -> Samples | None:
    """Mix the sounds of films that are shown one after the other.

    Args:
        timelines: of the films, in order.

    Returns:
        Samples at `SAMPLE_RATE`, shape (CHANNELS, n), as long as the films, to the sample: a
        sound that lasts longer is cut at the end of its film. None if all are silent.

    Raises:
        EngineError: if a sound is gone or changed since it was recorded.
    """
    if not any(one.sounds for one in timelines):
        return None
    ends = np.cumsum([0, *(one.frames for one in timelines)]) * SAMPLE_RATE / timelines[0].fps
    lengths = np.diff(np.floor(ends + 0.5).astype(int))
    return np.hstack([_mix(one.sounds, n) for one, n in zip(timelines, lengths, strict=True)])


def _mix(sounds: Sequence[Sound], length: int) -> Samples:
    """Mix the sounds of one film of so many samples."""
    track = np.zeros((CHANNELS, length), np.float32)
    all_samples = [_decode(one) for one in sounds]
    for one, samples in zip(sounds, all_samples, strict=True):
        start = round(one.start * SAMPLE_RATE)  # negative, if the chapter begins in its middle
        first, last = max(0, start), min(length, start + samples.shape[1])
        if first < last:
            audible = samples[:, first - start : last - start]
            track[:, first:last] *= _amplitude_ratio(one.gain_to_background)
            track[:, first:last] += audible * _amplitude_ratio(one.gain)
    # Nothing but mono sounds is panned to the centre, of two loudspeakers: as in manim's films,
    # each gives half the power.
    is_mono = all(samples.shape[0] == 1 for samples in all_samples)
    return np.clip(track, -1, 1) * np.float32(np.sqrt(0.5) if is_mono else 1)


def _amplitude_ratio(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _decode(sound: Sound) -> Samples:
    """All samples of a sound, resampled to `SAMPLE_RATE`, mono or stereo."""
    with audit_hook_paused():
        try:
            content = Path(sound.file).read_bytes()
        except OSError as error:
            raise EngineError(f"{sound.file}: {error.strerror}") from error
    if digest_of_bytes(content) != sound.digest:
        raise EngineError(f"{sound.file}: was changed while the film was made; run again")
    with av.open(io.BytesIO(content)) as file:
        stream = file.streams.audio[0]
        layout = "mono" if stream.codec_context.channels == 1 else LAYOUT
        resampler = av.AudioResampler("fltp", layout, SAMPLE_RATE)
        frames = [new for frame in file.decode(stream) for new in resampler.resample(frame)]
        frames += resampler.resample(None)
    pieces = [frame.to_ndarray() for frame in frames]
    return np.hstack(pieces) if pieces else np.zeros((CHANNELS, 0), np.float32)


def cached_soundtrack(timelines: Sequence[Timeline], store: Store) -> bytes | None:
    """The soundtrack of films as an MP4 file of audio only, from the cache or encoded now.

    It is cached, as a long one takes longer to encode than all the rest of an unchanged film.

    Args:
        timelines: of the films, in order.
        store: the cache.

    Returns:
        The content of the file; None if all films are silent.

    Raises:
        EngineError: if a sound is gone or changed since it was recorded.
    """
    if not any(one.sounds for one in timelines):
        return None
    sounds = [[one.frames, one.fps, *map(_cache_fields, one.sounds)] for one in timelines]
    made_with = [av.__version__, SAMPLE_RATE, LAYOUT, BIT_RATE]
    key = key_of_document({"track": sounds, "with": made_with, "sources": sources_digest()})
    content = store.get(key)
    if content is None:
        samples = mix_soundtrack(timelines)
        assert samples is not None
        content = _encode_mp4(samples)
        store.put(key, content)
    return content


def _cache_fields(sound: Sound) -> dict[str, Any]:
    """What of a sound decides how it sounds: not where its file lies."""
    return {**asdict(sound), "file": ""}


def _encode_mp4(samples: Samples) -> bytes:
    with io.BytesIO() as content:
        with av.open(content, "w", format="mp4") as target:
            for packet in encode_audio(samples, target, SAMPLE_RATE, LAYOUT):
                target.mux(packet)
        return content.getvalue()
