"""The sheet from which lines are recorded, and which says what was recorded.

`clipanim script SCENE -o recordings` writes it. The file 1.1.wav beside it holds the line 1.1. A
recording belongs to the text that its sheet has, and to no other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import VoiceError

SHEET = "script.tsv"
COLUMNS = ("scene", "id", "from", "to", "chapter", "text")
UNSAFE = '<>:"/\\|?*%'  # in the names of files, somewhere


@dataclass(frozen=True)
class Cue:
    """A line of a sheet."""

    scene: str
    id: str
    start: float  # seconds, when the line is not spoken
    end: float
    chapter: str
    text: str
    folder: str = ""  # for its recording, in that for all of them


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


def outdated(folder: Path, cues: Iterable[Cue]) -> Iterator[tuple[Path, str, str]]:
    """Recordings in a folder that a new sheet gives another text: what it was, and what it is."""
    texts = read_sheet(folder / SHEET) if (folder / SHEET).exists() else {}
    for one in cues:
        file, text = folder / file_name(one.id), texts.get((one.scene, one.id), one.text)
        if text != one.text and file.exists():
            yield file, text, one.text
