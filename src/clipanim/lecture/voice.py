"""Text-to-speech for the lines of a film, by a speech engine or from recordings; cached.

voice = find_voice("piper")
speeches = speak_lines("cliff_leap", lines, voice, cache, folder)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import speech_engines
from .errors import VOICE_NAMES, VoiceError
from .loudness import Samples, SilenceError, normalize_speech, wav_seconds
from .recordings import Recordings

PROCESSING_VERSION = 1  # increment when the processing here or in `loudness` changes


class LineToSpeak(Protocol):
    """A line of narration: its id and text."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...


class Voice(Protocol):
    """Interface of voices: speech engines and recordings."""

    def check(self, scene: str, lines: Iterable[LineToSpeak]) -> None:
        """Raise a `VoiceError` for lines that cannot be spoken, before anything slow starts."""

    def fingerprint(self, scene: str, line: LineToSpeak) -> str:
        """A cache key of everything that affects the audio; empty if there is none."""

    def audio(self, scene: str, line: LineToSpeak) -> tuple[Samples, int]:
        """The speech before normalization, shape (samples,), and its sample rate, Hz."""


class SpeechCache(Protocol):
    """Interface of a cache of WAV files, by keys of 64 hexadecimal digits."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, content: bytes) -> None: ...


@dataclass(frozen=True)
class Speech:
    """The speech of a line: a WAV file, 48 kHz, two channels, -16 LUFS."""

    file: Path
    digest: str  # sha256 of its content
    seconds: float


def find_voice(name: str) -> Voice:
    """Find a voice: "piper", "espeak", a piper voice (.onnx), or a folder of recordings.

    Raises:
        VoiceError: if there is no such voice, or the folder is empty.
        VoiceMissing: if its engine is not installed; says what to install.
    """
    if name == "espeak":
        return speech_engines.Espeak()
    if name == "piper":
        return speech_engines.Piper()
    path = Path(name)
    if path.suffix == ".onnx":
        return speech_engines.Piper(path)
    if name and path.is_dir():
        return Recordings(path)
    if name and path.exists():
        raise VoiceError(f"voice: {name}: is neither a folder of recordings nor an .onnx file")
    raise VoiceError(
        f"voice: {name!r} is not one of {', '.join(VOICE_NAMES)}, "
        "and no such folder or .onnx file exists"
    )


def speak_lines(
    scene: str, lines: Iterable[LineToSpeak], voice: Voice, cache: SpeechCache, folder: Path
) -> dict[str, Speech]:
    """Synthesize or load the speech of a scene's lines, normalized in loudness.

    Args:
        scene: its name, by which recordings are found.
        lines: the lines of narration.
        voice: a voice of `find_voice`.
        cache: where WAV files are looked up, and stored.
        folder: where the WAV files are written; a private one.

    Returns:
        The speech by the ids of lines; lines without a word have none.

    Raises:
        VoiceError: if a recording is missing, silent, or made for another text.
        VoiceMissing: if the engine does not work.
    """
    spoken_lines = list(lines)
    voice.check(scene, spoken_lines)
    speeches = {}
    for line in spoken_lines:
        fingerprint = voice.fingerprint(scene, line)
        if not fingerprint:
            continue
        key = hashlib.sha256(
            json.dumps(["speech", PROCESSING_VERSION, fingerprint]).encode()
        ).hexdigest()
        content = cache.get(key)
        if content is None:
            content = _normalized_wav(scene, line, voice)
            cache.put(key, content)
        file = folder / f"{key}.wav"
        file.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        speeches[line.id] = Speech(file, digest, wav_seconds(content))
    return speeches


def _normalized_wav(scene: str, line: LineToSpeak, voice: Voice) -> bytes:
    try:
        return normalize_speech(*voice.audio(scene, line))
    except SilenceError:
        raise VoiceError(f"voice: {scene}, line {line.id}: nothing is heard") from None
