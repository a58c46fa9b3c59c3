"""The default cache folder of the platform, and the free disk space of a folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from clipanim.engine.settings import EngineError


def default_cache_folder(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Path:
    """The store's folder by default: CLIPANIM_CACHE, or the platform's cache folder."""
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
    return shutil.disk_usage(nearest_existing(folder)).free


def nearest_existing(folder: Path) -> Path:
    """The folder itself, or its nearest ancestor that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
