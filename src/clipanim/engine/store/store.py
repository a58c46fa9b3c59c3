"""Content-addressed on-disk cache with atomic, verified entries and LRU eviction.

An entry is written to a partial file, synced, and renamed; it is verified whenever it is read.
The least recently used entries are evicted when the store grows over its capacity.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from clipanim.engine.settings import EngineError

from . import entry
from .folders import default_cache_folder
from .locks import acquire_lock, is_same_file, release_lock, remove_stale_lock

DEFAULT_MAX_BYTES = 4 * 1024**3  # bytes
WINDOWS = sys.platform == "win32"  # where an open file cannot be moved
KEY = re.compile(r"[0-9a-f]{64}")
DISK_FULL_ERRNOS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
log = logging.getLogger(__name__)


class StoreError(EngineError):
    """The store cannot be used; the message names its folder and the remedy."""


class StoreFull(StoreError):
    """The disk is full; entries that were stored before are intact."""


@dataclass(frozen=True)
class StoreUsage:
    """Number and size of the entries that a store holds, or that were removed from it."""

    entries: int
    size: int  # bytes
    unfinished: int  # partial and lock files, of running or killed processes


@dataclass(frozen=True)
class Entry:
    """The file of one stored entry."""

    key: str
    path: Path
    size: int
    last_used: int  # nanoseconds since the epoch


class Store:
    """A cache folder of entries by key; any number of processes may use it at once.

    Args:
        folder: where it lies; the platform's cache folder by default.
        max_bytes: its capacity, over which the least recently used entries are evicted.
    """

    def __init__(self, folder: Path | None = None, max_bytes: int = DEFAULT_MAX_BYTES):
        self.folder, self.max_bytes = Path(folder or default_cache_folder()), max_bytes
        self._bytes_since_eviction = max_bytes  # written since the store was last measured

    def get(self, key: str) -> bytes | None:
        """The verified content of an entry; None if there is none, or it was damaged.

        Args:
            key: 64 hexadecimal digits.
        """
        path = self._path(key)
        try:
            with path.open("rb") as stream:
                content = entry.verified_content(key, stream.read())
                if content is None:
                    log.warning("%s: damaged; it will be made again", path)
                    if is_same_file(path, stream.fileno()):  # not replaced meanwhile
                        path.unlink()
                else:
                    with suppress(OSError):
                        os.utime(path)  # used now
        except OSError:
            return None
        return content

    def put(self, key: str, content: bytes | Path) -> None:
        """Store bytes, or the content of a file, atomically.

        Args:
            key: 64 hexadecimal digits.
            content: bytes, or the path of a file, which is copied.

        Raises:
            StoreFull: if the disk is full.
            StoreError: if the folder cannot be written.
        """
        source = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
        with source, self._store_errors():
            self._bytes_since_eviction += self._write(key, source)
        if self._bytes_since_eviction > self.max_bytes // 50:
            self._evict(self.max_bytes, protect=key)

    @contextmanager
    def claim(
        self, key: str, is_done: Callable[[], bool] | None = None, *, wait: bool = True
    ) -> Iterator[bool]:
        """Claim a missing entry, so that one process makes it (single flight).

        While another process holds the claim, wait until it is released, or the process has
        ended. Do not claim one key within the claim of another: two processes could deadlock.

        Args:
            key: the entry, 64 hexadecimal digits.
            is_done: whether there is nothing to make; by default, whether the entry is stored.
            wait: False to get False at once while another process holds the claim.

        Yields:
            Whether the entry is missing, and ours to make in the block.
        """
        is_done = is_done or (lambda: self.get(key) is not None)
        if is_done():
            yield False
            return
        with self._store_errors():
            path = self._subfolder("claims") / _checked_key(key)
            handle = acquire_lock(path, wait)
        if handle is None:
            yield False
            return
        try:
            yield not is_done()
        finally:
            release_lock(path, handle)

    def usage(self) -> StoreUsage:
        """Number and size of all entries, and the number of unfinished files."""
        sizes = [one.size for one in self._entries()]
        return StoreUsage(len(sizes), sum(sizes), len(self._unfinished_files()))

    def verify(self) -> tuple[int, list[str]]:
        """Read every entry: the number of intact ones, and the keys of damaged, removed ones."""
        keys = [one.key for one in self._entries()]
        damaged = [key for key in keys if self.get(key) is None]
        return len(keys) - len(damaged), damaged

    def prune(self, max_bytes: int | None = None) -> StoreUsage:
        """Remove abandoned unfinished files, and evict entries down to a capacity.

        Args:
            max_bytes: the store's own capacity by default; 0 removes everything.

        Returns:
            What was removed.
        """
        with self._store_errors():
            return self._evict(self.max_bytes if max_bytes is None else max_bytes)

    def _evict(self, max_bytes: int, protect: str = "") -> StoreUsage:
        """Remove the least recently used entries, but for the protected key."""
        self._bytes_since_eviction, count, freed = 0, 0, 0
        abandoned = sum(map(remove_stale_lock, self._unfinished_files()))
        entries = sorted(self._entries(), key=lambda one: one.last_used)
        size = sum(one.size for one in entries)
        for one in entries:
            if size - freed <= max_bytes:
                break
            if one.key != protect:
                one.path.unlink(missing_ok=True)
                count, freed = count + 1, freed + one.size
        return StoreUsage(count, freed, abandoned)

    def _write(self, key: str, source: BinaryIO) -> int:
        """Write an entry by way of a partial file, locked so that nobody takes it for stale."""
        target = self._path(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self._subfolder("partial") / f"{os.getpid()}-{secrets.token_hex(8)}.partial"
        handle = acquire_lock(partial)
        assert handle is not None  # we wait
        try:
            with open(handle, "wb", closefd=WINDOWS) as stream:
                size = entry.write_entry(key, source, stream)
            os.replace(partial, target)
        finally:
            if not WINDOWS:
                os.close(handle)
            partial.unlink(missing_ok=True)
        return size

    def _path(self, key: str) -> Path:
        return self.folder / "entries" / _checked_key(key)[:2] / key

    def _subfolder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _entries(self) -> Iterator[Entry]:
        for path in self.folder.glob("entries/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # somebody else is pruning
                about = path.stat()
                if KEY.fullmatch(path.name):
                    yield Entry(path.name, path, about.st_size, about.st_mtime_ns)

    def _unfinished_files(self) -> list[Path]:
        claims = [one for one in self.folder.glob("claims/*") if KEY.fullmatch(one.name)]
        return [*self.folder.glob("partial/*.partial"), *claims]

    @contextmanager
    def _store_errors(self) -> Iterator[None]:
        """Raise an OSError of the block as a StoreError."""
        try:
            yield
        except OSError as error:
            if error.errno in DISK_FULL_ERRNOS:
                problem = "the disk is full; free some space and run again, finished parts are kept"
                raise StoreFull(f"{self.folder}: {problem}") from error
            remedy = "--cache-dir DIR chooses another folder"
            raise StoreError(f"{self.folder}: {error.strerror}; {remedy}") from error


def _checked_key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"a key is 64 hexadecimal digits, not {key!r}")
    return key
