"""Read a rendered film: video properties, recipe, chapters and lines, from the .mp4 file alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clipanim.scene.card_text import CardText

from .escaping import sanitize_text


class MovieError(ValueError):
    """A file that is not a film made by clipanim; the message names it and the problem."""


@dataclass(frozen=True)
class NarrationLine:
    """A line of narration with its times, in seconds from the start of the film."""

    id: str
    text: str
    start: float
    end: float
    values: Mapping[str, str] = field(default_factory=dict)  # the numbers in it, by their names


@dataclass(frozen=True)
class Chapter:
    """A chapter of a film: its frame range, lines and closing cards."""

    number: int  # from 1
    name: str
    frames: range
    fps: int
    lines: tuple[NarrationLine, ...] = ()
    endings: tuple[CardText, ...] = ()
    exit_frame: int | None = None  # where the transition to the next chapter begins

    @property
    def hold_frame(self) -> int:
        """The last frame before the transition to the next chapter, on which a lecture pauses."""
        exit_frame = self.frames.stop if self.exit_frame is None else self.exit_frame
        return max(self.frames.start, min(exit_frame, self.frames.stop) - 1)

    @property
    def start(self) -> float:
        return self.frames.start / self.fps

    @property
    def end(self) -> float:
        return self.frames.stop / self.fps

    @property
    def seconds(self) -> float:
        return len(self.frames) / self.fps

    @property
    def lines_from_start(self) -> tuple[NarrationLine, ...]:
        """Its lines with times relative to the start of the chapter, cut off at its end."""
        return tuple(
            replace(one, start=one.start - self.start, end=min(one.end - self.start, self.seconds))
            for one in self.lines
        )


@dataclass(frozen=True)
class Movie:
    """A rendered film: the video file, its properties, chapters and recipe."""

    video: Path
    title: str
    width: int
    height: int
    fps: int
    frames: int
    chapters: tuple[Chapter, ...]
    recipe: Mapping[str, Any]  # the JSON document from which it can be rendered again

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def captions(self) -> str:
        """How its captions are shown: "burned" into the picture, on a "track", or "none"."""
        settings = self.recipe.get("settings")
        how = settings.get("captions") if isinstance(settings, Mapping) else None
        return how if how in ("track", "none") else "burned"

    @property
    def lines(self) -> tuple[NarrationLine, ...]:
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @property
    def endings(self) -> tuple[CardText, ...]:
        return tuple(ending for chapter in self.chapters for ending in chapter.endings)


def open_movie(path: Path) -> Movie:
    """Read a film: its recipe from the metadata, its size and length from the video stream.

    Args:
        path: the .mp4 file.

    Raises:
        MovieError: if there is no such file, or it is not a video, not ours, or has no chapters.
    """
    width, height, frames, comment = _probe_video(path)
    movie = movie_from_recipe(path, _read_recipe(path, comment), width, height, frames)
    if not movie.recipe["chapters"]:
        raise MovieError(f"{path}: has no chapters")
    scenes = movie.recipe.get("scenes")
    if not isinstance(scenes, list) or not all(isinstance(one, dict) for one in scenes):
        raise MovieError(f"{path}: its recipe does not say what it shows; render it again")
    return movie


def movie_from_recipe(
    path: Path, recipe: Mapping[str, Any], width: int, height: int, frames: int
) -> Movie:
    """Build a `Movie` from a recipe; without chapters, all of the film is one.

    Args:
        path: the video file.
        recipe: the parsed JSON document.
        width: of the video, pixels.
        height: likewise.
        frames: the number of frames.

    Raises:
        MovieError: if title, fps, chapters or lines are missing or malformed.
    """
    try:
        if (fps := int(recipe["settings"]["fps"])) < 1:
            raise ValueError(f"{fps} frames a second")
        marks = [_parse_chapter_mark(one) for one in recipe["chapters"]]
        lines = [_parse_line(one) for one in recipe["lines"]]
        endings = [_parse_ending(one) for one in recipe["endings"]]
        title = _parse_text(recipe["title"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise MovieError(
            f"{path}: its recipe does not say what is said when; render it again"
        ) from None
    chapters = _build_chapters(marks or [(title, 0.0, None)], lines, endings, frames, fps)
    return Movie(path, title, width, height, fps, frames, chapters, recipe)


def _probe_video(path: Path) -> tuple[int, int, int, str]:
    """Width, height, number of frames, and comment of a video."""
    import av  # late: commands that read no film import this module too

    if not path.is_file():
        raise MovieError(f"{path}: no such file")
    try:
        with av.open(str(path)) as film:
            video = film.streams.video[0]
            comment = str(film.metadata.get("comment", ""))
            return video.width, video.height, video.frames, comment
    except (av.FFmpegError, OSError, IndexError):
        raise MovieError(f"{path}: is not a video") from None


def _read_recipe(path: Path, comment: str) -> Mapping[str, Any]:
    """Parse the recipe in the comment of a film."""
    try:
        recipe = json.loads(comment)
        if "clipanim" in recipe["versions"]:
            return dict(recipe)
    except (ValueError, TypeError, KeyError):
        pass
    raise MovieError(f"{path}: was not made by clipanim: it has no recipe inside")


def _parse_chapter_mark(entry: Mapping[str, Any]) -> tuple[str, float, float | None]:
    """Name, start and end of a chapter; films of earlier versions have no end."""
    end = entry.get("end")
    return (
        _parse_text(entry["name"]),
        _parse_seconds(entry["start"]),
        None if end is None else _parse_seconds(end),
    )


def _parse_line(entry: Mapping[str, Any]) -> NarrationLine:
    values = {_parse_text(name): _parse_text(value) for name, value in entry["values"].items()}
    start, end = _parse_seconds(entry["start"]), _parse_seconds(entry["end"])
    return NarrationLine(_parse_text(entry["id"]), _parse_text(entry["text"]), start, end, values)


def _parse_ending(entry: Mapping[str, Any]) -> CardText:
    said, holds, source = (_parse_text(entry[name]) for name in ("said", "holds", "source"))
    return CardText(_parse_seconds(entry["start"]), said, holds, source)


def _parse_seconds(value: Any) -> float:
    if not 0 <= value < math.inf:
        raise ValueError(f"{value!r} is no moment of a film")
    return float(value)


def _parse_text(value: Any) -> str:
    """A string of a recipe, sanitized here for all exports."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return sanitize_text(value)


def _build_chapters(
    marks: Sequence[tuple[str, float, float | None]],
    lines: Sequence[NarrationLine],
    endings: Sequence[CardText],
    frames: int,
    fps: int,
) -> tuple[Chapter, ...]:
    """Chapters by their first frames; lines and cards belong to the chapter they begin in."""

    def frame(seconds: float) -> int:
        return math.floor(seconds * fps + 0.5)

    starts = [frame(start) for _, start, _ in marks]
    stops = [*starts[1:], frames]
    return tuple(
        Chapter(
            n,
            name,
            range(first, stop),
            fps,
            tuple(one for one in lines if first <= frame(one.start) < stop),
            tuple(one for one in endings if first <= frame(one.start) < stop),
            None if end is None else frame(end),
        )
        for n, ((name, _, end), first, stop) in enumerate(zip(marks, starts, stops, strict=True), 1)
    )
