"""Sounds mixed into one track, and encoded once for the whole film; no manim."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from clipanim.sounding import BIT_RATE, stream_of

from .depends import digest_of_bytes
from .environment import sources_digest
from .manifest import key_of
from .settings import EngineError, Sound, Timeline
from .store import Store
from .watch import unwatched

Track = NDArray[np.float32]  # shape (CHANNELS, samples), from -1 to 1

# One form for every film, whatever its sounds are recorded in, so that all films can be joined.
RATE, CHANNELS, LAYOUT = 48000, 2, "stereo"


def track_of(parts: Sequence[Timeline]) -> Track | None:
    """The sounds of films that are shown one after the other; None if all are silent.

    The track is as long as the films, to the sample: what sounds longer is cut at the end of
    its film.

    Raises:
        EngineError: if a sound is gone or changed since it was noted.
    """
    if not any(part.sounds for part in parts):
        return None
    ends = np.cumsum([0, *(part.frames for part in parts)]) * RATE / parts[0].fps
    lengths = np.diff(np.floor(ends + 0.5).astype(int))
    return np.hstack([_mixed(part.sounds, n) for part, n in zip(parts, lengths, strict=True)])


def _mixed(sounds: Sequence[Sound], length: int) -> Track:
    track = np.zeros((CHANNELS, length), np.float32)
    all_samples = [_samples(one) for one in sounds]
    for one, samples in zip(sounds, all_samples, strict=True):
        start = round(one.start * RATE)  # negative, if the film is a chapter that begins later
        first, last = max(0, start), min(length, start + samples.shape[1])
        if first < last:
            track[:, first:last] *= _factor(one.background)
            track[:, first:last] += samples[:, first - start : last - start] * _factor(one.gain)
    # Nothing but single channels is heard from the middle, by two loudspeakers: as in manim's
    # films, each gives half the power.
    middle = all(samples.shape[0] == 1 for samples in all_samples)
    return np.clip(track, -1, 1) * np.float32(np.sqrt(0.5) if middle else 1)


def _factor(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _samples(sound: Sound) -> Track:
    """All of a sound, of one channel or two."""
    with unwatched():
        try:
            content = Path(sound.file).read_bytes()
        except OSError as error:
            raise EngineError(f"{sound.file}: {error.strerror}") from error
    if digest_of_bytes(content) != sound.digest:
        raise EngineError(f"{sound.file}: was changed while the film was made; run again")
    with av.open(io.BytesIO(content)) as file:
        stream = file.streams.audio[0]
        layout = "mono" if stream.codec_context.channels == 1 else LAYOUT
        resampler = av.AudioResampler("fltp", layout, RATE)
        frames = [new for frame in file.decode(stream) for new in resampler.resample(frame)]
        frames += resampler.resample(None)
    pieces = [frame.to_ndarray() for frame in frames]
    return np.hstack(pieces) if pieces else np.zeros((CHANNELS, 0), np.float32)


def encoded(parts: Sequence[Timeline], store: Store) -> bytes | None:
    """The track of films as an MP4 file of nothing else; None if all are silent.

    It is kept: a long track takes longer to encode than all the rest of an unchanged film.

    Raises:
        EngineError: if a sound is gone or changed since it was noted.
    """
    if not any(part.sounds for part in parts):
        return None
    sounds = [[part.frames, part.fps, *map(_known, part.sounds)] for part in parts]
    made_with = [av.__version__, RATE, LAYOUT, BIT_RATE]
    key = key_of({"track": sounds, "with": made_with, "sources": sources_digest()})
    kept = store.get(key)
    if kept is None:
        track = track_of(parts)
        assert track is not None
        kept = _encoded(track)
        store.put(key, kept)
    return kept


def _known(sound: Sound) -> dict[str, Any]:
    """What is heard of a sound, wherever its file lies."""
    return {**asdict(sound), "file": ""}


def _encoded(track: Track) -> bytes:
    with io.BytesIO() as content:
        with av.open(content, "w", format="mp4") as target:
            for packet in stream_of(track, target, RATE, LAYOUT):
                target.mux(packet)
        return content.getvalue()
