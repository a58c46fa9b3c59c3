"""Export a film for manim-slides, which presents it or converts it to reveal.js, PDF, PowerPoint.

The export is a folder with `slides/NAME.json`, a slide for each chapter, and each chapter as a
clip, forwards and reversed. The format is `PresentationConfig` of manim-slides 5; the package
itself is not needed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .chapter_clips import cut_chapter, cut_chapter_reversed
from .movie import Chapter, Movie
from .speaker_notes import speaker_notes
from .video_frames import background_color

MAX_REVERSED_HEIGHT = 720  # pixels; reversed clips are encoded again, and seen only briefly


def export_manim_slides(movie: Movie, folder: Path) -> dict[str, bytes | Path]:
    """Export a film as slides for manim-slides.

    Args:
        movie: the film.
        folder: a private folder for the clips.

    Returns:
        The files of the export by their relative paths. In its folder, run
        `manim-slides present NAME` or `manim-slides convert NAME talk.html`.
    """
    name = movie.video.stem
    made: dict[str, bytes | Path] = {}
    entries = []
    for chapter in movie.chapters:
        clips = f"slides/files/{name}/{chapter.number:02}"
        forwards, backwards = f"{clips}.mp4", f"{clips}_reversed.mp4"
        made[forwards] = cut_chapter(movie, chapter, folder / f"{chapter.number}.mp4")
        made[backwards] = cut_chapter_reversed(
            movie, chapter, folder / f"{chapter.number}r.mp4", MAX_REVERSED_HEIGHT
        )
        entries.append(_slide_entry(chapter, forwards, backwards))
    document = {
        "slides": entries,
        "resolution": [movie.width, movie.height],
        "background_color": background_color(movie),
    }
    made[f"slides/{name}.json"] = (json.dumps(document, indent=2) + "\n").encode()
    return made


def _slide_entry(chapter: Chapter, forwards: str, backwards: str) -> dict[str, Any]:
    """The JSON of a slide that pauses at its end until the speaker goes on."""
    return {
        "loop": False,
        "auto_next": False,
        "playback_rate": 1.0,
        "reversed_playback_rate": 1.0,
        "notes": speaker_notes(chapter),
        "file": forwards,
        "rev_file": backwards,
    }
