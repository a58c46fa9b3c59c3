"""File format of a store entry: a header line with the sha256 of key and content, then content."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

MAGIC = b"clipanim 1 "
HEADER_SIZE = len(MAGIC) + 65  # bytes: then the digest, and the end of the line
CHUNK_SIZE = 1 << 20  # bytes copied at a time


def write_entry(key: str, source: BinaryIO, target: BinaryIO) -> int:
    """Write an entry into an empty file and sync it to the disk; returns its size in bytes."""
    digest = hashlib.sha256(key.encode())
    target.write(bytes(HEADER_SIZE))
    while chunk := source.read(CHUNK_SIZE):
        digest.update(chunk)
        target.write(chunk)
    size = target.tell()
    target.seek(0)
    target.write(MAGIC + digest.hexdigest().encode() + b"\n")
    target.flush()
    os.fsync(target.fileno())
    return size


def verified_content(key: str, raw: bytes) -> bytes | None:
    """The content of an entry; None if it was damaged, or is the entry of another key."""
    digest = hashlib.sha256(key.encode())
    digest.update(memoryview(raw)[HEADER_SIZE:])
    is_valid = raw[:HEADER_SIZE] == MAGIC + digest.hexdigest().encode() + b"\n"
    return raw[HEADER_SIZE:] if is_valid else None
