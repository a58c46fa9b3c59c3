"""What is known of a drawing before it is drawn: whether that was done before, and from what.

The base key covers all that is known beforehand. Under it the store keeps, for the last few
states of the files, what the drawing depended on and what came of it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clipanim.story import plain

from .depends import digest_now, is_settled
from .environment import environment_digest, system_fonts_digest
from .settings import Settings, Shot
from .store import Store

FORMAT = 2
REMEMBERED = 8  # states of the files for each base key


@dataclass(frozen=True)
class Found:
    """What came of a drawing: anything that JSON can hold, and the keys of its entries."""

    result: Any
    entries: tuple[str, ...]


def key_of(document: Any) -> str:
    """The sha256 of a document, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(plain(document), sort_keys=True).encode()).hexdigest()


def base_key(
    file: Path,
    scene: str,
    params: Mapping[str, Any],
    settings: Mapping[str, Any],
    part: Any = None,
    environment: str | None = None,
) -> str:
    """The key of a drawing by all that is known before it is drawn.

    Args:
        file: the scene's file; its place and its content count.
        scene: the name of the scene's class.
        params: its checked parameters.
        settings: size, pace, theme, and whatever else decides about the pixels.
        part: the chapter, the plays; anything that JSON can hold.
        environment: a digest of what it is drawn with; that of this process unless given.
    """
    place = os.path.abspath(file)
    return key_of(
        {
            "format": FORMAT,
            "file": place,
            "content": digest_now(place),
            "scene": scene,
            "params": params,
            "settings": settings,
            "part": part,
            "environment": environment or environment_digest(),
        }
    )


def key_of_shot(shot: Shot, settings: Settings, part: Any = None) -> str:
    """The base key of a shot, or of a part of it."""
    scene = shot.file.scene_name or ",".join(shot.file.source.scenes)
    values = shot.params.as_dict()
    fonts = system_fonts_digest() if shot.file.is_plain else None  # ours bring their own
    which = [shot.chapter, part, fonts, shot.spoken]
    return base_key(shot.file.path, scene, values, asdict(settings), which)


def content_key(base: str, files: Mapping[str, str]) -> str:
    """The key of what is drawn, by the base key and the digests of the files it depends on."""
    return key_of({"base": base, "files": files})


class Manifest:
    """What the store remembers under a base key."""

    def __init__(self, store: Store, base: str):
        self.store, self.base = store, base

    def lookup(self) -> Found | None:
        """What came of it before, if its files are as they were and its entries are whole."""
        now: dict[str, str] = {}
        for one in self._states():
            if all(_digest(path, now) == digest for path, digest in one["files"].items()):
                entries = tuple(one["entries"])
                whole = all(self.store.get(key) is not None for key in entries)
                return Found(one["result"], entries) if whole else None
        return None

    def files(self) -> set[str]:
        """All files that it ever depended on, as they were named."""
        return {path for one in self._states() for path in one["files"]}

    def remember(self, files: Mapping[str, str], result: Any, entries: Sequence[str] = ()) -> Found:
        """Keep what came of it; not if a file was changed while it was used."""
        if is_settled(files):
            state = {"files": dict(files), "result": result, "entries": list(entries)}
            others = [one for one in self._states() if one["files"] != state["files"]]
            states = [state, *others][:REMEMBERED]
            self.store.put(self.base, json.dumps({"format": FORMAT, "states": states}).encode())
        return Found(result, tuple(entries))

    @contextmanager
    def claim(self, *, wait: bool = True, anew: bool = False) -> Iterator[Found | None]:
        """Agree on who draws it: what came of it before, or None if it is ours to draw now.

        Args:
            wait: False to raise `Busy` while somebody else is drawing it.
            anew: whether it is to be drawn in any case.
        """
        found: list[Found | None] = []

        def is_done() -> bool:
            found.append(None if anew else self.lookup())
            return found[-1] is not None

        with self.store.claim(self.base, is_done, wait=wait) as mine:
            if not mine and found[-1] is None:
                raise Busy(self.base)
            yield found[-1]

    def _states(self) -> list[dict[str, Any]]:
        content = self.store.get(self.base)
        document = json.loads(content) if content else {}
        return document["states"] if document.get("format") == FORMAT else []


class Busy(RuntimeError):
    """Somebody else is drawing it."""


def _digest(path: str, known: dict[str, str]) -> str:
    if path not in known:
        known[path] = digest_now(path)
    return known[path]
