"""Disk space check before a render: estimates what films need and refuses if it is not there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from clipanim.engine.settings import EngineError, Settings, Shot

from .folders import default_cache_folder, free_space, nearest_existing

DEFAULT_SECONDS = 50.0  # of a film that does not declare its length
# Bytes of a frame. A chapter of the built-in films takes 320 to 480 in draft, 850 to 1,710 in
# low, medium and high: more pixels come with more frames a second, between which less changes.
# Over twice the most is allowed for; what takes even more meets the disk itself when it is full.
BYTES_PER_FRAME = 4000
# Beside a film lie, until it is done: its segments, the scenes that they become, and the film.
FILE_COPIES = 3


class DiskSpaceError(EngineError):
    """A disk has too little free space; the message says which, and how much is missing."""


def estimate_frame_count(shot: Shot, settings: Settings) -> int:
    """Roughly how many frames a shot has, from its declared length, without running its scene."""
    seconds = shot.file.length or DEFAULT_SECONDS
    if shot.chapter is not None:
        seconds /= len(shot.file.chapters()) + 1  # and the card
    return round(settings.fps * seconds)


def check_disk_space(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    cache: Path | None = None,
    fresh: bool = False,
) -> None:
    """Refuse to render films that would not fit on the disk.

    Args:
        shots: what will be drawn.
        settings: size, frame rate and theme.
        folder: where the films go, and their unfinished parts.
        cache: the folder of finished segments; the platform's cache folder by default.
        fresh: whether those lie beside the films too, as nothing is taken from the cache.

    Raises:
        DiskSpaceError: naming the folder, its free space and what is needed.
    """
    size = BYTES_PER_FRAME * sum(estimate_frame_count(shot, settings) for shot in shots)
    store = cache or default_cache_folder()
    needed = {folder: (FILE_COPIES + fresh) * size, store: size}
    if _device_of(folder) == _device_of(store):
        needed = {folder: sum(needed.values())}
    options = {folder: "-o", store: "--cache-dir"}
    for place, size in needed.items():
        free = free_space(place)
        if free < size:
            raise DiskSpaceError(
                f"{place}: {format_bytes(free)} free on the disk, about {format_bytes(size)} "
                f"needed; free some space, or choose another with {options[place]}"
            )


def format_bytes(size: int) -> str:
    """A number of bytes in MB or GB, for messages."""
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"


def _device_of(folder: Path) -> int:
    return os.stat(nearest_existing(folder)).st_dev
