"""Where the store is, and how much room there is."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from .settings import EngineError


def default_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where the store is unless told otherwise: CLIPANIM_CACHE, or the platform's place."""
    if chosen := environ.get("CLIPANIM_CACHE"):
        return Path(os.path.abspath(chosen))
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"]) / "clipanim" / "Cache"
    xdg = environ.get("XDG_CACHE_HOME", "")
    if platform not in ("win32", "darwin") and os.path.isabs(xdg):
        return Path(xdg) / "clipanim"
    try:
        home = Path.home()
    except RuntimeError:
        raise EngineError("no home folder for the cache; --cache-dir DIR chooses one") from None
    return home / ("Library/Caches" if platform == "darwin" else ".cache") / "clipanim"


def free_space(folder: Path) -> int:
    """How many bytes can still be written to a folder, which need not exist yet."""
    return shutil.disk_usage(nearest(folder)).free


def nearest(folder: Path) -> Path:
    """The folder itself, or the first above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
