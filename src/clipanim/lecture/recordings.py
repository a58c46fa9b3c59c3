"""Lines that somebody has recorded, each in a WAV file of its own, with the sheets they are of.

    recordings/script.tsv       see `sheet`
    recordings/1.1.wav          the line 1.1

Of several scenes each has a folder in the folder, with a sheet of its own.
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
from .loudness import SILENT, Samples, trimmed
from .sheet import SHEET, file_name, read_sheet

FASTEST = 40.0  # characters a second that somebody can speak
SLOWEST, PATIENCE = 3.0, 5.0  # likewise; and seconds beside


class Recordings:
    """A folder of them, with its sheets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sheets = [folder / SHEET, *sorted(folder.glob(f"*/{SHEET}"))]
        self.sheets = {one.parent: read_sheet(one) for one in sheets if one.exists()}
        if not self.sheets:
            problem = f"has no {SHEET}, which says what is recorded"
            way_out = f"`clipanim script SCENE -o {folder}` writes it"
            raise VoiceError(f"voice: {folder}: {problem}; {way_out}")

    def check(self, scene: str, lines: Iterable[Any]) -> None:
        missing = []
        for line in lines:
            file = self._file(scene, line)
            if file.is_file():
                _check_pace(file, line.text)
            else:
                missing.append(file)
        if missing:
            first, count = missing[0], len(missing)
            others = f" and {count - 1} more are" if count > 1 else " is"
            raise VoiceError(f"voice: {first}{others} not recorded")

    def source(self, scene: str, line: Any) -> str:
        return hashlib.sha256(self._file(scene, line).read_bytes()).hexdigest()

    def sound(self, scene: str, line: Any) -> tuple[Samples, int]:
        return _read(self._file(scene, line))

    def _file(self, scene: str, line: Any) -> Path:
        """Where a line's recording lies: beside a sheet that has it with the same text."""
        other: dict[Path, str] = {}
        for folder, texts in self.sheets.items():
            file = folder / file_name(line.id)
            text = texts.get((scene, line.id))
            if text == line.text:
                return file
            if text is not None:
                other[file] = text
        if not other:
            where = " or ".join(str(folder / SHEET) for folder in self.sheets)
            raise VoiceError(f"voice: {where}: does not have the line {line.id} of {scene}")
        file, text = next(iter(other.items()))
        raise VoiceError(
            f"voice: {file}: was recorded for another text: {text!r}, not {line.text!r}; "
            "move it away, let `clipanim script -o` write the sheet anew, and record it"
        )


def _check_pace(file: Path, text: str) -> None:
    """Refuse what cannot be the text spoken: much shorter than it, or much longer."""
    samples, rate = _read(file)
    if not len(samples) or np.abs(samples).max() < SILENT:
        raise VoiceError(f"voice: {file}: nothing is heard in it")
    seconds = len(trimmed(samples, rate)) / rate
    if not len(text) / FASTEST <= seconds <= PATIENCE + len(text) / SLOWEST:
        raise VoiceError(
            f"voice: {file}: takes {seconds:.1f} s, which cannot be these {len(text)} characters "
            f"spoken: {text!r}"
        )


def _read(file: Path) -> tuple[Samples, int]:
    try:
        return decoded(file.read_bytes())
    except OSError as error:
        raise VoiceError(f"voice: {file}: {error.strerror}") from error
    except ValueError as error:
        raise VoiceError(f"voice: {file}: {error}") from None


def decoded(wav: bytes) -> tuple[Samples, int]:
    """The samples of a WAV file, of all its channels together, and how many a second.

    Raises:
        ValueError: if it is none.
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
