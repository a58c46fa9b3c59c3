"""Cache manifests: whether a drawing was made before from the same inputs, and its results.

The base key covers all inputs that are known before a scene runs. Under it the store keeps, for
the last few states of the files, what the drawing depended on and its result.
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

from clipanim.engine.settings import Settings, Shot
from clipanim.scene.story_data import to_plain_data

from .dependencies import are_unchanged, current_digest
from .environment import environment_digest, system_fonts_digest
from .store import Store

FORMAT = 3
MAX_STATES = 8  # of the files, for each base key


@dataclass(frozen=True)
class CachedResult:
    """The result of a drawing: anything that JSON can hold, and the keys of its store entries."""

    result: Any
    entries: tuple[str, ...]


def key_of_document(document: Any) -> str:
    """The sha256 of a JSON document, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(to_plain_data(document), sort_keys=True).encode()).hexdigest()


def base_key(
    file: Path,
    scene: str,
    params: Mapping[str, Any],
    settings: Mapping[str, Any],
    part: Any = None,
    environment: str | None = None,
) -> str:
    """The cache key of a drawing by all inputs that are known before its scene runs.

    Args:
        file: the scene's file; its path and its content count.
        scene: the name of the scene's class.
        params: its checked parameters.
        settings: size, frame rate, theme, and whatever else decides about the pixels.
        part: the chapter, the segment; anything that JSON can hold.
        environment: a digest of versions, fonts and processor; of this process by default.

    Returns:
        64 hexadecimal digits.
    """
    path = os.path.abspath(file)
    return key_of_document(
        {
            "format": FORMAT,
            "file": path,
            "content": current_digest(path),
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
    parts = [shot.chapter, part, fonts, shot.speech_seconds]
    return base_key(shot.file.path, scene, values, asdict(settings), parts)


def content_key(base: str, files: Mapping[str, str]) -> str:
    """The key of a drawing's content: its base key and the digests of the files it depends on."""
    return key_of_document({"base": base, "files": files})


class Manifest:
    """The dependencies and results that the store keeps under a base key."""

    def __init__(self, store: Store, base: str):
        self.store, self.base = store, base

    def lookup(self) -> CachedResult | None:
        """The cached result, if its files are unchanged and its entries are in the store."""
        digests: dict[str, str] = {}
        for state in self._states():
            files = state["files"].items()
            if all(_digest(path, digests) == digest for path, digest in files):
                entries = tuple(state["entries"])
                has_all = all(self.store.get(key) is not None for key in entries)
                return CachedResult(state["result"], entries) if has_all else None
        return None

    def known_files(self) -> set[str]:
        """All files that the drawing ever depended on, by their recorded paths."""
        return {path for state in self._states() for path in state["files"]}

    def record(
        self, files: Mapping[str, str], result: Any, entries: Sequence[str] = ()
    ) -> CachedResult:
        """Store a result, unless a file was changed while it was used.

        Args:
            files: digests of the files it depends on, by path.
            result: anything that JSON can hold.
            entries: the keys of its store entries.
        """
        if are_unchanged(files):
            state = {"files": dict(files), "result": result, "entries": list(entries)}
            others = [one for one in self._states() if one["files"] != state["files"]]
            states = [state, *others][:MAX_STATES]
            self.store.put(self.base, json.dumps({"format": FORMAT, "states": states}).encode())
        return CachedResult(result, tuple(entries))

    @contextmanager
    def lookup_or_claim(
        self, *, wait: bool = True, force: bool = False
    ) -> Iterator[CachedResult | None]:
        """The cached result; or None, with a lock that makes the drawing ours to make now.

        Args:
            wait: False to raise `AlreadyClaimed` while another process is drawing it.
            force: whether it is to be drawn in any case.
        """
        cached: list[CachedResult | None] = []

        def is_cached() -> bool:
            cached.append(None if force else self.lookup())
            return cached[-1] is not None

        with self.store.claim(self.base, is_cached, wait=wait) as is_claimed:
            if not is_claimed and cached[-1] is None:
                raise AlreadyClaimed(self.base)
            yield cached[-1]

    def _states(self) -> list[dict[str, Any]]:
        content = self.store.get(self.base)
        document = json.loads(content) if content else {}
        return document["states"] if document.get("format") == FORMAT else []


class AlreadyClaimed(RuntimeError):
    """Another process is drawing it."""


def _digest(path: str, digests: dict[str, str]) -> str:
    if path not in digests:
        digests[path] = current_digest(path)
    return digests[path]
