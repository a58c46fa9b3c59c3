"""Lines that somebody records: the sheet to read them from, and the recordings themselves.

    recordings/script.tsv       what is to be said: scene, id, from, to, chapter, text
    recordings/1.1.wav          the line 1.1

`clipanim script SCENE -o recordings` writes the sheet. For several scenes each has a folder in
it, with a sheet of its own. A recording belongs to the text of its sheet, and to no other.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from .loudness import SILENT, Samples, trimmed

SHEET = "script.tsv"
COLUMNS = ("scene", "id", "from", "to", "chapter", "text")
FASTEST = 40.0  # characters a second that somebody can speak
SLOWEST, PATIENCE = 3.0, 5.0  # likewise; and seconds beside
UNSAFE = '<>:"/\\|?*%'  # in the names of files, somewhere


class VoiceError(ValueError):
    """A voice, or a recording, that cannot be used; the message names it and says why."""


@dataclass(frozen=True)
class Cue:
    """A line of a sheet."""

    scene: str
    id: str
    start: float  # seconds, when the line is not spoken
    end: float
    chapter: str
    text: str


# The sheet


def sheet(cues: Iterable[Cue]) -> str:
    """The sheet of what is to be recorded: columns that spreadsheets can open."""
    target = io.StringIO()
    rows = csv.writer(target, "excel-tab", lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in cues:
        times = f"{one.start:.2f}", f"{one.end:.2f}"
        rows.writerow([one.scene, one.id, *times, one.chapter, one.text])
    return target.getvalue()


def read_sheet(file: Path) -> dict[tuple[str, str], str]:
    """The texts of a sheet, by scene and id.

    Raises:
        VoiceError: if it is none.
    """
    try:
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), ""), "excel-tab"))
    except OSError as error:
        raise VoiceError(f"voice: {file}: {error.strerror}") from error
    except (ValueError, csv.Error):
        rows = []
    if not rows or tuple(rows[0]) != COLUMNS or any(len(row) != len(COLUMNS) for row in rows):
        raise VoiceError(f"voice: {file}: is not a sheet that `clipanim script -o` wrote")
    return {(row[0], row[1]): row[-1] for row in rows[1:]}


def file_name(id_: str) -> str:
    """The name of the file that holds a line's recording.

    >>> file_name("1.2"), file_name("../a")
    ('1.2.wav', '..%2Fa.wav')
    """
    return "".join(f"%{ord(c):02X}" if c in UNSAFE or c < " " else c for c in id_) + ".wav"


# The recordings


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
            others = f", and {count - 1} others are" if count > 1 else " is"
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


def outdated(folder: Path, cues: Sequence[Cue]) -> Iterator[tuple[Path, str]]:
    """Recordings in a folder whose text would be another by a new sheet, and what it was."""
    texts: Mapping[tuple[str, str], str] = {}
    if (folder / SHEET).exists():
        texts = read_sheet(folder / SHEET)
    for one in cues:
        file, text = folder / file_name(one.id), texts.get((one.scene, one.id), one.text)
        if text != one.text and file.exists():
            yield file, text
