"""Title and description of a film for YouTube, with chapter timestamps, within its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .escaping import format_timestamp, sanitize_text, truncate_text
from .movie import Movie

MAX_TITLE_CHARACTERS, MAX_DESCRIPTION_BYTES = 100, 5000
MIN_CHAPTER_SECONDS, MIN_CHAPTERS = 10, 3  # for YouTube to show chapters
NAME_LENGTHS = (100, 60, 40, 25, 12)  # of chapters; shorter ones if the description is too long
REPLACED_BRACKETS = str.maketrans("<>", "‹›")  # not allowed in either


@dataclass(frozen=True)
class ChapterTimestamp:
    """A timestamp of the description, and the names of the chapters merged into it."""

    second: int
    names: tuple[str, ...]

    def row(self, max_length: int) -> str:
        return f"{format_timestamp(self.second)} {truncate_text(', '.join(self.names), max_length)}"


def youtube_text(movie: Movie) -> str:
    """The title in the first row, an empty row, then the description."""
    return f"{title(movie)}\n\n{description(movie)}\n"


def title(movie: Movie) -> str:
    """The title, at most 100 characters, without angle brackets."""
    return truncate_text(movie.title.translate(REPLACED_BRACKETS), MAX_TITLE_CHARACTERS)


def description(movie: Movie) -> str:
    """The full title, chapters and sources, cut to 5000 bytes; chapters have priority."""
    about = sanitize_text(movie.title.translate(REPLACED_BRACKETS))
    marks = chapter_timestamps(movie)
    sources = dict.fromkeys(
        sanitize_text(one.source) for one in movie.endings if sanitize_text(one.source)
    )
    cited = "\n".join(["Sources:", *sources]).translate(REPLACED_BRACKETS) if sources else ""
    rest = [about, cited, "Computed and drawn with clipanim."]
    for max_length in NAME_LENGTHS:
        listed = "\n".join(one.row(max_length) for one in marks).translate(REPLACED_BRACKETS)
        for last in range(len(rest), -1, -1):
            text = "\n\n".join(filter(None, [*rest[:1][:last], listed, *rest[1:last]]))
            if len(text.encode()) <= MAX_DESCRIPTION_BYTES:
                return text
    return truncate_text(about, MAX_DESCRIPTION_BYTES // 4)  # a character has up to four bytes


def chapter_timestamps(movie: Movie) -> Sequence[ChapterTimestamp]:
    """Chapter timestamps by YouTube's rules: the first at 0:00, none shorter than ten seconds.

    A short chapter is merged into the one before it, the first one into the next. Empty if fewer
    than three are left, as YouTube then shows none.
    """
    found: list[ChapterTimestamp] = []
    for chapter in movie.chapters:
        second = int(chapter.start) if found else 0
        name = sanitize_text(chapter.name) or f"{chapter.number}"
        if found and second - found[-1].second < MIN_CHAPTER_SECONDS:
            found[-1] = ChapterTimestamp(found[-1].second, (*found[-1].names, name))
        else:
            found.append(ChapterTimestamp(second, (name,)))
    if len(found) > 1 and movie.seconds - found[-1].second < MIN_CHAPTER_SECONDS:
        last = found.pop()
        found[-1] = ChapterTimestamp(found[-1].second, (*found[-1].names, *last.names))
    return found if len(found) >= MIN_CHAPTERS else ()
