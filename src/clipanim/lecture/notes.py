"""What a speaker reads while a chapter is shown."""

from __future__ import annotations

from .movie import Chapter
from .words import clock, settled


def notes(chapter: Chapter) -> str:
    """The lines with their times in the chapter, then the card's words: a row each."""
    rows = [f"{clock(one.start - chapter.start)}  {settled(one.text)}" for one in chapter.lines]
    for ending in chapter.endings:
        rows += [f"Often said: {settled(ending.said)}", f"What holds: {settled(ending.holds)}"]
        rows += [f"Source: {settled(ending.source)}"]
    return "\n".join(rows)
