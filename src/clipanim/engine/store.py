"""What has been drawn, kept by key: entries are there whole or not at all.

An entry is written aside, synced, and moved to its name; it is verified whenever it is read.
The least recently used go when the store grows over its cap.
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

from . import entry
from .folders import default_folder
from .locks import acquire, names, release, remove_abandoned
from .settings import EngineError

CAP = 4 * 1024**3  # bytes
WINDOWS = sys.platform == "win32"  # where an open file cannot be moved
KEY = re.compile(r"[0-9a-f]{64}")
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
log = logging.getLogger(__name__)


class StoreError(EngineError):
    """The store cannot be used; the message names its folder and the way out."""


class StoreFull(StoreError):
    """The disk is full. What was kept before is whole."""


@dataclass(frozen=True)
class Amount:
    """How much a store holds, or how much was removed from it."""

    entries: int
    size: int  # bytes
    unfinished: int  # files that a process was writing when it was cut off, or writes now


@dataclass(frozen=True)
class Entry:
    """A file of the store."""

    key: str
    path: Path
    size: int
    used: int  # when, nanoseconds


class Store:
    """Entries by key, which is 64 hexadecimal digits; any number of processes may use it."""

    def __init__(self, folder: Path | None = None, cap_bytes: int = CAP):
        self.folder, self.cap = Path(folder or default_folder()), cap_bytes
        self._unseen = cap_bytes  # bytes put since the store was last measured

    def get(self, key: str) -> bytes | None:
        """The content of an entry; None if there is none, or it was damaged."""
        path = self._path(key)
        try:
            with path.open("rb") as stream:
                content = entry.content_of(key, stream.read())
                if content is None:
                    log.warning("%s: damaged; it will be made again", path)
                    if names(path, stream.fileno()):  # not replaced meanwhile
                        path.unlink()
                else:
                    with suppress(OSError):
                        os.utime(path)  # used now
        except OSError:
            return None
        return content

    def put(self, key: str, content: bytes | Path) -> None:
        """Keep bytes, or the content of a file; whole, or not at all.

        Raises:
            StoreFull: if the disk is full.
            StoreError: if the folder cannot be written.
        """
        source = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
        with source, self._explained():
            self._unseen += self._write(key, source)
        if self._unseen > self.cap // 50:
            self._make_room(self.cap, keep=key)

    @contextmanager
    def claim(
        self, key: str, done: Callable[[], bool] | None = None, *, wait: bool = True
    ) -> Iterator[bool]:
        """Agree on who makes an entry: True if it is missing, and ours to make now.

        If somebody else is making it, wait until that is over, or its process has ended. Do
        not claim one key within the claim of another: two processes could wait forever.

        Args:
            key: the entry.
            done: whether there is nothing to make; unless given, whether the entry is whole.
            wait: False to get False at once while somebody else is making it.
        """
        is_done = done or (lambda: self.get(key) is not None)
        if is_done():
            yield False
            return
        with self._explained():
            path = self._folder("claims") / _checked(key)
            handle = acquire(path, wait)
        if handle is None:
            yield False
            return
        try:
            yield not is_done()
        finally:
            release(path, handle)

    def amount(self) -> Amount:
        """How much it holds."""
        entries = list(self._entries())
        return Amount(len(entries), sum(one.size for one in entries), len(self._unfinished()))

    def verify(self) -> tuple[int, list[str]]:
        """Read every entry: how many are whole, and the keys of those that were removed."""
        keys = [one.key for one in self._entries()]
        bad = [key for key in keys if self.get(key) is None]
        return len(keys) - len(bad), bad

    def prune(self, cap_bytes: int | None = None) -> Amount:
        """Remove what was left unfinished, and the least recently used over the cap.

        Args:
            cap_bytes: the store's own unless given; 0 removes everything.

        Returns:
            What was removed.
        """
        with self._explained():
            return self._make_room(self.cap if cap_bytes is None else cap_bytes)

    def _make_room(self, cap: int, keep: str = "") -> Amount:
        self._unseen, count, freed = 0, 0, 0
        abandoned = sum(map(remove_abandoned, self._unfinished()))
        entries = sorted(self._entries(), key=lambda one: one.used)
        size = sum(one.size for one in entries)
        for one in entries:
            if size - freed <= cap:
                break
            if one.key != keep:
                one.path.unlink(missing_ok=True)
                count, freed = count + 1, freed + one.size
        return Amount(count, freed, abandoned)

    def _write(self, key: str, source: BinaryIO) -> int:
        """Write an entry aside, locked so that nobody takes it for one that was left behind."""
        target = self._path(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self._folder("partial") / f"{os.getpid()}-{secrets.token_hex(8)}.partial"
        handle = acquire(partial)
        assert handle is not None  # we wait
        try:
            with open(handle, "wb", closefd=WINDOWS) as stream:
                size = entry.write(key, source, stream)
            os.replace(partial, target)
        finally:
            if not WINDOWS:
                os.close(handle)
            partial.unlink(missing_ok=True)
        return size

    def _path(self, key: str) -> Path:
        return self.folder / "entries" / _checked(key)[:2] / key

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _entries(self) -> Iterator[Entry]:
        for path in self.folder.glob("entries/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # somebody else is pruning
                about = path.stat()
                if KEY.fullmatch(path.name):
                    yield Entry(path.name, path, about.st_size, about.st_mtime_ns)

    def _unfinished(self) -> list[Path]:
        claims = [one for one in self.folder.glob("claims/*") if KEY.fullmatch(one.name)]
        return [*self.folder.glob("partial/*.partial"), *claims]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in FULL:
                problem = "the disk is full; free some space and run again, finished parts are kept"
                raise StoreFull(f"{self.folder}: {problem}") from error
            way_out = "--cache-dir DIR chooses another folder"
            raise StoreError(f"{self.folder}: {error.strerror}; {way_out}") from error


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"a key is 64 hexadecimal digits, not {key!r}")
    return key
