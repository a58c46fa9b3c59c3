"""Transparent WebM: a film without its background, to be laid over slides; it is drawn again.

A film holds no transparency; so its scenes are drawn once more, frame by frame those of the
film, whose sound they get.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import av

from clipanim import engine, files
from clipanim.lecture import media_exports
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions, Progress, no_progress
from clipanim.lecture.movie import Movie
from clipanim.lecture.webm import WebmWriter

from .making import scene_document
from .narration import narrate, without_voice
from .options import RenderOptions, SettingError
from .requests import shots_from_recipe

log = logging.getLogger(__name__)


def webm(movie: Movie, folder: Path, options: ExportOptions, progress: Progress) -> files.Content:
    """The film or a chapter as VP9: as it is, or transparent where that is asked for."""
    if not options.transparent:
        return media_exports.export_webm(movie, folder, options, progress)["film"]
    return render_transparent(
        movie, media_exports.selected_frames(movie, options), folder, progress
    )


def render_transparent(
    movie: Movie, stretch: range, private: Path, progress: Progress = no_progress
) -> Path:
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
    quiet, file, first = without_voice(chosen), private / "overlay.webm", 0
    log.info("%s: drawing %d frames without their ground", movie.video, len(stretch))
    with WebmWriter(file, movie, stretch, transparent=True) as film:

        def show(rgba: Any) -> None:
            film.write(av.VideoFrame.from_ndarray(rgba, "rgba"))
            progress(film.frame_count, len(stretch), "webm")

        for one in narrate(shots, chosen, private, RenderOptions()):
            frames = engine.plan(one.shot, quiet).frames
            wanted = range(max(0, stretch.start - first), min(frames, stretch.stop - first))
            if wanted:
                engine.draw_transparent(one.shot, quiet, wanted, show)
            first += frames
    if first != movie.frames or film.frame_count != len(stretch):
        raise ExportError(_changed(movie))
    return file


def _scenes(movie: Movie) -> tuple[list[engine.Shot], engine.Settings]:
    """The scenes of a film and its settings, if they are still what they were."""
    try:
        shots, chosen = shots_from_recipe(movie.video)
    except (SettingError, ValueError) as error:
        raise ExportError(f"transparent: {error}") from error
    made = [one.get("file") for one in movie.recipe["scenes"]]
    if made != [scene_document(one)["file"] for one in shots]:
        raise ExportError(_changed(movie))
    return shots, chosen


def _changed(movie: Movie) -> str:
    return f"transparent: {movie.video}: its scenes were changed since; render it again"
