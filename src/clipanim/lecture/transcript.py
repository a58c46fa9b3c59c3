"""Transcript of a film in Markdown: chapters, lines, numbers, parameters and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clipanim.scene.card_text import CardText

from .escaping import escape_markdown, format_timestamp, sanitize_text
from .movie import Chapter, Movie, NarrationLine

TITLE_CARD_SCENE = "_title"  # it draws the cards of lessons; its parameters are of no interest
HAS_DIGIT = re.compile(r"\d")


def transcript(movie: Movie) -> str:
    """Format the transcript of a film as Markdown.

    A chapter is a heading with its time; below it are the lines with their times, the numbers in
    them by name, and the closing card with its source where a scene ends. A table of the
    parameters comes last.
    """
    parts = [f"# {escape_markdown(movie.title)}", _summary(movie)]
    for chapter in movie.chapters:
        parts += _chapter(chapter)
    parts += _parameters(movie.recipe.get("scenes", ()))
    return "\n\n".join(parts) + "\n"


def _summary(movie: Movie) -> str:
    version = str(movie.recipe.get("versions", {}).get("clipanim", ""))
    length = format_timestamp(movie.seconds)
    return f"Length {length}, made with clipanim {escape_markdown(version)}".rstrip()


def _chapter(chapter: Chapter) -> Iterator[str]:
    name = sanitize_text(chapter.name) or f"Chapter {chapter.number}"
    yield f"## {escape_markdown(name)} ({format_timestamp(chapter.start)})"
    if chapter.lines:
        yield "\n".join(
            f"- {format_timestamp(one.start)} {escape_markdown(one.text)}" for one in chapter.lines
        )
    if numbers := numbers_in(chapter.lines):
        pairs = (
            f"{inline_code(name)} = {escape_markdown(value)}" for name, value in numbers.items()
        )
        yield f"Numbers: {', '.join(pairs)}"
    for ending in chapter.endings:
        yield _ending(ending)


def _ending(ending: CardText) -> str:
    rows = [("Often said", ending.said), ("What holds", ending.holds), ("Source", ending.source)]
    return "\n".join(
        f"- {label}: {escape_markdown(text)}" for label, text in rows if sanitize_text(text)
    )


def numbers_in(lines: Iterable[NarrationLine]) -> dict[str, str]:
    """The numbers in lines, formatted, by name; if one changes, its distinct values in order."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for name, value in line.values.items():
            if HAS_DIGIT.search(value) and value not in found.setdefault(name, []):
                found[name].append(value)
    return {name: ", then ".join(values) for name, values in found.items() if values}


def _parameters(scenes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A table of the parameters of the scenes, without repeated scenes."""
    distinct: dict[str, Mapping[str, Any]] = {}
    for scene in scenes:
        name = str(scene.get("scene", ""))
        if name != TITLE_CARD_SCENE and scene.get("params"):
            distinct.setdefault(f"{name} {scene['params']}", scene)
    if not distinct:
        return
    yield "## Parameters"
    rows = [
        f"| {inline_code(str(scene['scene']))} | {inline_code(name)} "
        f"| {escape_markdown(format_param_value(value))} |"
        for scene in distinct.values()
        for name, value in scene["params"].items()
    ]
    yield "\n".join(["| scene | parameter | value |", "|-|-|-|", *rows])


def format_param_value(value: Any) -> str:
    """Format a parameter value as the text of its command-line flag.

    >>> format_param_value([[1.1, 0.4], [0, 0.7]]), format_param_value(1.0)
    ('1.1,0.4;0,0.7', '1')
    """
    if isinstance(value, list | tuple):
        mark = ";" if any(isinstance(one, list | tuple) for one in value) else ","
        return mark.join(map(format_param_value, value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def inline_code(name: str) -> str:
    """A name as inline code in Markdown; as escaped text if it has other than word characters."""
    plain = sanitize_text(name)
    return f"`{plain}`" if re.fullmatch(r"[\w.\-]+", plain) else escape_markdown(plain)
