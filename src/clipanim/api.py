"""clipanim from Python and notebooks: the same as the commands.

    from clipanim import api

    film = api.render("cliff_leap", {"threshold": 0.5}, quality="low")
    numbers = api.data("cliff_leap", {"threshold": 0.5})

Everything is checked before anything slow starts, and manim is imported only then.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import catalogue, engine, files, recipe
from .engine import (
    QUALITIES,
    Certificates,
    Clip,
    EngineError,
    Progress,
    Settings,
    Shot,
    Spent,
    Timeline,
)
from .lecture import captions
from .nearest import suggestion
from .params import SceneParams
from .source import shown
from .story import plain

MEDIA = Path("media")  # where films go unless told otherwise
THEMES = ("dark", "light")
SIZES = (64, 7680)  # pixels, the least and the greatest width or height
PACES = (1, 240)  # frames per second
STARTING, PER_FRAME, PER_MEGAPIXEL = 3.0, 0.0075, 0.0021  # seconds on a core of 2024, roughly
log = logging.getLogger(__name__)


class SettingError(ValueError):
    """A size, pace, theme, chapter or moment that cannot be; the message says what can."""


@dataclass(frozen=True)
class Film:
    """A finished film; captions and recipe lie beside the video."""

    scenes: tuple[str, ...]
    video: Path
    timeline: Timeline
    spent: tuple[Spent, ...] = ()  # seconds by scene, chapter and phase; see `render --profile`

    @property
    def recipe(self) -> Path:
        return self.video.with_suffix(".json")


@dataclass(frozen=True)
class Failure:
    """A film that could not be made, and why."""

    scene: str
    video: Path
    problem: Exception


# What is to be made


def shot(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    chapter: str | int | None = None,
) -> Shot:
    """A scene, by name, path or file, with checked parameters; all of it or one chapter.

    Raises:
        SceneError: if there is no such scene, or its file is none.
        ParamError: if a parameter is unknown, or cannot have its value.
        SettingError: if there is no such chapter.
    """
    file = scene if isinstance(scene, catalogue.SceneFile) else catalogue.find(str(scene))
    values = params.as_dict() if isinstance(params, SceneParams) else dict(params or {})
    chosen = None if chapter is None else find_chapter(file, chapter)
    return Shot(file, file.params(values), chosen)


def find_chapter(file: catalogue.SceneFile, wanted: str | int) -> str:
    """The name of a chapter, which is given by its name or its number from 1."""
    names = file.chapters()
    text = str(wanted).strip()
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    for name in names:
        if name.casefold() == text.casefold():
            return name
    numbers = f" (or 1 to {len(names)})" if names else ""
    raise SettingError(f"{file.name} has no chapter {text!r}; {suggestion(text, names)}{numbers}")


def settings(
    quality: str = "medium",
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    theme: str = "dark",
) -> Settings:
    """Size, pace and theme of a film; `size` and `fps` win over those of the quality."""
    if quality not in QUALITIES:
        raise SettingError(f"quality: {quality!r} is not one of {', '.join(QUALITIES)}")
    if theme not in THEMES:
        raise SettingError(f"theme: {theme!r} is not one of {', '.join(THEMES)}")
    width, height, pace = QUALITIES[quality]
    width, height = size or (width, height)
    pace = pace if fps is None else fps
    least, most = SIZES
    if not (least <= width <= most and least <= height <= most):
        raise SettingError(f"size: {width}x{height}: width and height must be {least} to {most}")
    if width % 2 or height % 2:
        raise SettingError(f"size: {width}x{height}: width and height must be even")
    if not PACES[0] <= pace <= PACES[1]:
        raise SettingError(f"fps: {pace} is not in {PACES[0]} to {PACES[1]}")
    return Settings(width, height, pace, theme)


def estimate(frames: int, chosen: Settings, jobs: int | None = None) -> float:
    """About how many seconds drawing takes: a share for each frame, and one for its pixels."""
    pixels = chosen.width * chosen.height / 1e6
    return STARTING + frames * (PER_FRAME + PER_MEGAPIXEL * pixels) / (jobs or cores())


def cores() -> int:
    """How many films or parts can be drawn at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def remade(film: Path) -> tuple[list[Shot], Settings]:
    """What a film was made from, by the recipe inside it or beside it.

    Raises:
        SettingError: if it has no recipe, or not ours.
        SceneError: if a scene is not there any more.
        ParamError: if it does not take its parameters any more.
    """
    beside = film.with_suffix(".json")
    if not film.is_file() and not beside.is_file():
        raise SettingError(f"from: {film}: no such file")
    text = engine.comment_of(film) or (beside.read_text("utf-8") if beside.is_file() else "")
    try:
        document = json.loads(text)
        chosen = Settings(**document["settings"])
        scenes = [(one["from"], one["params"], one["chapter"]) for one in document["scenes"]]
    except (ValueError, TypeError, KeyError):
        raise SettingError(f"from: {film}: has no recipe of clipanim's") from None
    return [shot(place, params, chapter) for place, params, chapter in scenes], chosen


