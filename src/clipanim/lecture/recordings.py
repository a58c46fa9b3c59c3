"""A voice made of recordings: a WAV file for each line, beside the script it was recorded from.

    recordings/script.tsv       see `recording_script`
    recordings/1.1.wav          the line 1.1

For several scenes, each has a subfolder with a script of its own.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np

from .errors import VoiceError
from .loudness import SILENCE_LEVEL, Samples, trim_silence
from .recording_script import SCRIPT_NAME, read_script, recording_name

MAX_CHARACTERS_PER_SECOND = 40.0  # plausible speaking rates
MIN_CHARACTERS_PER_SECOND, SPARE_SECONDS = 3.0, 5.0


class Recordings:
    """A `Voice` that plays recordings from a folder.

    Raises:
        VoiceError: if there is no recording script in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        scripts = [folder / SCRIPT_NAME, *sorted(folder.glob(f"*/{SCRIPT_NAME}"))]
        self.scripts = {one.parent: read_script(one) for one in scripts if one.exists()}
        if not self.scripts:
            problem = f"has no {SCRIPT_NAME}, which says what is recorded"
            way_out = f"`clipanim script SCENE -o {folder}` writes it"
            raise VoiceError(f"voice: {folder}: {problem}; {way_out}")

    def check(self, scene: str, lines: Iterable[Any]) -> None:
        missing = []
        for line in lines:
            file = self._recording_of(scene, line)
            if file.is_file():
                _check_pace(file, line.text)
            else:
                missing.append(file)
        if missing:
            first, count = missing[0], len(missing)
            others = f" and {count - 1} more are" if count > 1 else " is"
            raise VoiceError(f"voice: {first}{others} not recorded")

    def fingerprint(self, scene: str, line: Any) -> str:
        return hashlib.sha256(self._recording_of(scene, line).read_bytes()).hexdigest()

    def audio(self, scene: str, line: Any) -> tuple[Samples, int]:
        return _read_wav(self._recording_of(scene, line))

    def _recording_of(self, scene: str, line: Any) -> Path:
        """The recording of a line: beside a script that has the line with the same text."""
        other: dict[Path, str] = {}
        for folder, texts in self.scripts.items():
            file = folder / recording_name(line.id)
            text = texts.get((scene, line.id))
            if text == line.text:
                return file
            if text is not None:
                other[file] = text
        if not other:
            where = " or ".join(str(folder / SCRIPT_NAME) for folder in self.scripts)
            raise VoiceError(f"voice: {where}: does not have the line {line.id} of {scene}")
        file, text = next(iter(other.items()))
        raise VoiceError(
            f"voice: {file}: was recorded for another text: {text!r}, not {line.text!r}; "
            "move it away, let `clipanim script -o` write the sheet anew, and record it"
        )


def _check_pace(file: Path, text: str) -> None:
    """Refuse a recording that is silent, or too short or too long to be the text."""
    samples, rate = _read_wav(file)
    if not len(samples) or np.abs(samples).max() < SILENCE_LEVEL:
        raise VoiceError(f"voice: {file}: nothing is heard in it")
    seconds = len(trim_silence(samples, rate)) / rate
    if (
        not len(text) / MAX_CHARACTERS_PER_SECOND
        <= seconds
        <= SPARE_SECONDS + len(text) / MIN_CHARACTERS_PER_SECOND
    ):
        raise VoiceError(
            f"voice: {file}: takes {seconds:.1f} s, which cannot be these {len(text)} characters "
            f"spoken: {text!r}"
        )


def _read_wav(file: Path) -> tuple[Samples, int]:
    try:
        return decode_wav(file.read_bytes())
    except OSError as error:
        raise VoiceError(f"voice: {file}: {error.strerror}") from error
    except ValueError as error:
        raise VoiceError(f"voice: {file}: {error}") from None


def decode_wav(wav: bytes) -> tuple[Samples, int]:
    """Decode a WAV file.

    Returns:
        The samples, averaged over the channels, shape (samples,), and the sample rate, Hz.

    Raises:
        ValueError: if it is not a WAV file.
    """
    if wav[:4] not in (b"RIFF", b"RF64") or wav[8:12] != b"WAVE":
        raise ValueError("is not a WAV file")
    try:
        with av.open(io.BytesIO(wav), format="wav") as file:
            stream = file.streams.audio[0]
            resampler = av.AudioResampler("fltp", stream.layout, stream.rate)
            frames = [new for one in file.decode(stream) for new in resampler.resample(one)]
            rate = stream.rate
    except (av.FFmpegError, IndexError):
        raise ValueError("is a WAV file that cannot be read") from None
    if not frames:
        return np.zeros(0, np.float32), rate
    return np.hstack([one.to_ndarray() for one in frames]).mean(axis=0, dtype=np.float32), rate
