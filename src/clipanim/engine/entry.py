"""The file of an entry: a line with the sha256 of its key and content, then the content."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

HEAD = b"clipanim 1 "
HEADER = len(HEAD) + 65  # bytes: then the digest, and the end of the line
PIECE = 1 << 20  # bytes copied at a time


def write(key: str, source: BinaryIO, target: BinaryIO) -> int:
    """Write an entry into an empty file, down to the disk; its size in bytes."""
    digest = hashlib.sha256(key.encode())
    target.write(bytes(HEADER))
    while piece := source.read(PIECE):
        digest.update(piece)
        target.write(piece)
    size = target.tell()
    target.seek(0)
    target.write(HEAD + digest.hexdigest().encode() + b"\n")
    target.flush()
    os.fsync(target.fileno())
    return size


def content_of(key: str, raw: bytes) -> bytes | None:
    """The content of an entry; None if it was damaged, or is the entry of another key."""
    digest = hashlib.sha256(key.encode())
    digest.update(memoryview(raw)[HEADER:])
    whole = raw[:HEADER] == HEAD + digest.hexdigest().encode() + b"\n"
    return raw[HEADER:] if whole else None