# Making it


def render(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    *,
    output: str | Path | None = None,
    chapter: str | int | None = None,
    quality: str = "medium",
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    theme: str = "dark",
    jobs: int | None = None,
    executor: Executor | None = None,
    force: bool = False,
    cache: Path | None = None,
    fresh: bool = False,
    progress: Progress = lambda done, total, what: None,
) -> Film:
    """Render one film to `output`, by default media/NAME.mp4, with captions and recipe.

    Drawn by `jobs` processes; or by an `executor` of as many workers, see `cluster`.

    Raises:
        OutputError: if something lies there that we did not make, unless `force`.
        EngineError: if drawing fails. Nothing is left behind then.
    """
    one = shot(scene, params, chapter)
    film = Path(output) if output else MEDIA / f"{one.file.name}.mp4"
    chosen = settings(quality, size, fps, theme)
    how: Any = {"jobs": jobs, "executor": executor, "cache": cache, "fresh": fresh}
    return shoot([one], film, chosen, force=force, progress=progress, **how)


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
    """Render shots into one film, one after the other."""
    recipe.check_film(film, force)
    engine.check_room(shots, chosen, film.parent, cache, fresh)
    with (
        files.private_folder(film) as folder,
        _kept_counted(lambda: str(film), folder, fresh),
        _full_disk_explained(film),
    ):
        log.info("drawing %s into %s", film.name, folder)
        how: Any = {"executor": executor, "cache": cache, "fresh": fresh, "progress": progress}
        clips = engine.render(shots, chosen, folder, jobs=jobs or cores(), **how)
        return _published(shots, clips, film, chosen, folder, force)


def _published(
    shots: Sequence[Shot],
    clips: Sequence[Clip],
    film: Path,
    chosen: Settings,
    folder: Path,
    force: bool,
) -> Film:
    """Join clips, and let the film appear with its captions and recipe."""
    made, timeline = folder / "joined.mp4", engine.merged(clips)
    document = _document(shots, clips, chosen, timeline)
    engine.join(clips, made, json.dumps(document))
    sides = {".srt": captions.srt(timeline.lines), ".vtt": captions.vtt(timeline.lines)}
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
        for k, clip in _each(shots, chosen, folder, how):
            n = place[k]
            parts[n][k] = clip
            failed = isinstance(clip, Exception)
            if n in open_ and (failed or len(parts[n]) == len(groups[n])):
                open_.remove(n)
                yield _film(groups[n], parts[n], films[n], chosen, force)


def _each(
    shots: Sequence[Shot], chosen: Settings, folder: Path, how: dict[str, Any]
) -> Iterator[tuple[int, Clip | Exception]]:
    """What becomes of every shot, also of those that were not begun when all went wrong."""
    left = set(range(len(shots)))
    try:
        for k, clip in engine.render_each(shots, chosen, folder, **how):
            left.remove(k)
            yield k, clip
    except Exception as problem:
        yield from ((k, problem) for k in sorted(left))


