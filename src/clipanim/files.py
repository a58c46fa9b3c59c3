"""Files that appear whole or not at all: every final file is written here, and only here.

What is written lies first in a private folder beside its place, synced to the disk, so that
one step moves it there. Several files that belong together appear all, or none of them does.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nobody can tell there whether a folder is in use
    fcntl = None  # type: ignore[assignment]

MARK = ".clipanim-"  # in the names of private folders
Content = bytes | Path  # a Path: a finished file on the same disk, which is moved
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
# What systems answer that cannot sync folders, or not this one; the files themselves are safe.
NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EPERM, errno.EBADF)


class WriteError(RuntimeError):
    """A file that could not be written, in one line. What was there before still is."""


def write_whole(file: Path, content: Content) -> None:
    """Write a file, or move a finished one; it appears whole or not at all.

    Raises:
        WriteError: naming the file; nothing has changed then.
    """
    with private_folder(file) as folder, alone_in(file.parent):
        write_all([(file, content)], folder)


def write_all(steps: Sequence[tuple[Path, Content]], private: Path) -> None:
    """Write files of one folder, in this order; if that fails, all is as it was before.

    Args:
        steps: each file with its content. A file that comes twice is replaced twice.
        private: a folder of `private_folder` beside them.

    Raises:
        WriteError: naming the file; nothing has changed then.
    """
    current = steps[0][0]
    before: dict[Path, Path | None] = {}
    try:
        ready = []
        for n, (current, content) in enumerate(steps):
            ready.append((_finished(content, private / f"new-{n}"), current))
            if current not in before:
                before[current] = _kept(current, private / f"old-{n}")
        for made, current in ready:
            os.replace(made, current)
        _sync_folder(current.parent)
    except BaseException as error:
        for file, kept in before.items():
            _put_back(file, kept)
        if isinstance(error, OSError):
            raise _explained(current, error) from error
        raise


def move_folder(made: Path, folder: Path) -> None:
    """Let a finished folder, of a private one, appear where nothing is yet.

    Raises:
        WriteError: naming the folder; nothing has changed then.
    """
    try:
        for file in made.rglob("*"):
            if file.is_file():
                _finished(file, file)
        with alone_in(folder.parent):
            os.rename(made, folder)  # not onto a folder with anything in it
            try:
                _sync_folder(folder.parent)
            except BaseException:
                os.rename(folder, made)
                raise
    except OSError as error:
        raise _explained(folder, error) from error


def _finished(content: Content, aside: Path) -> Path:
    """The content as a file that is on the disk down to its last byte."""
    if isinstance(content, bytes):
        with open(aside, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        return aside
    with open(content, "rb") as stream:
        os.fsync(stream.fileno())
    return content


def _kept(file: Path, aside: Path) -> Path | None:
    """A second name for a file that will be replaced, or a copy of it; None if there is none."""
    try:
        os.link(file, aside)
    except FileNotFoundError:
        return None
    except OSError:  # no such names here, or not for a file of somebody else
        shutil.copy2(file, aside)
    return aside


def _put_back(file: Path, kept: Path | None) -> None:
    """Let a file be as it was; whatever can be, when the system fails again and again."""
    with suppress(OSError):
        if kept is None:
            file.unlink(missing_ok=True)
        else:
            os.replace(kept, file)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power failure, where the system lets us."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise


def _explained(file: Path, error: OSError) -> WriteError:
    if is_full(error):
        return full_disk(file)
    return WriteError(f"{file}: cannot be written: {error.strerror or error}")


def full_disk(file: Path, kept: str = "") -> WriteError:
    """The error of a file for which its disk has no room; says what is kept, if anything is."""
    problem = "the disk is full; free some space and run again"
    return WriteError(f"{file}: {', '.join(filter(None, [problem, kept]))}")


def is_full(error: BaseException) -> bool:
    """Whether an error comes of a full disk, also one that only tells of another."""
    told = isinstance(error, OSError) and error.errno in FULL
    return told or any(os.strerror(number) in str(error) for number in FULL)


def takes_files(folder: Path) -> bool:
    """Whether a file can be made there; asked by making one, as permissions do not tell all."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


# Unfinished work


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """A folder for unfinished work, from which one step moves a file to `beside`.

    It goes in the end; that of a process which was killed goes when the next one comes.

    Raises:
        WriteError: if it cannot be made.
    """
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(beside.parent):
            _remove_abandoned(beside)
            prefix = f".{beside.stem}{MARK}"
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=beside.parent))
            handle = _lock(folder, wait=True)
    except OSError as error:
        raise _explained(beside, error) from error
    try:
        yield folder
    finally:
        _unlock(handle)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time change what belongs together in a folder; hold it briefly.

    Where folders cannot be locked, nobody waits.
    """
    handle = _lock(folder, wait=True)
    try:
        yield
    finally:
        _unlock(handle)


def _remove_abandoned(beside: Path) -> None:
    """Remove the private folders of the same file whose processes are gone."""
    with suppress(OSError):  # a folder that nobody may list
        for folder in list(beside.parent.iterdir()):
            if folder.name.startswith(f".{beside.stem}{MARK}"):
                handle = _lock(folder, wait=False)
                if handle is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                _unlock(handle)


def _lock(folder: Path, wait: bool) -> int | None:
    """Lock a folder until it is unlocked, or its process is gone; None if we cannot."""
    if fcntl is None:
        return None
    handle: int | None = None
    try:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        _unlock(handle)
        return None
    except BaseException:  # Ctrl-C while waiting
        _unlock(handle)
        raise
    return handle


def _unlock(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
