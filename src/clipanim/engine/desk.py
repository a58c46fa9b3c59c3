"""Who draws which segment: each is taken from the store, or by the first who comes."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from .depends import Dependencies, is_settled
from .manifest import Busy, Manifest, content_key, key_of_shot
from .store import Store
from .work import Task, segment_file


class Desk:
    """Hands out the segments of a scene, and keeps what is drawn.

    A claim is a lock that ends with its process, so that a segment whose artist was killed
    is free again.
    """

    def __init__(self, task: Task, dependencies: Dependencies):
        self.task, self.dependencies = task, dependencies
        self.shot, self.store = task.shot, Store(task.store)
        self.claim = ExitStack()
        self.manifest: Manifest | None = None

    def take(self, number: int, chapter: str) -> bool:
        """Whether a segment is to be drawn, by us and now."""
        target = segment_file(self.task.folder, number)
        if self.task.chapter not in (None, chapter) or target.exists():
            return False
        key = key_of_shot(self.shot, self.task.settings, ["segment", number])
        self.manifest = Manifest(self.store, key)
        try:
            found = self.claim.enter_context(self.manifest.claim(wait=self.task.wait))
        except Busy:
            return False
        if found is None:
            return True
        self.claim.close()
        content = self.store.get(found.entries[0]) if found.entries else None
        if content is not None:
            target.write_bytes(content)
        return False

    def keep(self, number: int, drawn: Path) -> None:
        """Keep a segment that has been drawn; the file moves to its place."""
        assert self.manifest is not None
        if drawn.exists():
            files = self.dependencies.digests()
            if is_settled(files):
                key = content_key(self.manifest.base, files)
                self.store.put(key, drawn)
                self.manifest.remember(files, None, [key])
            os.replace(drawn, segment_file(self.task.folder, number))
        self.claim.close()
