"""Export a film as media files: chapter clips, GIF, WebM, poster and PNG frames.

Every `export_*` takes the film, a private folder for unfinished files, the options, and a progress
callback; it returns the files of the export by name.
"""

from __future__ import annotations

import math
from pathlib import Path

from clipanim.engine.encode.caption_track import Captions

from . import captions
from .chapter_clips import cut_chapter
from .errors import ExportError
from .export_options import ExportOptions, Progress, no_progress
from .gif import write_gif
from .movie import Chapter, Movie
from .snippets import chapter_files
from .video_frames import encode_png, frame_png, read_frames
from .webm import WebmWriter

ExportFiles = dict[str, bytes | Path]

GIF_WIDTH, GIF_FPS = 640, 12  # defaults
MIN_GIF_WIDTH, MAX_GIF_ATTEMPTS = 120, 8  # of the search for a width with `max_size`


def export_clips(
    movie: Movie, folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportFiles:
    """Each chapter as an .mp4 with audio and a soft subtitle track, and its .srt and .vtt files."""
    shown = movie.captions == "track"
    made: ExportFiles = {}
    for files in chapter_files(movie):
        lines = files.chapter.lines_from_start
        track = Captions(captions.soft_cues(lines), shown)
        made[files.video] = cut_chapter(movie, files.chapter, folder / files.video, captions=track)
        made[f"{files.stem}.srt"] = captions.srt(lines).encode()
        made[f"{files.stem}.vtt"] = captions.vtt(lines).encode()
        progress(files.chapter.frames.stop, movie.frames, "clips")
    return made


def export_poster(
    movie: Movie, folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportFiles:
    """One frame as PNG: at a time, or the hold frame of a chapter, by default the first.

    Raises:
        ExportError: if both are given, the time is after the end, or there is no such chapter.
    """
    if options.at is not None and options.chapter is not None:
        raise ExportError("at: says it already; leave chapter out")
    if options.at is None:
        number = find_chapter(movie, options.chapter or "1").hold_frame
    else:
        number = math.floor(options.at * movie.fps)
    if number >= movie.frames:
        raise ExportError(f"at: {options.at:g}: the film ends after {movie.seconds:.1f} s")
    return {"poster": frame_png(movie, number)}


def export_frames(
    movie: Movie, folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportFiles:
    """Every frame of the film or a chapter as PNG, numbered from 0 as in the film."""
    wanted = selected_frames(movie, options)
    digits = len(str(movie.frames - 1))
    made: ExportFiles = {}
    for number, frame in zip(wanted, read_frames(movie, wanted), strict=True):
        file = folder / f"{number:0{digits}}.png"
        file.write_bytes(encode_png(frame, movie.width, movie.height))
        made[file.name] = file
        progress(len(made), len(wanted), "frames")
    return made


def export_gif(
    movie: Movie, folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportFiles:
    """The film or a chapter as an animated GIF, scaled down until it fits `max_size`.

    Raises:
        ExportError: if it does not fit even at the minimum width.
    """
    frames, width = selected_frames(movie, options), min(options.width or GIF_WIDTH, movie.width)
    file, max_size = folder / "animation.gif", options.max_size or math.inf
    for _ in range(MAX_GIF_ATTEMPTS):
        progress(0, len(frames), f"gif, {width} pixels wide")
        write_gif(movie, frames, file, width, options.fps or GIF_FPS)
        progress(len(frames), len(frames), "")
        size = file.stat().st_size
        if size <= max_size:
            return {"animation": file}
        if width == MIN_GIF_WIDTH:
            break
        width = max(MIN_GIF_WIDTH, int(width * min(0.95, math.sqrt(max_size / size))))
    raise ExportError(
        f"max-size: {width} pixels wide it still has {size / 1e6:.2g} MB; choose a chapter, "
        "or fewer frames a second"
    )


def export_webm(
    movie: Movie, folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportFiles:
    """The film or a chapter as WebM, with VP9 video and Opus audio."""
    frames, file = selected_frames(movie, options), folder / "film.webm"
    with WebmWriter(file, movie, frames) as film:
        for frame in read_frames(movie, frames):
            film.write(frame)
            progress(film.frame_count, len(frames), "webm")
    return {"film": file}


def find_chapter(movie: Movie, wanted: str) -> Chapter:
    """Find a chapter by its name, ignoring case, or by its number from 1.

    Raises:
        ExportError: if there is none.
    """
    for one in movie.chapters:
        if wanted.strip() == str(one.number) or wanted.casefold() == one.name.casefold():
            return one
    names = ", ".join(one.name for one in movie.chapters)
    raise ExportError(f"chapter: {wanted!r} is not one of {names} (or 1 to {len(movie.chapters)})")


def selected_frames(movie: Movie, options: ExportOptions) -> range:
    """The frame range of the selected chapter, or of the whole film."""
    if options.chapter is None:
        return range(movie.frames)
    return find_chapter(movie, options.chapter).frames
