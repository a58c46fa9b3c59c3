"""Speaker notes of a chapter, for slides."""

from __future__ import annotations

from .escaping import format_timestamp, sanitize_text
from .movie import Chapter


def speaker_notes(chapter: Chapter) -> str:
    """The lines with their times from the start of the chapter, then the card: a row each."""
    rows = [
        f"{format_timestamp(one.start - chapter.start)}  {sanitize_text(one.text)}"
        for one in chapter.lines
    ]
    for ending in chapter.endings:
        rows += [
            f"Often said: {sanitize_text(ending.said)}",
            f"What holds: {sanitize_text(ending.holds)}",
        ]
        rows += [f"Source: {sanitize_text(ending.source)}"]
    return "\n".join(rows)
