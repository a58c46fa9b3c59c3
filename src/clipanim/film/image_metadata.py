"""PNG metadata: the recipe of a picture as a text chunk, with a digest of the picture itself."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"clipanim\0"


def embed_recipe(png: bytes, document: Mapping[str, Any]) -> bytes:
    """A PNG with a text chunk after its header: the digest of the rest, and the recipe."""
    header = len(SIGNATURE) + 25  # the IHDR chunk: length, name, 13 bytes, checksum
    note = {"sha256": hashlib.sha256(png).hexdigest(), **document}
    body = b"tEXt" + KEYWORD + json.dumps(note).encode("ascii")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:header] + chunk + png[header:]


def has_valid_recipe(png: bytes) -> bool:
    """Whether we made this PNG, and nobody changed it since."""
    start = len(SIGNATURE) + 25
    if png[start + 4 : start + 8 + len(KEYWORD)] != b"tEXt" + KEYWORD:
        return False
    (length,) = struct.unpack(">I", png[start : start + 4])
    end = start + 12 + length
    try:
        note = json.loads(png[start + 8 + len(KEYWORD) : end - 4])
    except ValueError:
        return False
    rest = png[:start] + png[end:]
    known = note.get("sha256") if isinstance(note, dict) else None
    return bool(known == hashlib.sha256(rest).hexdigest())
