"""Caption cues of a film, and caption files in SubRip (.srt) and WebVTT (.vtt).

A cue has at most two rows of 42 characters, the usual limit for subtitles. A longer line becomes
several cues, each shown for its share of the time. Cues are in order and never overlap.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from .escaping import sanitize_text

MAX_ROW_CHARACTERS = 42
MAX_ROWS = 2
MIN_CUE_MS, MIN_GAP_MS = 700, 200  # shortest cue, and shortest pause between two
SRT_STYLE_START = re.compile(r"<(?=[a-zA-Z/])|\{(?=\\)")  # SubRip has no escapes
WORD_JOINER = "\u2060"  # no width, no line break


class TimedText(Protocol):
    """A line of narration and when it is on screen, in seconds."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


@dataclass(frozen=True)
class Cue:
    """A caption cue: start and end in milliseconds, and its rows of text."""

    start: int
    end: int
    rows: tuple[str, ...]


def cues(lines: Iterable[TimedText]) -> list[Cue]:
    """Split the lines of a film into cues, in order and without overlap.

    Args:
        lines: text with start and end in seconds, in any order.

    >>> from types import SimpleNamespace as Line
    >>> cues([Line(text="Each step multiplies by W.", start=0.5, end=2.25)])
    [Cue(start=500, end=2250, rows=('Each step multiplies by W.',))]
    """
    nonempty = (line for line in lines if sanitize_text(line.text))
    spoken = sorted(nonempty, key=lambda line: (line.start, line.end))
    found: list[Cue] = []
    for line, following in zip_longest(spoken, spoken[1:]):
        start, end = _milliseconds(line.start), _milliseconds(line.end)
        if following is not None:
            end = _end_before_next(start, end, _milliseconds(following.start))
        found += _split_line(line.text, start, end)
    return found


def srt(lines: Iterable[TimedText]) -> str:
    """Format lines as a SubRip file."""
    blocks = [
        f"{n}\n{_timestamp(cue.start, ',')} --> {_timestamp(cue.end, ',')}\n"
        + _neutralize_srt_styles(cue.rows)
        for n, cue in enumerate(cues(lines), start=1)
    ]
    return "".join(block + "\n\n" for block in blocks)


def vtt(lines: Iterable[TimedText]) -> str:
    """Format lines as a WebVTT file."""
    blocks = [
        f"{_timestamp(cue.start, '.')} --> {_timestamp(cue.end, '.')}\n"
        + "\n".join(map(_escape_vtt, cue.rows))
        for cue in cues(lines)
    ]
    return "WEBVTT\n\n" + "".join(block + "\n\n" for block in blocks)


def soft_cues(lines: Iterable[TimedText]) -> list[tuple[int, int, str]]:
    """Cues for a soft subtitle track: start and end in milliseconds, and the text."""
    return [(cue.start, cue.end, "\n".join(cue.rows)) for cue in cues(lines)]


def wrap_rows(text: str) -> list[str]:
    """Wrap a text into rows of at most 42 characters; two rows are balanced in length.

    >>> wrap_rows("After 24 steps back through time the gradient is 79.5 long.")
    ['After 24 steps back through', 'time the gradient is 79.5 long.']
    """
    words = sanitize_text(text.replace("-->", "→"))
    rows = textwrap.wrap(words, MAX_ROW_CHARACTERS, break_on_hyphens=False)
    if len(rows) != MAX_ROWS:
        return rows
    halves = range((len(words) + 1) // 2, MAX_ROW_CHARACTERS + 1)
    return next(
        (even for width in halves if len(even := _wrap_words(words, width)) == MAX_ROWS), rows
    )


def _wrap_words(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_on_hyphens=False)


def _end_before_next(start: int, end: int, following: int) -> int:
    """The end of a line, ms: at least `MIN_CUE_MS`, and without a short gap before the next."""
    end = max(end, start + MIN_CUE_MS)
    return following if following - end < MIN_GAP_MS else end


def _split_line(text: str, start: int, end: int) -> list[Cue]:
    """Cues of one line, which share its time by their length; none if there is no time."""
    groups = _row_groups(text)
    if end - start < max(1, len(groups)):
        return []
    times = _divide_time([sum(map(len, group)) for group in groups], start, end)
    return [
        Cue(a, b, tuple(group))
        for a, b, group in zip(times, times[1:], groups, strict=False)
        if a < b
    ]


def _row_groups(text: str) -> list[list[str]]:
    """The rows of a line, grouped into the fewest cues, balanced in length."""
    rows = wrap_rows(text)
    groups = [rows[k : k + MAX_ROWS] for k in range(0, len(rows), MAX_ROWS)]
    if len(groups) < 2:
        return groups
    words = sanitize_text(text.replace("-->", "→"))
    for width in range(
        max(MAX_ROW_CHARACTERS, len(words) // len(groups)), MAX_ROWS * MAX_ROW_CHARACTERS + 1
    ):
        even = [wrap_rows(part) for part in _wrap_words(words, width)]
        if len(even) == len(groups) and all(len(group) <= MAX_ROWS for group in even):
            return even
    return groups


def _divide_time(weights: Sequence[int], start: int, end: int) -> list[int]:
    """Divide a time span in proportion to weights, with a minimum each; the boundaries, ms."""
    least = min(MIN_CUE_MS, (end - start) // len(weights))
    spare = end - start - least * len(weights)
    total, seen, borders = sum(weights), 0, [start]
    for n, weight in enumerate(weights, 1):
        seen += weight
        borders.append(start + least * n + spare * seen // total)
    return borders


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _timestamp(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"


def _neutralize_srt_styles(rows: Iterable[str]) -> str:
    """Break up style tags with a word joiner, so that SubRip players show them as text."""
    return SRT_STYLE_START.sub(lambda found: found[0] + WORD_JOINER, "\n".join(rows))


def _escape_vtt(row: str) -> str:
    return row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
