"""Whether films have room on the disk, asked before anything slow."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from .folders import default_folder, free_space, nearest
from .settings import EngineError, Settings, Shot

USUAL_LENGTH = 50.0  # seconds of a film that does not say how long it is
# Bytes of a frame. A chapter of the built-in films takes 320 to 480 in draft, 850 to 1,710 in
# low, medium and high: more pixels come with more frames a second, between which less changes.
# Over twice the most is allowed for; what takes even more meets the disk itself when it is full.
PER_FRAME = 4000
# Beside a film lie, until it is done: its segments, the scenes that they become, and the film.
COPIES = 3


class NoRoom(EngineError):
    """A disk that is too full; the message says which, and how much is missing."""


def frames_of(shot: Shot, settings: Settings) -> int:
    """About how many frames a shot has, without running its scene."""
    seconds = shot.file.length or USUAL_LENGTH
    if shot.chapter is not None:
        seconds /= len(shot.file.chapters()) + 1  # and the card
    return round(settings.fps * seconds)


def check_room(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    cache: Path | None = None,
    fresh: bool = False,
) -> None:
    """Refuse to draw what has no room.

    Args:
        shots: what will be drawn.
        settings: size, pace and theme.
        folder: where the films go, and their unfinished parts.
        cache: where finished segments are kept; the platform's folder, unless told.
        fresh: whether they lie beside the films too, as nothing is taken from the cache.

    Raises:
        NoRoom: naming the folder, what it has and what is needed.
    """
    size = PER_FRAME * sum(frames_of(shot, settings) for shot in shots)
    store = cache or default_folder()
    needs = {folder: (COPIES + fresh) * size, store: size}
    if _disk(folder) == _disk(store):
        needs = {folder: sum(needs.values())}
    ways = {folder: "-o", store: "--cache-dir"}
    for place, needed in needs.items():
        free = free_space(place)
        if free < needed:
            raise NoRoom(
                f"{place}: {megabytes(free)} free on the disk, about {megabytes(needed)} needed; "
                f"free some space, or choose another with {ways[place]}"
            )


def megabytes(size: int) -> str:
    """A number of bytes as one says it."""
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def _disk(folder: Path) -> int:
    return os.stat(nearest(folder)).st_dev
