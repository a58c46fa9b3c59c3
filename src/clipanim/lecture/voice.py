"""Who speaks the lines of a film: a speech engine, or recordings of somebody.

    voice = find_voice("piper")
    speeches = speak("cliff_leap", lines, voice, kept, folder)

Speech is made once for a text and a voice, and kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import engines
from .errors import NAMES, VoiceError
from .loudness import Samples, SilenceError, finished, seconds_of
from .recordings import Recordings

PROCESSING = 1  # to be raised when the same samples become other speech, here or in `loudness`


class Said(Protocol):
    """A line of narration."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...


class Voice(Protocol):
    """Somebody who speaks lines."""

    def check(self, scene: str, lines: Iterable[Said]) -> None:
        """Refuse what cannot be spoken, before anything slow starts: a `VoiceError`."""

    def source(self, scene: str, line: Said) -> str:
        """All that decides how the line sounds; empty if there is nothing to be heard."""

    def sound(self, scene: str, line: Said) -> tuple[Samples, int]:
        """The line as it was spoken, and its samples a second."""


class Kept(Protocol):
    """Where speech is kept, by keys of 64 hexadecimal digits."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, content: bytes) -> None: ...


@dataclass(frozen=True)
class Speech:
    """A line as it is heard: a WAV file, 48 kHz, two channels, -16 LUFS."""

    file: Path
    digest: str  # sha256 of its content
    seconds: float


def find_voice(name: str) -> Voice:
    """The voice of a name: an engine, a voice of piper's (.onnx), or a folder of recordings.

    Raises:
        VoiceError: if there is no such voice, or the folder is empty.
        VoiceMissing: if its engine is not installed; says what to install.
    """
    if name == "espeak":
        return engines.Espeak()
    if name == "piper":
        return engines.Piper()
    path = Path(name)
    if path.suffix == ".onnx":
        return engines.Piper(path)
    if name and path.is_dir():
        return Recordings(path)
    if name and path.exists():
        raise VoiceError(f"voice: {name}: is neither a folder of recordings nor an .onnx file")
    raise VoiceError(
        f"voice: {name!r} is not one of {', '.join(NAMES)}, and no such folder or .onnx file exists"
    )


def speak(
    scene: str, lines: Iterable[Said], voice: Voice, kept: Kept, folder: Path
) -> dict[str, Speech]:
    """The speech of a scene's lines, by their ids; none for a line in which no word is.

    Args:
        scene: its name, by which recordings are found.
        lines: what is said.
        voice: by whom.
        kept: where speech is looked up, and kept.
        folder: where the files are written; a private one.

    Raises:
        VoiceError: if a recording is missing, no speech, or made for another text.
        VoiceMissing: if the engine cannot speak.
    """
    said = list(lines)
    voice.check(scene, said)
    speeches = {}
    for line in said:
        source = voice.source(scene, line)
        if not source:
            continue
        key = hashlib.sha256(json.dumps(["speech", PROCESSING, source]).encode()).hexdigest()
        content = kept.get(key)
        if content is None:
            content = _spoken(scene, line, voice)
            kept.put(key, content)
        file = folder / f"{key}.wav"
        file.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        speeches[line.id] = Speech(file, digest, seconds_of(content))
    return speeches


def _spoken(scene: str, line: Said, voice: Voice) -> bytes:
    try:
        return finished(*voice.sound(scene, line))
    except SilenceError:
        raise VoiceError(f"voice: {scene}, line {line.id}: nothing is heard") from None