def _film(
    group: Sequence[Shot],
    parts: Mapping[int, Clip | Exception],
    film: Path,
    chosen: Settings,
    force: bool,
) -> Film | Failure:
    """A film of its parts, or why there is none."""
    clips = [parts[k] for k in sorted(parts)]
    try:
        with files.private_folder(film) as folder, _full_disk_explained(film):
            for clip in clips:
                if isinstance(clip, Exception):
                    raise clip
            good = [clip for clip in clips if isinstance(clip, Clip)]
            return _published(group, good, film, chosen, folder, force)
    except Exception as problem:
        return Failure(group[0].file.name, film, problem)


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
            raise files.full_disk(film) from error
        raise


@contextmanager
def cluster(address: str, certificates: Certificates | None = None) -> Iterator[dict[str, Any]]:
    """The workers of a dask.distributed cluster, as the arguments that `render` takes.

        with api.cluster("dask://localhost:8786") as workers:
            api.render("cliff_leap", **workers)

    Raises:
        SettingError: if the address is none.
        EngineError: if it is not there, or its workers would draw other pictures.
    """
    url = urlsplit(address)
    try:
        is_address = url.scheme == "dask" and url.hostname and url.port and not url.path
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:
        raise SettingError(f"executor: {address!r}: expected dask://HOST:PORT")
    with engine.connected(address, certificates) as (executor, workers):
        yield {"executor": executor, "jobs": workers}


def still(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    *,
    chapter: str | int | None = None,
    at: float | None = None,
    quality: str = "high",
    size: tuple[int, int] | None = None,
    theme: str = "dark",
) -> Any:
    """One picture as uint8 pixels (height, width, 4): of a chapter, or of a moment."""
    one = shot(scene, params, chapter)
    return engine.still(one, settings(quality, size, theme=theme), at)


def storyboard(one: Shot, chosen: Settings) -> Any:
    """The frame at the end of each line, on one sheet: uint8 pixels (height, width, 3)."""
    return engine.sheet(engine.storyboard(one, chosen))


def data(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
) -> dict[str, Any]:
    """Every number of a film, as JSON can hold it: scene, parameters, and its story."""
    one = shot(scene, params)
    values = plain(one.params.as_dict())
    return {"scene": one.file.name, "params": values, "data": plain(engine.tell(one))}


def save_picture(
    file: Path, pixels: Any, shots: Sequence[Shot], chosen: Settings, force: bool = False
) -> Path:
    """Write a picture as PNG, with its recipe inside."""
    recipe.check_picture(file, force)
    about = recipe.document([scene_sheet(one) for one in shots], asdict(chosen))
    recipe.write_picture(file, engine.encode_png(pixels), about)
    return file


def scene_sheet(one: Shot) -> dict[str, Any]:
    """What a recipe says of a scene: enough to make it again."""
    place = one.file.name if one.file.is_builtin else str(shown(one.file.path))
    place += f":{one.file.scene_name}" if one.file.scene_name else ""
    sheet = {"scene": one.file.name, "from": place, "file": recipe.digest_of(one.file.path)}
    return {**sheet, "chapter": one.chapter, "params": plain(one.params.as_dict())}


def _document(
    shots: Sequence[Shot], clips: Sequence[Clip], chosen: Settings, timeline: Timeline
) -> dict[str, Any]:
    pairs = zip(shots, clips, strict=True)
    scenes = [{**scene_sheet(shot), "data": clip.data} for shot, clip in pairs]
    length = {"frames": timeline.frames, "seconds": round(timeline.seconds, 3)}
    marks = [asdict(mark) for mark in timeline.chapters]
    return recipe.document(scenes, asdict(chosen), **length, chapters=marks)


__all__ = [
    "Certificates",
    "Clip",
    "EngineError",
    "Failure",
    "Film",
    "Settings",
    "Shot",
    "cluster",
    "data",
    "render",
    "settings",
    "shoot",
    "shoot_each",
    "shot",
    "still",
    "storyboard",
]
