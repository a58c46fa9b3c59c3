"""A finished film, as those who take it into a lecture need it: read from the file alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clipanim.ending import Ending

from .words import settled


class MovieError(ValueError):
    """A file that is no film of ours; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Line:
    """A line of narration and when it is said, seconds from the start of the film."""

    id: str
    text: str
    start: float
    end: float
    values: Mapping[str, str] = field(default_factory=dict)  # the numbers in it, by their names


@dataclass(frozen=True)
class Chapter:
    """A chapter, from its first frame to its last."""

    number: int  # from 1
    name: str
    frames: range
    fps: int
    lines: tuple[Line, ...] = ()
    endings: tuple[Ending, ...] = ()
    leaves: int | None = None  # the frame in which its picture begins to make room for the next

    @property
    def stands(self) -> int:
        """The last frame that shows all of its picture: there a lecture stops."""
        leaves = self.frames.stop if self.leaves is None else self.leaves
        return max(self.frames.start, min(leaves, self.frames.stop) - 1)

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
    def lines_alone(self) -> tuple[Line, ...]:
        """Its lines in a film of nothing else: from its own start, and to its end."""
        return tuple(
            replace(one, start=one.start - self.start, end=min(one.end - self.start, self.seconds))
            for one in self.lines
        )


@dataclass(frozen=True)
class Movie:
    """A film with all that is known of it."""

    video: Path
    title: str
    width: int
    height: int
    fps: int
    frames: int
    chapters: tuple[Chapter, ...]
    document: Mapping[str, Any]  # its recipe

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def captions(self) -> str:
        """Where its captions are: burned into the picture, on a track, or none."""
        settings = self.document.get("settings")
        how = settings.get("captions") if isinstance(settings, Mapping) else None
        return how if how in ("track", "none") else "burned"

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @property
    def endings(self) -> tuple[Ending, ...]:
        return tuple(ending for chapter in self.chapters for ending in chapter.endings)


def open_movie(path: Path) -> Movie:
    """Read a film: its recipe from inside it, its length from its pictures.

    Raises:
        MovieError: if there is no such file, or it is not a video, not ours, or has no chapters.
    """
    width, height, frames, comment = _video(path)
    movie = movie_of(path, _recipe(path, comment), width, height, frames)
    if not movie.document["chapters"]:
        raise MovieError(f"{path}: has no chapters")
    scenes = movie.document.get("scenes")
    if not isinstance(scenes, list) or not all(isinstance(one, dict) for one in scenes):
        raise MovieError(f"{path}: its recipe does not say what it shows; render it again")
    return movie


def movie_of(
    path: Path, document: Mapping[str, Any], width: int, height: int, frames: int
) -> Movie:
    """A film by its recipe; without chapters, all of it is one.

    Raises:
        MovieError: if the recipe does not say what is said when.
    """
    try:
        if (fps := int(document["settings"]["fps"])) < 1:
            raise ValueError(f"{fps} frames a second")
        marks = [_mark(one) for one in document["chapters"]]
        lines = [_line(one) for one in document["lines"]]
        endings = [_ending(one) for one in document["endings"]]
        title = _words(document["title"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise MovieError(
            f"{path}: its recipe does not say what is said when; render it again"
        ) from None
    chapters = _chapters(marks or [(title, 0.0, None)], lines, endings, frames, fps)
    return Movie(path, title, width, height, fps, frames, chapters, document)


def _video(path: Path) -> tuple[int, int, int, str]:
    """Width, height, number of frames, and comment of a video."""
    import av  # late: what a film is, is asked by commands that read none

    if not path.is_file():
        raise MovieError(f"{path}: no such file")
    try:
        with av.open(str(path)) as film:
            video = film.streams.video[0]
            comment = str(film.metadata.get("comment", ""))
            return video.width, video.height, video.frames, comment
    except (av.FFmpegError, OSError, IndexError):
        raise MovieError(f"{path}: is not a video") from None


def _recipe(path: Path, comment: str) -> Mapping[str, Any]:
    """The recipe inside a film."""
    try:
        document = json.loads(comment)
        if "clipanim" in document["versions"]:
            return dict(document)
    except (ValueError, TypeError, KeyError):
        pass
    raise MovieError(f"{path}: was not made by clipanim: it has no recipe inside")


def _mark(told: Mapping[str, Any]) -> tuple[str, float, float | None]:
    """Name, start and end of a chapter; films of earlier versions do not tell the end."""
    end = told.get("end")
    return _words(told["name"]), _seconds(told["start"]), None if end is None else _seconds(end)


def _line(told: Mapping[str, Any]) -> Line:
    values = {_words(name): _words(value) for name, value in told["values"].items()}
    start, end = _seconds(told["start"]), _seconds(told["end"])
    return Line(_words(told["id"]), _words(told["text"]), start, end, values)


def _ending(told: Mapping[str, Any]) -> Ending:
    said, holds, source = (_words(told[name]) for name in ("said", "holds", "source"))
    return Ending(_seconds(told["start"]), said, holds, source)


def _seconds(told: Any) -> float:
    if not 0 <= told < math.inf:
        raise ValueError(f"{told!r} is no moment of a film")
    return float(told)


def _words(told: Any) -> str:
    """What a recipe says, settled here for all that is made of a film; text and nothing else."""
    if not isinstance(told, str):
        raise TypeError(f"{told!r} is no text")
    return settled(told)


def _chapters(
    marks: Sequence[tuple[str, float, float | None]],
    lines: Sequence[Line],
    endings: Sequence[Ending],
    frames: int,
    fps: int,
) -> tuple[Chapter, ...]:
    """Chapters by the frames at which they begin; what is said belongs to where it begins."""

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
