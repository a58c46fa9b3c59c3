"""Audit hook that logs every file that Python opens, and the modules on whose behalf.

The hook cannot be removed again, so it is installed once, does little, and never raises. Files
of Python and of installed packages are left out, as their versions stand for them; so is what
clipanim opens for itself. What its drawing packages open, they open for a scene.
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

READ_EVENT = "clipanim.reads"  # `sys.audit(READ_EVENT, path)`: C code is about to read a file
READ_EVENTS = {"open", "sqlite3.connect", READ_EVENT}
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR
DRAWING_ROOMS = ("stage", "numerics", "scenes")
PACKAGE_PREFIX = f"{PACKAGE}{os.sep}"
DRAWING_PREFIXES = tuple(f"{PACKAGE / one}{os.sep}" for one in DRAWING_ROOMS)
FileStamp = tuple[int, ...]  # changes whenever the file does; empty if there is no file


@dataclass(frozen=True)
class FileAccess:
    """A file as it was when it was opened."""

    stamp: FileStamp
    given_path: str  # as it was passed to `open`
    working_folder: str


@dataclass
class AccessedFiles:
    """Files that were read or written, by their absolute paths."""

    read: dict[str, FileAccess] = field(default_factory=dict)  # before they were written, if ever
    written: set[str] = field(default_factory=set)


@dataclass
class AccessLog:
    """All file accesses since the hook was installed."""

    first_access: dict[str, FileAccess] = field(default_factory=dict)  # by path
    by_module: dict[str, AccessedFiles] = field(default_factory=dict)  # by the module's file; last
    listeners: list[AccessedFiles] = field(default_factory=list)


ACCESS_LOG = AccessLog()
_thread = threading.local()  # `is_paused` is set while we open files ourselves


@contextmanager
def audit_hook_paused() -> Iterator[None]:
    """Do not log the files that this thread opens in the block."""
    before, _thread.is_paused = getattr(_thread, "is_paused", False), True
    try:
        yield
    finally:
        _thread.is_paused = before


@cache
def install_audit_hook() -> None:
    """Install the hook in this process, once."""
    _library_prefixes()
    sys.addaudithook(_audit_hook)


def is_user_file(path: str) -> bool:
    """Whether a file, by its absolute path, is no part of Python, a package or the system.

    Those are covered by version numbers; the built-in scenes are user files too.
    """
    return not path.startswith(_library_prefixes()) or path.startswith(f"{SCENES}{os.sep}")


def file_stamp(path: str) -> FileStamp:
    """Modification times, size and inode of a regular file; empty if there is none."""
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return ()
    if not stat.S_ISREG(about.st_mode):
        return ()
    return (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


@cache
def _library_prefixes() -> tuple[str, ...]:
    """Folders of Python, of installed packages, and virtual ones of the system."""
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [*site.getsitepackages(), site.getusersitepackages(), str(PACKAGE)]
    folders += [os.path.join(one, "share", "locale") for one in (sys.prefix, sys.base_prefix)]
    real = map(os.path.realpath, folders)
    return (*(f"{one}{os.sep}" for one in {*folders, *real}), "/proc/", "/sys/", "/dev/")


def _audit_hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in READ_EVENTS and event != "os.rename":
        return
    try:
        if getattr(_thread, "is_paused", False):
            return
        if event == "os.rename":
            _log_write(args[1])
        elif event == "open" and args[2] & WRITE_FLAGS:
            _log_write(args[0])
        else:
            _log_read(args[0], is_declared=event == READ_EVENT)
    except Exception:  # raised here, it would hit whoever opens the file
        return


def _log_read(file: Any, is_declared: bool) -> None:
    """Log that a file is about to be read."""
    if isinstance(file, int):
        return  # open already
    name = os.fsdecode(file)
    path = os.path.abspath(name)
    if path.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in path:
        name = path = source_from_cache(path)  # Python reads it in place of the source
    if not is_user_file(path):
        return
    access = FileAccess(file_stamp(path), name, os.getcwd())
    if not access.stamp and os.path.exists(path):
        return  # a folder, a pipe
    modules, is_engine = _calling_modules(sys._getframe(2))
    if is_engine and not modules and not is_declared:
        return
    ACCESS_LOG.first_access.setdefault(path, access)
    for listener in tuple(ACCESS_LOG.listeners):
        if path not in listener.written:
            listener.read.setdefault(path, access)
    for files in _files_of(modules):
        if path not in files.written:
            files.read[path] = access


def _log_write(file: Any) -> None:
    """Log that a file is about to be written or replaced."""
    if isinstance(file, int) or not is_user_file(path := os.path.abspath(os.fsdecode(file))):
        return
    modules, _ = _calling_modules(sys._getframe(2))
    for files in (*ACCESS_LOG.listeners, *_files_of(modules)):
        files.written.add(path)


def _files_of(modules: set[str]) -> Iterator[AccessedFiles]:
    return (ACCESS_LOG.by_module.setdefault(one, AccessedFiles()) for one in modules)


def _calling_modules(frame: FrameType | None) -> tuple[set[str], bool]:
    """The user modules on the call stack, up to clipanim's own code; whether that was reached."""
    modules: set[str] = set()
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(PACKAGE_PREFIX) and not file.startswith(DRAWING_PREFIXES):
            return modules, True
        if os.path.isabs(file) and is_user_file(file):
            modules.add(file)
        frame = frame.f_back
    return modules, False
