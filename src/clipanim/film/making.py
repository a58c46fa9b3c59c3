"""Make films: shots are narrated, drawn and joined, and published with captions and recipe."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from clipanim import engine, files
from clipanim.engine import ChapterMark, Clip, EngineError, PhaseTimes, Settings, Shot, Timeline
from clipanim.files import digest_of_file
from clipanim.lecture import captions
from clipanim.lecture.movie import movie_from_recipe
from clipanim.lecture.transcript import transcript
from clipanim.scene import recipe
from clipanim.scene.story_data import to_plain_data

from . import outputs
from .narration import NarratedShot, check_voice, narrate, without_voice
from .options import RenderOptions
from .requests import scene_reference

log = logging.getLogger(__name__)
USUAL = RenderOptions()


@dataclass(frozen=True)
class Film:
    """A finished film; captions, transcript and recipe lie beside the video."""

    scenes: tuple[str, ...]
    video: Path
    timeline: Timeline
    spent: tuple[PhaseTimes, ...] = ()  # seconds by scene, chapter and phase (`render --profile`)

    @property
    def recipe(self) -> Path:
        return self.video.with_suffix(".json")


class Unfinished(EngineError):
    """A film of which some scenes failed; the message names them, and the others are kept."""


@dataclass(frozen=True)
class Failure:
    """A film that could not be made, and why."""

    scene: str
    video: Path
    problem: Exception


def make_film(
    shots: Sequence[Shot], film: Path, settings: Settings, options: RenderOptions = USUAL
) -> Film:
    """Render shots into one film, one after the other.

    Raises:
        OutputError: if something lies there that we did not make, unless `force`.
        Unfinished: if some shots failed; the others are kept for the next time.
        EngineError: if all of them did.
        VoiceError: if the voice cannot speak the lines.
        VoiceMissing: if its engine is not installed.
    """
    _check([shots], [film], settings, options)
    with (
        files.staging_folder(film) as folder,
        _progress_noted_on_interrupt(lambda: str(film), folder, options),
        _full_disk_explained(film),
    ):
        log.info("drawing %s into %s", film.name, folder)
        narrated = narrate(shots, settings, folder, options)
        clips = _all_clips(dict(_rendered(narrated, settings, folder, options)))
        return _published(shots, clips, film, settings, folder, options)


def make_films(
    groups: Sequence[Sequence[Shot]],
    films: Sequence[Path],
    settings: Settings,
    options: RenderOptions = USUAL,
) -> Iterator[Film | Failure]:
    """Render a film of each group of shots, all at once; each comes as it is finished.

    One that fails does not stop the others.
    """
    _check(groups, films, settings, options)
    parts: list[dict[int, Clip | Exception]] = [{} for _ in films]
    film_of_shot = [n for n, group in enumerate(groups) for _ in group]
    unfinished = set(range(len(films)))
    shots = [one for group in groups for one in group]

    def state() -> str:
        return f"{len(films) - len(unfinished)} of {len(films)} films are done"

    with (
        files.staging_folder(films[0]) as folder,
        _progress_noted_on_interrupt(state, folder, options),
    ):
        narrated = narrate(shots, settings, folder, options)
        for k, clip in _rendered(narrated, settings, folder, options):
            n = film_of_shot[k]
            parts[n][k] = clip
            failed = isinstance(clip, Exception)
            if n in unfinished and (failed or len(parts[n]) == len(groups[n])):
                unfinished.remove(n)
                yield _film_or_failure(groups[n], parts[n], films[n], settings, options)


def _check(
    groups: Sequence[Sequence[Shot]],
    films: Sequence[Path],
    settings: Settings,
    options: RenderOptions,
) -> None:
    """Refuse, before anything slow, what cannot be written, spoken or has no room."""
    for film in films:
        outputs.check_film(film, options.force)
    check_voice([one for group in groups for one in group], settings, options.cache)
    for folder in {film.parent for film in films}:
        pairs = zip(groups, films, strict=True)
        shots = [one for group, film in pairs if film.parent == folder for one in group]
        engine.check_disk_space(shots, settings, folder, options.cache, options.fresh)


def _rendered(
    narrated: Sequence[NarratedShot], settings: Settings, folder: Path, options: RenderOptions
) -> Iterator[tuple[int, Clip | Exception]]:
    """What becomes of every shot, also of those that were not begun when all went wrong."""
    left, shots = set(range(len(narrated))), [one.shot for one in narrated]
    silent, how = without_voice(settings), options.for_engine()
    try:
        for k, clip in engine.render_each(shots, silent, folder, **how):
            left.remove(k)
            yield k, narrated[k].with_speech(clip) if isinstance(clip, Clip) else clip
    except Exception as problem:
        yield from ((k, problem) for k in sorted(left))


def _film_or_failure(
    group: Sequence[Shot],
    parts: Mapping[int, Clip | Exception],
    film: Path,
    settings: Settings,
    options: RenderOptions,
) -> Film | Failure:
    """A film of its parts, or why there is none."""
    try:
        with files.staging_folder(film) as folder, _full_disk_explained(film):
            return _published(group, _all_clips(parts), film, settings, folder, options)
    except Exception as problem:
        return Failure(group[0].file.name, film, problem)


def _all_clips(parts: Mapping[int, Clip | Exception]) -> list[Clip]:
    """The clips of a film in their order, if none of them failed."""
    clips = [clip for _, clip in sorted(parts.items()) if isinstance(clip, Clip)]
    problems = [one for _, one in sorted(parts.items()) if isinstance(one, Exception)]
    if not problems:
        return clips
    if not clips or any(map(files.is_disk_full, problems)):
        raise problems[0]
    messages = dict.fromkeys(str(one) or type(one).__name__ for one in problems)
    kept = f"the other {len(clips)} of {len(parts)} parts are kept for the next time"
    raise Unfinished("; ".join([*messages, kept])) from problems[0]


def _published(
    shots: Sequence[Shot],
    clips: Sequence[Clip],
    film: Path,
    settings: Settings,
    folder: Path,
    options: RenderOptions,
) -> Film:
    """Join clips, and let the film appear with its captions, transcript and recipe."""
    clips = [_titled(one, clip) for one, clip in zip(shots, clips, strict=True)]
    joined, timeline = folder / "joined.mp4", engine.concat_timelines(clips)
    document = _recipe(shots, clips, settings, timeline, film.stem)
    soft = () if settings.captions == "none" else captions.soft_cues(timeline.lines)
    track = engine.Captions(soft, enabled=settings.captions == "track")
    engine.concat_clips(clips, joined, json.dumps(document), track, options.cache)
    sides = {".srt": captions.srt(timeline.lines), ".vtt": captions.vtt(timeline.lines)}
    movie = movie_from_recipe(film, document, settings.width, settings.height, timeline.frames)
    sides[outputs.TRANSCRIPT] = transcript(movie)
    outputs.publish(film, joined, sides, document, options.force)
    names, spent = (one.file.name for one in shots), (clip.phase_times for clip in clips)
    return Film(tuple(names), film, timeline, tuple(spent))


def _titled(shot: Shot, clip: Clip) -> Clip:
    """A clip whose chapters say which scene they are of, if the shot has a title."""
    if not shot.title:
        return clip
    marks = [replace(one, name=f"{shot.title}: {one.name}") for one in clip.timeline.chapters]
    chapters = tuple(marks or [ChapterMark(shot.title, 0.0)])
    return replace(clip, timeline=replace(clip.timeline, chapters=chapters))


# Errors


@contextmanager
def _progress_noted_on_interrupt(
    state: Callable[[], str], folder: Path, options: RenderOptions
) -> Iterator[None]:
    """Say to who interrupts us how many frames are kept."""
    try:
        yield
    except KeyboardInterrupt as stop:
        kept = 0 if options.fresh else engine.count_finished_frames(folder)
        stop.add_note(f"{state()}: {kept} frames are kept; run again, and it goes on from there")
        raise


@contextmanager
def _full_disk_explained(film: Path) -> Iterator[None]:
    try:
        yield
    except (EngineError, OSError) as error:
        if files.is_disk_full(error):
            raise files.disk_full_error(film, "finished parts are kept") from error
        raise


# The recipe


def scene_document(shot: Shot) -> dict[str, Any]:
    """What a recipe says of a scene: enough to make it again."""
    title = {"title": shot.title} if shot.title else {}
    return {
        "scene": shot.file.name,
        "from": scene_reference(shot.file),
        "file": digest_of_file(shot.file.path),
        "chapter": shot.chapter,
        "params": to_plain_data(shot.params.as_dict()),
        **title,
    }


def _recipe(
    shots: Sequence[Shot], clips: Sequence[Clip], settings: Settings, timeline: Timeline, stem: str
) -> dict[str, Any]:
    pairs = zip(shots, clips, strict=True)
    scenes = [{**scene_document(shot), **_digests_of(clip)} for shot, clip in pairs]
    length = {"frames": timeline.frames, "seconds": round(timeline.seconds, 3)}
    content = {
        "chapters": [asdict(one) for one in timeline.chapters],
        "lines": [asdict(one) for one in timeline.lines],
        "endings": [asdict(one) for one in timeline.endings],
    }
    title = _title(shots, stem)
    return recipe.build_recipe(scenes, asdict(settings), title=title, **length, **content)


def _digests_of(clip: Clip) -> dict[str, Any]:
    """Digests of what a clip shows and was drawn by; of variables no values: some are secret."""
    variables = {"variables": clip.variables} if clip.variables else {}
    return {"data": clip.data, **variables}


def _title(shots: Sequence[Shot], stem: str) -> str:
    """What a film is called: by its only scene, or by its file."""
    scenes = {one.file.path: one.file for one in shots}
    if len(scenes) == 1:
        (file,) = scenes.values()
        return file.title.rstrip(".") or file.name
    words = stem.replace("_", " ").strip() or stem
    return words[:1].upper() + words[1:]
