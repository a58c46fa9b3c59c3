"""Audit hook that logs every file that Python opens, and the modules on whose behalf.

Folders that are listed are logged as well; `environ_hook` adds the variables that are read.

The hook cannot be removed again, so it is installed once, does little, and never raises. Files
of Python and of installed packages are left out, as their versions stand for them; so is what
clipanim opens for itself. What its drawing packages open, they open for a scene.
"""

from __future__ import annotations

import importlib
import os
import site
import stat
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import source_from_cache
from types import FrameType
from typing import Any

from clipanim.scene import loading

from .environment import PACKAGE, SCENES
from .watched_inputs import LISTING, input_digest, is_watched_input

READ_EVENT = "clipanim.reads"  # `sys.audit(READ_EVENT, path)`: C code is about to read a file
READ_EVENTS = {"open", "sqlite3.connect", READ_EVENT}
LISTING_EVENTS = {"os.listdir", "os.scandir"}
EVENTS = READ_EVENTS | LISTING_EVENTS | {"os.rename"}
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR
DRAWING_ROOMS = ("stage", "numerics", "scenes")
PACKAGE_PREFIX = f"{PACKAGE}{os.sep}"
DRAWING_PREFIXES = tuple(f"{PACKAGE / one}{os.sep}" for one in DRAWING_ROOMS)
FileStamp = tuple[int | str, ...]  # changes whenever the file does; empty if there is no file


@dataclass(frozen=True)
class FileAccess:
    """A file as it was when it was opened."""

    stamp: FileStamp
    given_path: str  # as it was passed to `open`
    working_folder: str
    is_reset: bool = False  # a variable that the scene itself has set since


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
    loading.forget_scenes()  # what those read that were loaded before, nobody has seen
    sys.addaudithook(_audit_hook)


def is_user_file(path: str) -> bool:
    """Whether a file, by its absolute path, is no part of Python, a package or the system.

    Those are covered by version numbers; the built-in scenes are user files too.
    """
    return not path.startswith(_library_prefixes()) or path.startswith(f"{SCENES}{os.sep}")


@lru_cache(maxsize=4096)
def is_user_code(file: str) -> bool:
    """Whether code is of a user file, by the name it was compiled with."""
    return os.path.isabs(file) and is_user_file(file)


def file_stamp(path: str) -> FileStamp:
    """Modification times, size and inode of a regular file; empty if there is none.

    Of a variable or a listing it is the digest.
    """
    if is_watched_input(path):
        return (input_digest(path),)
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return ()
    if not stat.S_ISREG(about.st_mode):
        return ()
    return (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)


def working_folder() -> str:
    """The working folder; empty if it is gone, when only absolute paths mean anything."""
    try:
        return os.getcwd()
    except OSError:
        return ""


@cache
def _library_prefixes() -> tuple[str, ...]:
    """Folders of Python, of installed packages, and virtual ones of the system."""
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [*site.getsitepackages(), site.getusersitepackages(), str(PACKAGE)]
    folders += [os.path.join(one, "share", "locale") for one in (sys.prefix, sys.base_prefix)]
    # The standard library as an archive, which finders look into although it is rarely there.
    archive = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    folders += [os.path.join(os.path.dirname(paths["stdlib"]), archive)]
    real = map(os.path.realpath, folders)
    return (*(f"{one}{os.sep}" for one in {*folders, *real}), "/proc/", "/sys/", "/dev/")


def _audit_hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in EVENTS:
        return
    try:
        frame = sys._getframe(1)
        if getattr(_thread, "is_paused", False):
            return
        if event == "os.rename":
            _log_write(args[1], frame)
        elif event == "open" and args[2] & WRITE_FLAGS:
            _log_write(args[0], frame)
        elif event in LISTING_EVENTS:
            _log_listing(args[0], frame)
        else:
            _log_read(args[0], frame, is_declared=event == READ_EVENT)
    except Exception:  # raised here, it would hit whoever opens the file
        return


