"""A film for manim-slides, which presents it or turns it into reveal.js, PDF and PowerPoint.

A folder in which its commands find everything: `slides/NAME.json`, with a slide for each
chapter, and beside it every chapter forwards and backwards. Nothing of manim-slides is needed
to write it; the format is its `PresentationConfig`, version 5.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .cuts import cut, cut_backwards, first_color
from .movie import Chapter, Movie
from .notes import notes

TALLEST = 720  # pixels, backwards: it is encoded anew, and seen for a moment only


def slides(movie: Movie, folder: Path) -> dict[str, bytes | Path]:
    """A film as slides of manim-slides.

    Args:
        movie: the film.
        folder: a private folder, for the clips.

    Returns:
        What belongs into one folder: each file's path in it, with its content. There,
        `manim-slides present NAME` and `manim-slides convert NAME talk.html` find it.
    """
    name = movie.video.stem
    made: dict[str, bytes | Path] = {}
    entries = []
    for chapter in movie.chapters:
        clips = f"slides/files/{name}/{chapter.number:02}"
        forwards, backwards = f"{clips}.mp4", f"{clips}_reversed.mp4"
        made[forwards] = cut(movie, chapter, folder / f"{chapter.number}.mp4")
        made[backwards] = cut_backwards(movie, chapter, folder / f"{chapter.number}r.mp4", TALLEST)
        entries.append(_entry(chapter, forwards, backwards))
    document = {
        "slides": entries,
        "resolution": [movie.width, movie.height],
        "background_color": first_color(movie),
    }
    made[f"slides/{name}.json"] = (json.dumps(document, indent=2) + "\n").encode()
    return made


def _entry(chapter: Chapter, forwards: str, backwards: str) -> dict[str, Any]:
    """A slide that stops at its end, and goes on when the speaker does."""
    return {
        "loop": False,
        "auto_next": False,
        "playback_rate": 1.0,
        "reversed_playback_rate": 1.0,
        "notes": notes(chapter),
        "file": forwards,
        "rev_file": backwards,
    }
