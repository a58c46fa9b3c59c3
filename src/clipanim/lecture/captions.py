"""Captions: the lines of a film as .srt and .vtt.

At most two rows of 42 characters at a time, which is what players and readers cope with. A
longer line becomes several cues, each shown for its share of the time. Cues are in order
and never overlap.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from .words import settled

ROW = 42  # characters
ROWS = 2
LEAST, GAP = 700, 200  # milliseconds: of a cue to be read, and of the screen without one
STYLE = re.compile(r"<(?=[a-zA-Z/])|\{(?=\\)")  # how a style begins in SubRip, which has no escapes
JOINER = "\u2060"  # of words: no width, no break


class Spoken(Protocol):
    """A line of narration and when it is on screen, in seconds."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


@dataclass(frozen=True)
class Cue:
    """What a player shows, and when, in milliseconds."""

    start: int
    end: int
    rows: tuple[str, ...]


def cues(lines: Iterable[Spoken]) -> list[Cue]:
    """The cues of a film.

    >>> from types import SimpleNamespace as Line
    >>> cues([Line(text="Each step multiplies by W.", start=0.5, end=2.25)])
    [Cue(start=500, end=2250, rows=('Each step multiplies by W.',))]
    """
    told = (line for line in lines if settled(line.text))
    spoken = sorted(told, key=lambda line: (line.start, line.end))
    found: list[Cue] = []
    for line, following in zip_longest(spoken, spoken[1:]):
        start, end = _milliseconds(line.start), _milliseconds(line.end)
        if following is not None:
            end = _until(start, end, _milliseconds(following.start))
        found += _split(line.text, start, end)
    return found


def srt(lines: Iterable[Spoken]) -> str:
    """The captions as SubRip."""
    blocks = [
        f"{n}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n" + _unstyled(cue.rows)
        for n, cue in enumerate(cues(lines), start=1)
    ]
    return "".join(block + "\n\n" for block in blocks)


def vtt(lines: Iterable[Spoken]) -> str:
    """The captions as WebVTT."""
    blocks = [
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n" + "\n".join(map(_escape, cue.rows))
        for cue in cues(lines)
    ]
    return "WEBVTT\n\n" + "".join(block + "\n\n" for block in blocks)


def soft(lines: Iterable[Spoken]) -> list[tuple[int, int, str]]:
    """The captions as a film holds them: start and end in milliseconds, and the rows."""
    return [(cue.start, cue.end, "\n".join(cue.rows)) for cue in cues(lines)]


def rows_of(text: str) -> list[str]:
    """The text in rows of at most 42 characters; two are about equally long.

    >>> rows_of("After 24 steps back through time the gradient is 79.5 long.")
    ['After 24 steps back through', 'time the gradient is 79.5 long.']
    """
    words = settled(text.replace("-->", "→"))
    rows = textwrap.wrap(words, ROW, break_on_hyphens=False)
    if len(rows) != ROWS:
        return rows
    halves = range((len(words) + 1) // 2, ROW + 1)
    return next((even for width in halves if len(even := _wrap(words, width)) == ROWS), rows)


def _wrap(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_on_hyphens=False)


def _until(start: int, end: int, following: int) -> int:
    """When a line goes: not after the next one comes, nor just before it, nor at once."""
    end = max(end, start + LEAST)
    return following if following - end < GAP else end


def _split(text: str, start: int, end: int) -> list[Cue]:
    """One line as cues that share its time by their length; none if there is no time."""
    groups = _groups(text)
    if end - start < max(1, len(groups)):
        return []
    times = _shares([sum(map(len, group)) for group in groups], start, end)
    return [
        Cue(a, b, tuple(group))
        for a, b, group in zip(times, times[1:], groups, strict=False)
        if a < b
    ]


def _groups(text: str) -> list[list[str]]:
    """The rows of a line, as few cues of it as can be, about equally long."""
    rows = rows_of(text)
    groups = [rows[k : k + ROWS] for k in range(0, len(rows), ROWS)]
    if len(groups) < 2:
        return groups
    words = settled(text.replace("-->", "→"))
    for width in range(max(ROW, len(words) // len(groups)), ROWS * ROW + 1):
        even = [rows_of(part) for part in _wrap(words, width)]
        if len(even) == len(groups) and all(len(group) <= ROWS for group in even):
            return even
    return groups


def _shares(weights: Sequence[int], start: int, end: int) -> list[int]:
    """The borders that divide the time by the weights, but give each of them the least."""
    least = min(LEAST, (end - start) // len(weights))
    spare = end - start - least * len(weights)
    total, seen, borders = sum(weights), 0, [start]
    for n, weight in enumerate(weights, 1):
        seen += weight
        borders.append(start + least * n + spare * seen // total)
    return borders


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _clock(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def _unstyled(rows: Iterable[str]) -> str:
    """Rows in which no player of SubRip finds a style."""
    return STYLE.sub(lambda found: found[0] + JOINER, "\n".join(rows))


def _escape(row: str) -> str:
    return row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