def _log_read(file: Any, frame: FrameType, is_declared: bool) -> None:
    """Log that a file is about to be read."""
    if isinstance(file, int):
        return  # open already
    name = os.fsdecode(file)
    if is_watched_input(name):
        _log_declared_input(name, frame)
        return
    path = os.path.abspath(name)
    if path.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in path:
        name = path = source_from_cache(path)  # Python reads it in place of the source
    if not is_user_file(path):
        return
    access = FileAccess(file_stamp(path), name, working_folder())
    if not access.stamp and os.path.exists(path):
        return  # a folder, a pipe
    _log_access(path, access, frame, is_declared)


def _log_listing(folder: Any, frame: FrameType) -> None:
    """Log that a folder is about to be listed."""
    if isinstance(folder, int) or _is_import_machinery(frame.f_code.co_filename):
        return
    name = os.curdir if folder is None else os.fsdecode(folder)
    path = os.path.abspath(name)
    is_file = os.path.exists(path) and not os.path.isdir(path)  # `glob` tries to list those too
    if is_user_file(os.path.join(path, "")) and not is_file:
        log_input(f"{LISTING}{path}", name, frame)


def _log_declared_input(name: str, frame: FrameType) -> None:
    """Log a variable or a listing that a cached story depends on, by its recorded path."""
    if name.startswith(LISTING):
        given = name.removeprefix(LISTING)
        log_input(f"{LISTING}{os.path.abspath(given)}", given, frame, is_declared=True)
    else:
        log_input(name, name, frame, is_declared=True)


def log_input(path: str, given: str, frame: FrameType, is_declared: bool = False) -> None:
    """Log that a variable or a folder is about to be read.

    Args:
        path: its path as a dependency.
        given: the path of the folder as it was given.
        frame: of whoever reads it.
        is_declared: whether it counts on whosever behalf it is read.
    """
    paused, _thread.is_paused = getattr(_thread, "is_paused", False), True
    try:
        access = FileAccess(file_stamp(path), given, working_folder())
    finally:
        _thread.is_paused = paused
    _log_access(path, access, frame, is_declared)


def _log_access(path: str, access: FileAccess, frame: FrameType, is_declared: bool) -> None:
    modules, is_engine = calling_modules(frame)
    if is_engine and not modules and not is_declared:
        return
    ACCESS_LOG.first_access.setdefault(path, access)
    for listener in tuple(ACCESS_LOG.listeners):
        if path not in listener.written:
            listener.read.setdefault(path, access)
    for files in files_of(modules):
        if path not in files.written:
            files.read[path] = access


def _log_write(file: Any, frame: FrameType) -> None:
    """Log that a file is about to be written or replaced."""
    if isinstance(file, int) or not is_user_file(path := os.path.abspath(os.fsdecode(file))):
        return
    modules, _ = calling_modules(frame)
    for files in (*ACCESS_LOG.listeners, *files_of(modules)):
        files.written.add(path)


def _is_import_machinery(file: str) -> bool:
    """Whether code that lists folders does so to find modules."""
    return file.startswith(("<frozen importlib", "<frozen zipimport", _importlib_prefix()))


@cache
def _importlib_prefix() -> str:
    return os.path.join(os.path.dirname(importlib.__file__ or ""), "")


def files_of(modules: set[str]) -> Iterator[AccessedFiles]:
    """What each of some modules has accessed, to be added to."""
    return (ACCESS_LOG.by_module.setdefault(one, AccessedFiles()) for one in modules)


def calling_modules(frame: FrameType | None) -> tuple[set[str], bool]:
    """The user modules on the call stack, up to clipanim's own code; whether that was reached."""
    modules: set[str] = set()
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(PACKAGE_PREFIX) and not file.startswith(DRAWING_PREFIXES):
            return modules, True
        if is_user_code(file):
            modules.add(file)
        frame = frame.f_back
    return modules, False
