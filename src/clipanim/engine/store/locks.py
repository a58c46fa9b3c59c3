"""Lock files held by one process at a time; the operating system releases them when it dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
    import time

    def lock_handle(handle: int, wait: bool) -> bool:
        """Lock an open file; False if another process holds it and we do not wait."""
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

    def lock_handle(handle: int, wait: bool) -> bool:
        """Lock an open file; False if another process holds it and we do not wait."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


def acquire_lock(path: Path, wait: bool = True) -> int | None:
    """Create and lock a file.

    The holder removes the file before it releases the lock, so whoever waited may have locked a
    file that has no name any more, and has to start again. Where the file system knows no locks,
    everybody gets it: work may be done twice then, but never wrongly.

    Args:
        path: the lock file.
        wait: whether to block while another process holds it.

    Returns:
        An open file descriptor for `release_lock`; None if it is held and we do not wait.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _lock_if_supported(handle, wait):
                os.close(handle)
                return None
        except BaseException:  # Ctrl-C while waiting
            os.close(handle)
            raise
        if is_same_file(path, handle):
            return handle
        os.close(handle)


def release_lock(path: Path, handle: int) -> None:
    """Remove a lock file that we hold, and release its lock."""
    with suppress(OSError):
        path.unlink()
    os.close(handle)
    with suppress(OSError):
        if sys.platform == "win32":  # where an open file cannot be removed
            path.unlink()


def remove_stale_lock(path: Path) -> bool:
    """Remove a lock file unless a living process holds it; whether it was removed."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDWR)
        try:
            is_free = lock_handle(handle, wait=False)
        except OSError:  # no locks here: nobody can tell
            is_free = False
        if is_free:
            release_lock(path, handle)
        else:
            os.close(handle)
        return is_free
    return False


def is_same_file(path: Path, handle: int) -> bool:
    """Whether a path still names the file that is open."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _lock_if_supported(handle: int, wait: bool) -> bool:
    try:
        return lock_handle(handle, wait)
    except OSError:
        return True
