"""The transcript of a film in Markdown: chapters, lines, numbers, parameters and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clipanim.ending import Ending

from .movie import Chapter, Line, Movie
from .words import clock, markdown, settled

TITLE = "_title"  # the scene of the cards in lessons
HAS_DIGIT = re.compile(r"\d")


def transcript(movie: Movie) -> str:
    """All that a film says, as a page of Markdown.

    A chapter is a heading with its time; below it each line with its own, the numbers in them
    by their names, and the card with its source where a scene ends.
    """
    parts = [f"# {markdown(movie.title)}", _about(movie)]
    for chapter in movie.chapters:
        parts += _chapter(chapter)
    parts += _parameters(movie.document.get("scenes", ()))
    return "\n\n".join(parts) + "\n"


def _about(movie: Movie) -> str:
    version = str(movie.document.get("versions", {}).get("clipanim", ""))
    return f"Length {clock(movie.seconds)}, made with clipanim {markdown(version)}".rstrip()


def _chapter(chapter: Chapter) -> Iterator[str]:
    name = settled(chapter.name) or f"Chapter {chapter.number}"
    yield f"## {markdown(name)} ({clock(chapter.start)})"
    if chapter.lines:
        yield "\n".join(f"- {clock(one.start)} {markdown(one.text)}" for one in chapter.lines)
    if numbers := numbers_of(chapter.lines):
        pairs = (f"{code(name)} = {markdown(value)}" for name, value in numbers.items())
        yield f"Numbers: {', '.join(pairs)}"
    for ending in chapter.endings:
        yield _ending(ending)


def _ending(ending: Ending) -> str:
    rows = [("Often said", ending.said), ("What holds", ending.holds), ("Source", ending.source)]
    return "\n".join(f"- {label}: {markdown(text)}" for label, text in rows if settled(text))


def numbers_of(lines: Iterable[Line]) -> dict[str, str]:
    """The numbers that are said, by their names; of one that changes, each value once."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for name, value in line.values.items():
            if HAS_DIGIT.search(value) and value not in found.setdefault(name, []):
                found[name].append(value)
    return {name: ", then ".join(values) for name, values in found.items() if values}


def _parameters(scenes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the film was computed from: a row for each parameter of each of its scenes."""
    told: dict[str, Mapping[str, Any]] = {}
    for scene in scenes:
        name = str(scene.get("scene", ""))
        if name != TITLE and scene.get("params"):
            told.setdefault(f"{name} {scene['params']}", scene)
    if not told:
        return
    yield "## Parameters"
    rows = [
        f"| {code(str(scene['scene']))} | {code(name)} | {markdown(value_of(value))} |"
        for scene in told.values()
        for name, value in scene["params"].items()
    ]
    yield "\n".join(["| scene | parameter | value |", "|-|-|-|", *rows])


def value_of(value: Any) -> str:
    """A parameter as one writes it as a flag.

    >>> value_of([[1.1, 0.4], [0, 0.7]]), value_of([4.8, -2.31]), value_of(1.0)
    ('1.1,0.4;0,0.7', '4.8,-2.31', '1')
    """
    if isinstance(value, list | tuple):
        mark = ";" if any(isinstance(one, list | tuple) for one in value) else ","
        return mark.join(map(value_of, value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def code(name: str) -> str:
    """A name as code in a row of Markdown; one with signs of its own as plain text."""
    plain = settled(name)
    return f"`{plain}`" if re.fullmatch(r"[\w.\-]+", plain) else markdown(plain)
