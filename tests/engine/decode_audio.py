"""Decoding the audio of a film, for tests."""

import av
import numpy as np


def decode_audio(video):
    """What a player plays: samples of shape (channels, n) from 0 s on, and their rate."""
    with av.open(str(video)) as film:
        frames = list(film.decode(film.streams.audio[0]))
        rate = frames[0].sample_rate
        samples = np.hstack([frame.to_ndarray() for frame in frames])
        skipped = round(-frames[0].time * rate)  # the encoder's priming samples
    return samples[:, max(0, skipped) :], rate
