"""Files that one process at a time may hold. The system lets go of them when it dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
    import time

    def lock(handle: int, wait: bool) -> bool:
        """Lock an open file; False if somebody else holds it and we do not wait."""
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.05)
else:
    import fcntl

    def lock(handle: int, wait: bool) -> bool:
        """Lock an open file; False if somebody else holds it and we do not wait."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


def acquire(path: Path, wait: bool = True) -> int | None:
    """Make and lock a file; None if somebody else holds it and we do not wait.

    The holder removes the file before letting go, so whoever waited may have locked a file
    that has no name any more, and has to start again. Where the file system knows no locks,
    everybody gets it: work may be done twice then, but never wrongly.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _locked(handle, wait):
                os.close(handle)
                return None
        except BaseException:  # Ctrl-C while waiting
            os.close(handle)
            raise
        if names(path, handle):
            return handle
        os.close(handle)


def release(path: Path, handle: int) -> None:
    """Remove a file that we hold, and let go of it."""
    with suppress(OSError):
        path.unlink()
    os.close(handle)
    with suppress(OSError):
        if sys.platform == "win32":  # where an open file cannot be removed
            path.unlink()


def remove_abandoned(path: Path) -> bool:
    """Remove a file unless a living process holds it."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDWR)
        try:
            free = lock(handle, wait=False)
        except OSError:  # no locks here: nobody can tell
            free = False
        if free:
            release(path, handle)
        else:
            os.close(handle)
        return free
    return False


def names(path: Path, handle: int) -> bool:
    """Whether the path still means the file that is open."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _locked(handle: int, wait: bool) -> bool:
    try:
        return lock(handle, wait)
    except OSError:
        return True
