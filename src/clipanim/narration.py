"""The lines of films spoken: how long each takes, and when it is heard."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import engine, files
from .engine import Clip, Progress, Settings, Shot, Sound, Timeline
from .engine.store import Store
from .lecture.errors import NAMES, VoiceError
from .lecture.sheet import SHEET, Cue, outdated, sheet

if TYPE_CHECKING:
    from .lecture.voice import Speech, Voice

NOBODY = "none"  # the voice of a film that is silent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Narrated:
    """A shot whose lines last as long as their speech, which is heard along with it."""

    shot: Shot
    speeches: Mapping[str, Speech]  # by the ids of lines; none if nobody speaks

    def heard(self, clip: Clip) -> Clip:
        """The clip that was drawn of the shot, with its speech."""
        speech = [
            Sound(str(one.file), one.digest, line.heard, gain=0.0, background=0.0)
            for line in clip.timeline.lines
            if line.heard is not None and (one := self.speeches.get(line.id))
        ]
        sounds = (*clip.timeline.sounds, *speech)
        return replace(clip, timeline=replace(clip.timeline, sounds=sounds))


def narrated(
    shots: Sequence[Shot],
    chosen: Settings,
    folder: Path,
    cache: Path | None = None,
    fresh: bool = False,
    progress: Progress = lambda done, total, what: None,
) -> list[Narrated]:
    """Let all lines be spoken, by the voice that was chosen.

    Args:
        shots: whose lines.
        chosen: names the voice.
        folder: where the files of speech go; a private one.
        cache: where speech is kept, beside what was drawn.
        fresh: speak everything anew.
        progress: told whose lines are spoken, before any frame is drawn.

    Raises:
        VoiceError: if there is no such voice, or a recording is missing, or of another text.
        VoiceMissing: if its engine is not installed.
    """
    if chosen.voice == NOBODY:
        return [Narrated(one, {}) for one in shots]
    voice = _voice_of(chosen)
    kept = Store(folder / "kept" if fresh else cache)
    scripts = [_script(one, unspoken(chosen), cache, fresh) for one in shots]
    for one, script in zip(shots, scripts, strict=True):
        voice.check(one.file.name, script.lines)
    frames, told = sum(script.frames for script in scripts), []
    for one, script in zip(shots, scripts, strict=True):
        progress(0, frames, f"speaking {one.file.name}")
        told.append(_narrated(one, script, voice, kept, folder))
    return told


def check_voice(shots: Sequence[Shot], chosen: Settings, cache: Path | None = None) -> None:
    """Refuse a voice that there is not, or that cannot speak these lines: see `narrated`."""
    if chosen.voice != NOBODY:
        voice = _voice_of(chosen)
        for one in shots:
            voice.check(one.file.name, _script(one, unspoken(chosen), cache).lines)


def _voice_of(chosen: Settings) -> Voice:
    from .lecture.voice import find_voice

    return find_voice(chosen.voice)


def beside(file: Path, name: str) -> str:
    """The voice that a file names: a folder or an .onnx file is looked for beside it."""
    return name if name in NAMES else str(file.parent / name)


def unspoken(chosen: Settings) -> Settings:
    """The settings as the engine has them, which knows of speech only how long it takes."""
    return replace(chosen, voice=NOBODY)


def _script(shot: Shot, chosen: Settings, cache: Path | None, fresh: bool = False) -> Timeline:
    if shot.file.is_plain:  # its lines stand when it says, and are not spoken
        return Timeline(0, chosen.fps, (), ())
    return engine.plan(shot, chosen) if fresh else engine.script(shot, chosen, cache)


def _narrated(shot: Shot, script: Timeline, voice: Voice, kept: Store, folder: Path) -> Narrated:
    from .lecture.voice import speak

    if shot.file.is_plain:
        log.warning("%s: is a plain manim scene, whose lines are not spoken", shot.file.name)
    speeches = speak(shot.file.name, script.lines, voice, kept, folder)
    spoken = tuple((name, one.seconds) for name, one in speeches.items())
    return Narrated(replace(shot, spoken=spoken), speeches)


# What is to be recorded


def cues(shots: Sequence[Shot], chosen: Settings, cache: Path | None = None) -> list[Cue]:
    """The lines of shots, timed from the start of the film that they make together."""
    found, start, folders = list[Cue](), 0.0, _folders(shots)
    for shot, folder in zip(shots, folders, strict=True):
        script = engine.script(shot, unspoken(chosen), cache)
        for line in script.lines:
            names = [mark.name for mark in script.chapters if mark.start <= line.start]
            chapter = names[-1] if names else ""
            times = start + line.start, start + line.end
            found.append(Cue(shot.file.name, line.id, *times, chapter, line.text, folder))
        start += script.seconds
    if len({one.folder for one in found}) == 1:
        return [replace(one, folder="") for one in found]
    return found


def _folders(shots: Sequence[Shot]) -> list[str]:
    """A folder for each scene: of its name, and numbered if it has other parameters again."""
    names: dict[tuple[str, str], str] = {}
    for shot in shots:
        scene = shot.file.name
        count = 1 + sum(other == scene for other, _ in names)
        names.setdefault((scene, repr(shot.params)), scene if count == 1 else f"{scene}-{count}")
    return [names[shot.file.name, repr(shot.params)] for shot in shots]


def write_sheets(found: Sequence[Cue], folder: Path, force: bool = False) -> list[Path]:
    """Write the sheets to record from, into the folder and those that cues name in it.

    Raises:
        VoiceError: if a recording there is of another text, or its sheet is none; unless `force`.
        WriteError: if they cannot be written.
    """
    by_place: dict[Path, list[Cue]] = {}
    for one in found:
        by_place.setdefault(folder / one.folder, []).append(one)
    for place, lines in by_place.items():
        if any(one.exists() and not one.is_dir() for one in (folder, place)):
            raise VoiceError(f"{place}: is not a folder")
        if not force:
            _refuse_outdated(place, lines)
    for place, lines in by_place.items():
        files.write_whole(place / SHEET, sheet(lines).encode())
    return [place / SHEET for place in by_place]


def _refuse_outdated(place: Path, lines: Sequence[Cue]) -> None:
    for file, old, new in outdated(place, lines):
        raise VoiceError(
            f"{file}: was recorded for another text: {old!r}, not {new!r}; "
            "move it away, or take it for the new text with --force"
        )
