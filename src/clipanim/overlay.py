"""A film without its ground, to be laid over slides: the only export that draws.

A film holds no transparency; so its scenes are drawn once more, frame by frame those of the
film, whose sound they get.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import av

from . import engine
from .films import scene_sheet
from .lecture.errors import ExportError
from .lecture.movie import Movie
from .lecture.webm import Webm
from .lecture.wishes import Progress, silent
from .narration import narrated, unspoken
from .shots import SettingError, remade

log = logging.getLogger(__name__)


def overlay(movie: Movie, stretch: range, private: Path, progress: Progress = silent) -> Path:
    """Draw frames of a film as VP9 with transparency, in a .webm with its sound.

    Args:
        movie: the film.
        stretch: which frames.
        private: a private folder.
        progress: told of every frame that has been drawn.

    Raises:
        ExportError: if its scenes are not what they were when it was made.
        EngineError: if a scene fails.
    """
    shots, chosen = _scenes(movie)
    quiet, file, first = unspoken(chosen), private / "overlay.webm", 0
    log.info("%s: drawing %d frames without their ground", movie.video, len(stretch))
    with Webm(file, movie, stretch, see_through=True) as film:

        def show(rgba: Any) -> None:
            film.write(av.VideoFrame.from_ndarray(rgba, "rgba"))
            progress(film.frames, len(stretch), "webm")

        for one in narrated(shots, chosen, private):
            frames = engine.plan(one.shot, quiet).frames
            wanted = range(max(0, stretch.start - first), min(frames, stretch.stop - first))
            if wanted:
                engine.draw_bare(one.shot, quiet, wanted, show)
            first += frames
    if first != movie.frames or film.frames != len(stretch):
        raise ExportError(_changed(movie))
    return file


def _scenes(movie: Movie) -> tuple[list[engine.Shot], engine.Settings]:
    """The scenes of a film and its settings, if they are still what they were."""
    try:
        shots, chosen = remade(movie.video)
    except (SettingError, ValueError) as error:
        raise ExportError(f"transparent: {error}") from error
    made = [one.get("file") for one in movie.document["scenes"]]
    if made != [scene_sheet(one)["file"] for one in shots]:
        raise ExportError(_changed(movie))
    return shots, chosen


def _changed(movie: Movie) -> str:
    return f"transparent: {movie.video}: its scenes were changed since; render it again"
