"""Films: shots drawn and joined, to appear whole with their captions, transcript and recipe."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from . import engine, files, recipe
from .engine import Clip, EngineError, Mark, Progress, Settings, Shot, Spent, Timeline
from .lecture import captions
from .lecture.movie import movie_of
from .lecture.transcript import transcript
from .narration import Narrated, check_voice, narrated, unspoken
from .shots import place_of
from .story import plain

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Film:
    """A finished film; captions, transcript and recipe lie beside the video."""

    scenes: tuple[str, ...]
    video: Path
    timeline: Timeline
    spent: tuple[Spent, ...] = ()  # seconds by scene, chapter and phase; see `render --profile`

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


def shoot(
    shots: Sequence[Shot],
    film: Path,
    chosen: Settings,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    force: bool = False,
    cache: Path | None = None,
    fresh: bool = False,
    progress: Progress = lambda done, total, what: None,
) -> Film:
    """Render shots into one film, one after the other.

    Raises:
        OutputError: if something lies there that we did not make, unless `force`.
        Unfinished: if some shots failed; the others are kept for the next time.
        EngineError: if all of them did.
        VoiceError: if the voice cannot speak the lines.
        VoiceMissing: if its engine is not installed.
    """
    recipe.check_film(film, force)
    check_voice(shots, chosen, cache)
    engine.check_room(shots, chosen, film.parent, cache, fresh)
    with (
        files.private_folder(film) as folder,
        _kept_counted(lambda: str(film), folder, fresh),
        _full_disk_explained(film),
    ):
        log.info("drawing %s into %s", film.name, folder)
        how: Any = {"jobs": jobs or cores(), "executor": executor, "cache": cache, "fresh": fresh}
        told = narrated(shots, chosen, folder, cache, fresh, progress)
        made = dict(_each(told, chosen, folder, {**how, "progress": progress}))
        return _published(shots, _whole(made), film, chosen, folder, force, cache)


def _published(
    shots: Sequence[Shot],
    clips: Sequence[Clip],
    film: Path,
    chosen: Settings,
    folder: Path,
    force: bool,
    cache: Path | None,
) -> Film:
    """Join clips, and let the film appear with its captions, transcript and recipe."""
    clips = [_titled(one, clip) for one, clip in zip(shots, clips, strict=True)]
    made, timeline = folder / "joined.mp4", engine.merged(clips)
    document = _document(shots, clips, chosen, timeline, film.stem)
    soft = () if chosen.captions == "none" else captions.soft(timeline.lines)
    shown = chosen.captions == "track"
    engine.join(clips, made, json.dumps(document), soft, shown=shown, cache=cache)
    sides = {".srt": captions.srt(timeline.lines), ".vtt": captions.vtt(timeline.lines)}
    movie = movie_of(film, document, chosen.width, chosen.height, timeline.frames)
    sides[recipe.TRANSCRIPT] = transcript(movie)
    recipe.publish(film, made, sides, document, force)
    names, spent = (one.file.name for one in shots), (clip.spent for clip in clips)
    return Film(tuple(names), film, timeline, tuple(spent))


def shoot_each(
    groups: Sequence[Sequence[Shot]],
    films: Sequence[Path],
    chosen: Settings,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    force: bool = False,
    cache: Path | None = None,
    fresh: bool = False,
    progress: Progress = lambda done, total, what: None,
) -> Iterator[Film | Failure]:
    """Render a film of each group of shots, all at once; each comes as it is finished.

    One that fails does not stop the others.
    """
    for film in films:
        recipe.check_film(film, force)
    check_voice([one for group in groups for one in group], chosen, cache)
    for folder in {film.parent for film in films}:
        pairs = zip(groups, films, strict=True)
        shots = [one for group, film in pairs if film.parent == folder for one in group]
        engine.check_room(shots, chosen, folder, cache, fresh)
    parts: list[dict[int, Clip | Exception]] = [{} for _ in films]
    place = [n for n, group in enumerate(groups) for _ in group]  # of the shots' films
    open_ = set(range(len(films)))
    shots = [one for group in groups for one in group]
    how: Any = {"jobs": jobs or cores(), "executor": executor, "cache": cache, "fresh": fresh}
    how["progress"] = progress

    def done() -> str:
        return f"{len(films) - len(open_)} of {len(films)} films are done"

    with files.private_folder(films[0]) as folder, _kept_counted(done, folder, fresh):
        told = narrated(shots, chosen, folder, cache, fresh, progress)
        for k, clip in _each(told, chosen, folder, how):
            n = place[k]
            parts[n][k] = clip
            failed = isinstance(clip, Exception)
            if n in open_ and (failed or len(parts[n]) == len(groups[n])):
                open_.remove(n)
                yield _film(groups[n], parts[n], films[n], chosen, force, cache)


def _each(
    told: Sequence[Narrated], chosen: Settings, folder: Path, how: dict[str, Any]
) -> Iterator[tuple[int, Clip | Exception]]:
    """What becomes of every shot, also of those that were not begun when all went wrong."""
    left, shots = set(range(len(told))), [one.shot for one in told]
    try:
        for k, clip in engine.render_each(shots, unspoken(chosen), folder, **how):
            left.remove(k)
            yield k, told[k].heard(clip) if isinstance(clip, Clip) else clip
    except Exception as problem:
        yield from ((k, problem) for k in sorted(left))


def _film(
    group: Sequence[Shot],
    parts: Mapping[int, Clip | Exception],
    film: Path,
    chosen: Settings,
    force: bool,
    cache: Path | None,
) -> Film | Failure:
    """A film of its parts, or why there is none."""
    try:
        with files.private_folder(film) as folder, _full_disk_explained(film):
            return _published(group, _whole(parts), film, chosen, folder, force, cache)
    except Exception as problem:
        return Failure(group[0].file.name, film, problem)


def _whole(parts: Mapping[int, Clip | Exception]) -> list[Clip]:
    """The clips of a film in their order, if none of them failed."""
    clips = [clip for _, clip in sorted(parts.items()) if isinstance(clip, Clip)]
    problems = [one for _, one in sorted(parts.items()) if isinstance(one, Exception)]
    if not problems:
        return clips
    if not clips or any(map(files.is_full, problems)):
        raise problems[0]
    said = dict.fromkeys(str(one) or type(one).__name__ for one in problems)
    kept = f"the other {len(clips)} of {len(parts)} parts are kept for the next time"
    raise Unfinished("; ".join([*said, kept])) from problems[0]


def _titled(shot: Shot, clip: Clip) -> Clip:
    """A clip whose chapters say which scene they are of, if the shot has a title."""
    if not shot.title:
        return clip
    marks = [replace(one, name=f"{shot.title}: {one.name}") for one in clip.timeline.chapters]
    chapters = tuple(marks or [Mark(shot.title, 0.0)])
    return replace(clip, timeline=replace(clip.timeline, chapters=chapters))


@contextmanager
def _kept_counted(what: Callable[[], str], folder: Path, fresh: bool) -> Iterator[None]:
    """Say to who interrupts us how much is kept."""
    try:
        yield
    except KeyboardInterrupt as stop:
        kept = 0 if fresh else engine.frames_kept(folder)
        stop.add_note(f"{what()}: {kept} frames are kept; run again, and it goes on from there")
        raise


@contextmanager
def _full_disk_explained(film: Path) -> Iterator[None]:
    try:
        yield
    except (EngineError, OSError) as error:
        if files.is_full(error):
            raise files.full_disk(film, "finished parts are kept") from error
        raise


def cores() -> int:
    """How many films or parts can be drawn at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def scene_sheet(one: Shot) -> dict[str, Any]:
    """What a recipe says of a scene: enough to make it again."""
    named = {"title": one.title} if one.title else {}
    return {
        "scene": one.file.name,
        "from": place_of(one.file),
        "file": recipe.digest_of(one.file.path),
        "chapter": one.chapter,
        "params": plain(one.params.as_dict()),
        **named,
    }


def _document(
    shots: Sequence[Shot], clips: Sequence[Clip], chosen: Settings, timeline: Timeline, stem: str
) -> dict[str, Any]:
    pairs = zip(shots, clips, strict=True)
    scenes = [{**scene_sheet(shot), "data": clip.data} for shot, clip in pairs]
    length = {"frames": timeline.frames, "seconds": round(timeline.seconds, 3)}
    told = {
        "chapters": [asdict(one) for one in timeline.chapters],
        "lines": [asdict(one) for one in timeline.lines],
        "endings": [asdict(one) for one in timeline.endings],
    }
    title = _title(shots, stem)
    return recipe.document(scenes, asdict(chosen), title=title, **length, **told)


def _title(shots: Sequence[Shot], stem: str) -> str:
    """What a film is called: by its only scene, or by its file."""
    files = {one.file.path: one.file for one in shots}
    if len(files) == 1:
        (file,) = files.values()
        return file.title.rstrip(".") or file.name
    words = stem.replace("_", " ").strip() or stem
    return words[:1].upper() + words[1:]
