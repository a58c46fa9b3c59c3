"""From a scene to pictures and films. manim is imported when something is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from . import depends as depends  # sees from now on which files are opened
from .meter import PHASES, Spent
from .room import check_room, frames_of
from .settings import (
    QUALITIES,
    Certificates,
    Clip,
    EngineError,
    Frame,
    Line,
    Mark,
    Settings,
    Shot,
    Sound,
    Timeline,
)

Progress = Callable[[int, int, str], None]  # frames done, frames in all, what is drawn


def tell(shot: Shot) -> Any:
    """The story of a shot: its numbers, nothing drawn."""
    from .tales import told

    return told(shot)


def plan(shot: Shot, settings: Settings) -> Timeline:
    """How long a film will be, and when it says what; nothing is drawn."""
    from .pictures import plan

    return plan(shot, settings)


def still(shot: Shot, settings: Settings, at: float | None = None) -> Any:
    """One picture, uint8 (height, width, 4): of a chapter, or of a moment in seconds."""
    from .pictures import still

    return still(shot, settings, at)


def draw_bare(shot: Shot, settings: Settings, frames: range, show: Callable[[Any], None]) -> int:
    """Draw frames of a shot without the ground that they stand on; nothing is kept of them.

    Args:
        shot: a scene, or a chapter of it.
        settings: size, pace and theme.
        frames: which ones, from 0 for the shot's first.
        show: called with each in turn: uint8 (height, width, 4), the last of them its opacity.

    Returns:
        How many there were; fewer than asked for, if the shot is shorter.

    Raises:
        EngineError: if the scene fails; the message names it.
    """
    from .bare import draw_bare

    return draw_bare(shot, settings, frames, show)


def storyboard(shot: Shot, settings: Settings) -> list[Frame]:
    """The frame at the end of every line of narration, and the card."""
    from .pictures import storyboard

    return storyboard(shot, settings)


def sheet(frames: Sequence[Frame], columns: int = 3) -> Any:
    """A storyboard on one sheet, uint8 (height, width, 3): frames with their labels."""
    from .sheets import sheet

    return sheet(frames, columns)


def encode_png(pixels: Any) -> bytes:
    """A PNG file of uint8 pixels, shape (height, width, 3 or 4)."""
    from .sheets import encode_png

    return encode_png(pixels)


def render(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda done, total, what: None,
    cache: Path | None = None,
    fresh: bool = False,
) -> list[Clip]:
    """Draw films as `render_each` does; one clip a shot, in the same order.

    Raises:
        EngineError: naming the first scene that failed; the others are still drawn.
    """
    how: Any = {"jobs": jobs, "executor": executor, "cache": cache, "fresh": fresh}
    how["progress"] = progress
    made = dict(render_each(shots, settings, folder, **how))
    clips = []
    for n in range(len(shots)):
        clip = made[n]
        if isinstance(clip, Exception):
            raise clip
        clips.append(clip)
    return clips


def render_each(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda done, total, what: None,
    cache: Path | None = None,
    fresh: bool = False,
) -> Iterator[tuple[int, Clip | Exception]]:
    """Draw films into `folder`, all at once; each comes as soon as it is finished.

    Args:
        shots: what to draw.
        settings: size, pace and theme.
        folder: a private one; it may go afterwards.
        jobs: how many processes draw, or how many workers the executor has.
        executor: who draws, if not processes of our own; its workers need not share a disk.
        progress: told of every play that has been drawn.
        cache: where finished segments are kept; the platform's cache folder, unless told.
        fresh: draw everything anew, whatever is kept.

    Yields:
        The number of a shot, and its clip, or what went wrong with it: mostly an
        EngineError that names the scene.
    """
    from .films import render_each

    how: Any = {"jobs": jobs, "executor": executor, "cache": cache, "fresh": fresh}
    return render_each(shots, settings, folder, progress=progress, **how)


def connected(
    address: str, certificates: Certificates | None = None
) -> AbstractContextManager[tuple[Executor, int]]:
    """The workers of the dask.distributed cluster at dask://HOST:PORT, and how many they are.

    Raises:
        EngineError: if it is not there, or its workers would draw other pictures.
    """
    from .cluster import connected

    return connected(address, certificates)


def script(shot: Shot, settings: Settings, cache: Path | None = None) -> Timeline:
    """What a scene says and when, as `plan` tells it; kept, so that it is not run again."""
    from .scripts import script

    return script(shot, settings, cache)


def join(
    clips: Sequence[Clip],
    output: Path,
    comment: str = "",
    captions: Sequence[tuple[int, int, str]] = (),
    shown: bool = False,
    cache: Path | None = None,
) -> Timeline:
    """Put films one after the other without encoding again; all of one size and pace.

    Args:
        clips: the films.
        output: the film they become.
        comment: what is written into it, such as how it was made.
        captions: a soft track: start and end of each in milliseconds, and its rows.
        shown: whether a player shows the track unasked.
        cache: where encoded sound is kept; the platform's cache folder, unless told.
    """
    from clipanim.subtitles import Captions

    from .packets import join

    return join(clips, output, comment, Captions(captions, shown), cache)


def merged(clips: Sequence[Clip]) -> Timeline:
    """The timeline of clips that are shown one after the other."""
    from .packets import merged

    return merged(clips)


def frames_kept(folder: Path) -> int:
    """How many frames are finished and kept, of films that are being drawn into a folder."""
    from .packets import frames_kept

    return frames_kept(folder)


def comment_of(video: Path) -> str:
    """What was written into a film as its comment; empty if it is no film, or has none."""
    from .packets import comment_of

    return comment_of(video)


__all__ = [
    "PHASES",
    "QUALITIES",
    "Certificates",
    "Clip",
    "EngineError",
    "Frame",
    "Line",
    "Mark",
    "Progress",
    "Settings",
    "Shot",
    "Sound",
    "Spent",
    "Timeline",
    "check_room",
    "comment_of",
    "connected",
    "draw_bare",
    "encode_png",
    "frames_kept",
    "frames_of",
    "join",
    "merged",
    "plan",
    "render",
    "render_each",
    "script",
    "sheet",
    "still",
    "storyboard",
    "tell",
]
