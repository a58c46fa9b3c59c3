"""Every file that Python opens, seen by an audit hook, and which file's code opened it.

The hook cannot be removed again, so it is put in once, does little, and never raises. Files
of Python and of installed packages are left out, as their versions stand for them; so is what
clipanim opens for itself. What its drawing kit opens, it opens for a scene.
"""

from __future__ import annotations

import os
import site
import stat
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import source_from_cache
from types import FrameType
from typing import Any

from .environment import PACKAGE, SCENES

NOTE = "clipanim.reads"  # `sys.audit(NOTE, path)` says that C code is about to read a file
KIT_ROOMS = ("stage", "numerics", "scenes")
READS = {"open", "sqlite3.connect", NOTE}
WRITING = os.O_WRONLY | os.O_RDWR
MACHINERY, KIT = f"{PACKAGE}{os.sep}", tuple(f"{PACKAGE / one}{os.sep}" for one in KIT_ROOMS)
Stamp = tuple[int, ...]  # changes whenever the file does; empty if there is no file


@dataclass(frozen=True)
class Opening:
    """A file as it was when it was opened."""

    stamp: Stamp
    given: str  # the path as it was given
    folder: str  # the working folder


@dataclass
class Used:
    """Files by their absolute paths."""

    read: dict[str, Opening] = field(default_factory=dict)  # before they were written, if ever
    written: set[str] = field(default_factory=set)


@dataclass
class Log:
    """What happened since the hook was put in."""

    first: dict[str, Opening] = field(default_factory=dict)  # as each file was the first time
    by: dict[str, Used] = field(default_factory=dict)  # what the code of a file opened last
    listeners: list[Used] = field(default_factory=list)


LOG = Log()
_own = threading.local()  # set while we open files ourselves


@contextmanager
def unwatched() -> Iterator[None]:
    """Open files without being seen."""
    before, _own.quiet = getattr(_own, "quiet", False), True
    try:
        yield
    finally:
        _own.quiet = before


@cache
def install() -> None:
    """Put the hook in, once."""
    _foreign()
    sys.addaudithook(_hook)


def counts(path: str) -> bool:
    """Whether versions do not stand for a file, given by its absolute path."""
    return not path.startswith(_foreign()) or path.startswith(f"{SCENES}{os.sep}")


def stamp_of(path: str) -> Stamp:
    """When and as what a file was last changed; empty if there is none."""
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return ()
    if not stat.S_ISREG(about.st_mode):
        return ()
    return (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


@cache
def _foreign() -> tuple[str, ...]:
    """Folders of Python, of installed packages, and of the system's inventions."""
    paths = sysconfig.get_paths()
    places = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    places += [*site.getsitepackages(), site.getusersitepackages(), str(PACKAGE)]
    places += [os.path.join(one, "share", "locale") for one in (sys.prefix, sys.base_prefix)]
    real = map(os.path.realpath, places)
    return (*(f"{one}{os.sep}" for one in {*places, *real}), "/proc/", "/sys/", "/dev/")


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in READS and event != "os.rename":
        return
    try:
        if getattr(_own, "quiet", False):
            return
        if event == "os.rename":
            _see_written(args[1])
        elif event == "open" and args[2] & WRITING:
            _see_written(args[0])
        else:
            _see_read(args[0], event == NOTE)
    except Exception:  # raised here, it would hit whoever opens the file
        return


def _see_read(given: Any, told: bool) -> None:
    """Log that a file is about to be read."""
    if isinstance(given, int):
        return  # open already
    name = os.fsdecode(given)
    path = os.path.abspath(name)
    if path.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in path:
        name = path = source_from_cache(path)  # Python reads it in place of the source
    if not counts(path):
        return
    opening = Opening(stamp_of(path), name, os.getcwd())
    if not opening.stamp and os.path.exists(path):
        return  # a folder, a pipe
    files, is_own = _files_of_callers(sys._getframe(2))
    if is_own and not files and not told:
        return
    LOG.first.setdefault(path, opening)
    for listener in tuple(LOG.listeners):
        if path not in listener.written:
            listener.read.setdefault(path, opening)
    for used in (LOG.by.setdefault(file, Used()) for file in files):
        if path not in used.written:
            used.read[path] = opening


def _see_written(given: Any) -> None:
    """Log that a file is about to be written or replaced."""
    if isinstance(given, int) or not counts(path := os.path.abspath(os.fsdecode(given))):
        return
    files, _ = _files_of_callers(sys._getframe(2))
    for used in (*LOG.listeners, *(LOG.by.setdefault(file, Used()) for file in files)):
        used.written.add(path)


def _files_of_callers(frame: FrameType | None) -> tuple[set[str], bool]:
    """The files for whose code a file is opened; whether all that began in clipanim itself."""
    found: set[str] = set()
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(MACHINERY) and not file.startswith(KIT):
            return found, True
        if os.path.isabs(file) and counts(file):
            found.add(file)
        frame = frame.f_back
    return found, False
