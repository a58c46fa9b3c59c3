"""Narration: speech for the lines of shots, its timing, and sheets to record it from."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clipanim import engine, files
from clipanim.engine import Clip, Settings, Shot, Sound, Timeline
from clipanim.engine.store.store import Store
from clipanim.lecture.errors import VOICE_NAMES, VoiceError
from clipanim.lecture.recording_script import (
    SCRIPT_NAME,
    ScriptLine,
    outdated_recordings,
    script_tsv,
)

from .options import RenderOptions

if TYPE_CHECKING:
    from clipanim.lecture.voice import Speech, Voice

SILENT = "none"  # the voice of a film that is silent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NarratedShot:
    """A shot whose lines last as long as their speech, which is heard along with it."""

    shot: Shot
    speeches: Mapping[str, Speech]  # by the ids of lines; none if nobody speaks

    def with_speech(self, clip: Clip) -> Clip:
        """The clip that was drawn of the shot, with its speech."""
        speech = [
            Sound(str(one.file), one.digest, line.heard, gain=0.0, gain_to_background=0.0)
            for line in clip.timeline.lines
            if line.heard is not None and (one := self.speeches.get(line.id))
        ]
        sounds = (*clip.timeline.sounds, *speech)
        return replace(clip, timeline=replace(clip.timeline, sounds=sounds))


def narrate(
    shots: Sequence[Shot], settings: Settings, folder: Path, options: RenderOptions
) -> list[NarratedShot]:
    """Synthesize or read the speech of all lines, by the voice that the settings name.

    Args:
        shots: whose lines.
        settings: names the voice.
        folder: where the files of speech go; a private one.
        options: where speech is kept, beside what was drawn; whether to speak everything anew;
            who is told whose lines are spoken, before any frame is drawn.

    Raises:
        VoiceError: if there is no such voice, or a recording is missing, or of another text.
        VoiceMissing: if its engine is not installed.
    """
    if settings.voice == SILENT:
        return [NarratedShot(one, {}) for one in shots]
    voice = _voice_of(settings)
    store = Store(folder / "kept" if options.fresh else options.cache)
    silent = without_voice(settings)
    scripts = [_script(one, silent, options.cache, options.fresh) for one in shots]
    for one, script in zip(shots, scripts, strict=True):
        voice.check(one.file.name, script.lines)
    frames, narrated = sum(script.frames for script in scripts), []
    for one, script in zip(shots, scripts, strict=True):
        options.progress(0, frames, f"speaking {one.file.name}")
        narrated.append(_narrated(one, script, voice, store, folder))
    return narrated


def check_voice(shots: Sequence[Shot], settings: Settings, cache: Path | None = None) -> None:
    """Refuse a voice that there is not, or that cannot speak these lines: see `narrated`."""
    if settings.voice != SILENT:
        voice = _voice_of(settings)
        for one in shots:
            voice.check(one.file.name, _script(one, without_voice(settings), cache).lines)


def _voice_of(settings: Settings) -> Voice:
    from clipanim.lecture.voice import find_voice

    return find_voice(settings.voice)


def voice_beside(file: Path, name: str) -> str:
    """The voice that a file names: a folder or an .onnx file is looked for beside it."""
    return name if name in VOICE_NAMES else str(file.parent / name)


def without_voice(settings: Settings) -> Settings:
    """The settings as the engine has them, which knows of speech only how long it takes."""
    return replace(settings, voice=SILENT)


def _script(shot: Shot, settings: Settings, cache: Path | None, fresh: bool = False) -> Timeline:
    if shot.file.is_plain:  # its lines stand when it says, and are not spoken
        return Timeline(0, settings.fps, (), ())
    return engine.plan(shot, settings) if fresh else engine.cached_plan(shot, settings, cache)


def _narrated(
    shot: Shot, script: Timeline, voice: Voice, kept: Store, folder: Path
) -> NarratedShot:
    from clipanim.lecture.voice import speak_lines

    if shot.file.is_plain:
        log.warning("%s: is a plain manim scene, whose lines are not spoken", shot.file.name)
    speeches = speak_lines(shot.file.name, script.lines, voice, kept, folder)
    spoken = tuple((name, one.seconds) for name, one in speeches.items())
    return NarratedShot(replace(shot, speech_seconds=spoken), speeches)


# What is to be recorded


def recording_cues(
    shots: Sequence[Shot], settings: Settings, cache: Path | None = None
) -> list[ScriptLine]:
    """The lines of shots, timed from the start of the film that they make together."""
    cues, start, folders = list[ScriptLine](), 0.0, _folders(shots)
    for shot, folder in zip(shots, folders, strict=True):
        script = engine.cached_plan(shot, without_voice(settings), cache)
        for line in script.lines:
            names = [mark.name for mark in script.chapters if mark.start <= line.start]
            chapter = names[-1] if names else ""
            times = start + line.start, start + line.end
            cues.append(ScriptLine(shot.file.name, line.id, *times, chapter, line.text, folder))
        start += script.seconds
    if len({one.folder for one in cues}) == 1:
        return [replace(one, folder="") for one in cues]
    return cues


def _folders(shots: Sequence[Shot]) -> list[str]:
    """A folder for each scene: of its name, and numbered if it has other parameters again."""
    names: dict[tuple[str, str], str] = {}
    for shot in shots:
        scene = shot.file.name
        count = 1 + sum(other == scene for other, _ in names)
        names.setdefault((scene, repr(shot.params)), scene if count == 1 else f"{scene}-{count}")
    return [names[shot.file.name, repr(shot.params)] for shot in shots]


def write_recording_sheets(
    cues: Sequence[ScriptLine], folder: Path, force: bool = False
) -> list[Path]:
    """Write the sheets to record from, into the folder and those that cues name in it.

    Raises:
        VoiceError: if a recording there is of another text, or its sheet is none; unless `force`.
        WriteError: if they cannot be written.
    """
    by_place: dict[Path, list[ScriptLine]] = {}
    for one in cues:
        by_place.setdefault(folder / one.folder, []).append(one)
    for place, lines in by_place.items():
        if any(one.exists() and not one.is_dir() for one in (folder, place)):
            raise VoiceError(f"{place}: is not a folder")
        if not force:
            _refuse_outdated(place, lines)
    for place, lines in by_place.items():
        files.write_atomic(place / SCRIPT_NAME, script_tsv(lines).encode())
    return [place / SCRIPT_NAME for place in by_place]


def _refuse_outdated(place: Path, lines: Sequence[ScriptLine]) -> None:
    for file, old, new in outdated_recordings(place, lines):
        raise VoiceError(
            f"{file}: was recorded for another text: {old!r}, not {new!r}; "
            "move it away, or take it for the new text with --force"
        )
