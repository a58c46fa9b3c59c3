"""Who draws which segment: whoever comes first, or whose part it is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from .depends import Dependencies, is_settled
from .manifest import Busy, Found, Manifest, content_key, key_of_shot
from .store import Store
from .work import Part, Task, segment_file


class Desk(Protocol):
    """Hands out the segments of a scene, and keeps what is drawn."""

    kept: dict[int, str]  # how plays began, by play, to those who drew what was found
    drawn: dict[int, dict[int, str]]  # and to us, by the segments that we drew

    def take(self, number: int, chapter: str) -> bool:
        """Whether a segment is to be drawn, by us and now."""

    def keep(self, number: int, drawn: Path) -> None:
        """Keep a segment that has been drawn; the file moves to its place."""

    def close(self) -> None:
        """Leave a segment that has been taken and not kept to others."""


class Claims:
    """Whoever comes first draws a segment: for processes that share a store.

    A claim is a lock that ends with its process, so that a segment whose artist was killed
    is free again.

    Args:
        task: the scene.
        dependencies: the recording of what it depends on.
        states: how it looked before each play, up to now; somebody else adds to it.
    """

    def __init__(self, task: Task, dependencies: Dependencies, states: Sequence[str]):
        self.task, self.dependencies, self.states = task, dependencies, states
        self.shot, self.store = task.shot, Store(task.store)
        self.kept: dict[int, str] = {}
        self.drawn: dict[int, dict[int, str]] = {}
        self.claim = ExitStack()
        self.manifest: Manifest | None = None
        self.first = 0  # the first play of the segment

    def take(self, number: int, chapter: str) -> bool:
        target = segment_file(self.task.folder, number)
        if not self.task.wants(chapter) or target.exists():
            return False
        self.manifest, self.first = manifest_of(self.task, self.store, number), len(self.states) - 1
        try:
            claim = self.manifest.claim(wait=self.task.wait, anew=self.task.anew)
            found = self.claim.enter_context(claim)
        except Busy:
            return False
        if found is None:
            return True
        self.claim.close()
        self.kept |= recall(found, self.store, target)
        return False

    def keep(self, number: int, drawn: Path) -> None:
        assert self.manifest is not None
        if drawn.exists():
            states = self.drawn[number] = _since(self.first, self.states)
            remember(self.manifest, drawn, self.dependencies.digests(), states)
            os.replace(drawn, segment_file(self.task.folder, number))
        self.claim.close()

    def close(self) -> None:
        self.claim.close()


class Dealt:
    """Each draws the segments of a part: for those who share nothing."""

    def __init__(self, task: Task, part: Part, states: Sequence[str]):
        self.task, self.part, self.states = task, part, states
        self.kept: dict[int, str] = {}
        self.drawn: dict[int, dict[int, str]] = {}
        self.first = 0

    def take(self, number: int, chapter: str) -> bool:
        self.first = len(self.states) - 1
        return self.task.wants(chapter) and number in self.part

    def keep(self, number: int, drawn: Path) -> None:
        if drawn.exists():
            self.drawn[number] = _since(self.first, self.states)
            os.replace(drawn, segment_file(self.task.folder, number))

    def close(self) -> None:
        pass


def desk_of(task: Task, dependencies: Dependencies, states: Sequence[str]) -> Desk:
    """The desk at which a task is worked on."""
    if task.part is not None:
        return Dealt(task, task.part, states)
    return Claims(task, dependencies, states)


def _since(first: int, states: Sequence[str]) -> dict[int, str]:
    """How the plays of a segment began, from its first on; the last state is of the next."""
    return dict(enumerate(states[first:-1], first))


def manifest_of(task: Task, store: Store, number: int) -> Manifest:
    """What is known of a segment of a scene."""
    return Manifest(store, key_of_shot(task.shot, task.settings, ["segment", number]))


def recall(found: Found, store: Store, target: Path) -> dict[int, str]:
    """Put a kept segment in its place; how the scene looked, by play, to who drew it."""
    content = store.get(found.entries[0]) if found.entries else None
    if content is None:
        return {}
    target.write_bytes(content)
    return {int(play): state for play, state in (found.result or {}).items()}


def remember(
    manifest: Manifest, drawn: Path, files: Mapping[str, str], states: Mapping[int, str]
) -> None:
    """Keep a segment that has been drawn, with how the scene looked, unless a file changed."""
    if is_settled(files):
        key = content_key(manifest.base, files)
        manifest.store.put(key, drawn)
        manifest.remember(files, {str(play): state for play, state in states.items()}, [key])
