"""Atomic file writes: a final file appears complete or not at all, and only this module writes it.

Content is written to a staging folder beside its target and synced to the disk, so that one
rename publishes it. Several files that belong together are replaced in one transaction: all of
them, or none.
"""

from __future__ import annotations

import errno
import hashlib
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

STAGING_MARK = ".clipanim-"  # in the names of staging folders
Content = bytes | Path  # a Path: a finished file on the same disk, which is moved
DISK_FULL_ERRNOS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
# What systems answer that cannot sync folders, or not this one; the files themselves are safe.
SYNC_UNSUPPORTED_ERRNOS = (
    errno.EINVAL,
    errno.ENOTSUP,
    errno.ENOSYS,
    errno.EACCES,
    errno.EPERM,
    errno.EBADF,
)


class WriteError(RuntimeError):
    """A file could not be written; the message is one line. The previous file is unchanged."""


def write_atomic(file: Path, content: Content) -> None:
    """Write a file atomically: replace it with bytes, or with a finished file that is moved.

    Args:
        file: the target.
        content: bytes, or the path of a file on the same disk.

    Raises:
        WriteError: naming the file; nothing has changed then.
    """
    with staging_folder(file) as staging, folder_lock(file.parent):
        write_all_atomic([(file, content)], staging)


def write_all_atomic(writes: Sequence[tuple[Path, Content]], staging: Path) -> None:
    """Write several files of one folder in one transaction; roll back all of them on failure.

    Args:
        writes: targets and contents, in this order. A target that comes twice is replaced twice.
        staging: a folder of `staging_folder` beside the targets.

    Raises:
        WriteError: naming the file; nothing has changed then.
    """
    target = writes[0][0]
    backups: dict[Path, Path | None] = {}
    try:
        staged = []
        for n, (target, content) in enumerate(writes):
            staged.append((_synced_file(content, staging / f"new-{n}"), target))
            if target not in backups:
                backups[target] = _backup(target, staging / f"old-{n}")
        for source, target in staged:
            os.replace(source, target)
        _sync_folder(target.parent)
    except BaseException as error:
        for file, backup in backups.items():
            _restore(file, backup)
        if isinstance(error, OSError):
            raise _write_error(target, error) from error
        raise


def move_folder_atomic(source: Path, target: Path) -> None:
    """Sync a finished folder to the disk and rename it to a target that does not exist yet.

    Args:
        source: a folder inside a staging folder.
        target: its final path.

    Raises:
        WriteError: naming the target; nothing has changed then.
    """
    try:
        for file in source.rglob("*"):
            if file.is_file():
                _synced_file(file, file)
        with folder_lock(target.parent):
            os.rename(source, target)  # not onto a folder with anything in it
            try:
                _sync_folder(target.parent)
            except BaseException:
                os.rename(target, source)
                raise
    except OSError as error:
        raise _write_error(target, error) from error


def _synced_file(content: Content, path: Path) -> Path:
    """The content as a file that is synced to the disk: bytes are written to `path`."""
    if isinstance(content, bytes):
        with open(path, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        return path
    with open(content, "rb") as stream:
        os.fsync(stream.fileno())
    return content


def _backup(file: Path, path: Path) -> Path | None:
    """Hard-link or copy a file to `path` before it is replaced; None if it does not exist."""
    try:
        os.link(file, path)
    except FileNotFoundError:
        return None
    except OSError:  # no hard links here, or not to a file of somebody else
        shutil.copy2(file, path)
    return path


def _restore(file: Path, backup: Path | None) -> None:
    """Roll a file back to its backup, as far as the failing system lets us."""
    with suppress(OSError):
        if backup is None:
            file.unlink(missing_ok=True)
        else:
            os.replace(backup, file)


def _sync_folder(folder: Path) -> None:
    """Sync a folder's directory entries to the disk, where the system supports it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in SYNC_UNSUPPORTED_ERRNOS:
            raise


def _write_error(file: Path, error: OSError) -> WriteError:
    if is_disk_full(error):
        return disk_full_error(file)
    return WriteError(f"{file}: cannot be written: {error.strerror or error}")


def disk_full_error(file: Path, what_is_kept: str = "") -> WriteError:
    """The error to raise when there is no disk space left for a file."""
    problem = "the disk is full; free some space and run again"
    return WriteError(f"{file}: {', '.join(filter(None, [problem, what_is_kept]))}")


def is_disk_full(error: BaseException) -> bool:
    """Whether an error comes of a full disk, by its errno or by the errno text that it quotes."""
    has_errno = isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS
    return has_errno or any(os.strerror(number) in str(error) for number in DISK_FULL_ERRNOS)


def is_writable(folder: Path) -> bool:
    """Whether a file can be made in a folder: tried out, as permissions do not tell all."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


# Staging folders and locks


@contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """A temporary folder on the disk of `target`, from which a rename publishes the target.

    It is removed on exit; one left by a killed process is removed by the next call for the
    same target.

    Raises:
        WriteError: if it cannot be made.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with folder_lock(target.parent):
            _remove_abandoned_staging(target)
            prefix = f".{target.stem}{STAGING_MARK}"
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
            handle = _lock(folder, wait=True)
    except OSError as error:
        raise _write_error(target, error) from error
    try:
        yield folder
    finally:
        _unlock(handle)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold an exclusive lock on a folder among processes; hold it briefly.

    Where folders cannot be locked, nobody waits.
    """
    handle = _lock(folder, wait=True)
    try:
        yield
    finally:
        _unlock(handle)


def _remove_abandoned_staging(target: Path) -> None:
    """Remove the staging folders of the same target whose processes are gone."""
    with suppress(OSError):  # a folder that nobody may list
        for folder in list(target.parent.iterdir()):
            if folder.name.startswith(f".{target.stem}{STAGING_MARK}"):
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


def digest_of_file(file: Path) -> str:
    """The sha256 of a file's content, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
