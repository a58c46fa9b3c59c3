"""The recording script of a film: a TSV file of its lines, beside which recordings are stored.

`clipanim script SCENE -o recordings` writes it as script.tsv; the file 1.1.wav beside it is the
recording of line 1.1. A recording is valid for the text in its script, and for no other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import VoiceError

SCRIPT_NAME = "script.tsv"
COLUMNS = ("scene", "id", "from", "to", "chapter", "text")
UNSAFE_CHARACTERS = '<>:"/\\|?*%'  # in file names, on some system


@dataclass(frozen=True)
class ScriptLine:
    """A line to be recorded."""

    scene: str
    id: str
    start: float  # seconds, in the film without a voice
    end: float
    chapter: str
    text: str
    folder: str = ""  # of its recording, relative to that of all recordings


def script_tsv(lines: Iterable[ScriptLine]) -> str:
    """Format lines as tab-separated values, which spreadsheets can open."""
    target = io.StringIO()
    rows = csv.writer(target, "excel-tab", lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in lines:
        times = f"{one.start:.2f}", f"{one.end:.2f}"
        rows.writerow([one.scene, one.id, *times, one.chapter, one.text])
    return target.getvalue()


def read_script(file: Path) -> dict[tuple[str, str], str]:
    """Read a recording script.

    Returns:
        The texts of its lines, by scene and id.

    Raises:
        VoiceError: if it cannot be read, or has other columns.
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


def recording_name(id_: str) -> str:
    """The file name of a line's recording, with unsafe characters percent-encoded.

    >>> recording_name("1.2"), recording_name("../a")
    ('1.2.wav', '..%2Fa.wav')
    """
    return (
        "".join(f"%{ord(c):02X}" if c in UNSAFE_CHARACTERS or c < " " else c for c in id_) + ".wav"
    )


def outdated_recordings(
    folder: Path, lines: Iterable[ScriptLine]
) -> Iterator[tuple[Path, str, str]]:
    """Existing recordings whose text differs in a new script: file, old text, new text."""
    texts = read_script(folder / SCRIPT_NAME) if (folder / SCRIPT_NAME).exists() else {}
    for one in lines:
        file, text = folder / recording_name(one.id), texts.get((one.scene, one.id), one.text)
        if text != one.text and file.exists():
            yield file, text, one.text
