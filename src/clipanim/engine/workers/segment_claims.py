"""Which worker draws which segment: claimed in a shared store, or by a fixed partition."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from clipanim.engine.store.dependencies import Dependencies, are_unchanged
from clipanim.engine.store.manifest import (
    AlreadyClaimed,
    CachedResult,
    Manifest,
    content_key,
    key_of_shot,
)
from clipanim.engine.store.store import Store

from .task import Partition, Task, segment_file


class SegmentAllocator(Protocol):
    """Decides which segments of a scene a worker draws, and takes the finished files."""

    cached_states: dict[int, str]  # digests of the scene by play, when cached segments were drawn
    drawn_states: dict[int, dict[int, str]]  # the same of our segments, by segment and play

    def claim(self, number: int, chapter: str) -> bool:
        """Whether this worker is to draw a segment, now."""

    def commit(self, number: int, file: Path) -> None:
        """Take the file of a claimed segment that has been drawn, and move it to its place."""

    def close(self) -> None:
        """Release a segment that was claimed and not committed."""


class SharedClaims:
    """First come, first served: for processes that share a store.

    A claim is a lock that ends with its process, so that a segment whose worker was killed is
    free again.

    Args:
        task: the scene.
        dependencies: the recording of what it depends on.
        states: digests of the scene before each play up to now; its recorder appends to it.
    """

    def __init__(self, task: Task, dependencies: Dependencies, states: Sequence[str]):
        self.task, self.dependencies, self.states = task, dependencies, states
        self.store = Store(task.store)
        self.cached_states: dict[int, str] = {}
        self.drawn_states: dict[int, dict[int, str]] = {}
        self.lock = ExitStack()
        self.manifest: Manifest | None = None
        self.first_play = 0  # of the segment

    def claim(self, number: int, chapter: str) -> bool:
        target = segment_file(self.task.folder, number)
        if not self.task.includes(chapter) or target.exists():
            return False
        self.manifest = segment_manifest(self.task, self.store, number)
        self.first_play = len(self.states) - 1
        claim = self.manifest.lookup_or_claim(
            wait=self.task.wait_for_others, force=self.task.redraw_all
        )
        try:
            cached = self.lock.enter_context(claim)
        except AlreadyClaimed:
            return False
        if cached is None:
            return True
        self.lock.close()
        self.cached_states |= restore_segment(cached, self.store, target)
        return False

    def commit(self, number: int, file: Path) -> None:
        assert self.manifest is not None
        if file.exists():
            states = self.drawn_states[number] = _states_by_play(self.first_play, self.states)
            store_segment(self.manifest, file, self.dependencies.digests(), states)
            os.replace(file, segment_file(self.task.folder, number))
        self.lock.close()

    def close(self) -> None:
        self.lock.close()


class FixedPartition:
    """The segments of one partition: for workers that share nothing."""

    def __init__(self, task: Task, partition: Partition, states: Sequence[str]):
        self.task, self.partition, self.states = task, partition, states
        self.cached_states: dict[int, str] = {}
        self.drawn_states: dict[int, dict[int, str]] = {}
        self.first_play = 0

    def claim(self, number: int, chapter: str) -> bool:
        self.first_play = len(self.states) - 1
        return self.task.includes(chapter) and number in self.partition

    def commit(self, number: int, file: Path) -> None:
        if file.exists():
            self.drawn_states[number] = _states_by_play(self.first_play, self.states)
            os.replace(file, segment_file(self.task.folder, number))

    def close(self) -> None:
        pass


def allocator_for(
    task: Task, dependencies: Dependencies, states: Sequence[str]
) -> SegmentAllocator:
    """The segment allocator of a task: its partition if it has one, or claims in its store."""
    if task.partition is not None:
        return FixedPartition(task, task.partition, states)
    return SharedClaims(task, dependencies, states)


def _states_by_play(first_play: int, states: Sequence[str]) -> dict[int, str]:
    """Digests of the scene before the plays of a segment; the last state is of the next one."""
    return dict(enumerate(states[first_play:-1], first_play))


def segment_manifest(task: Task, store: Store, number: int) -> Manifest:
    """The cache manifest of a segment of a scene."""
    return Manifest(store, key_of_shot(task.shot, task.settings, ["segment", number]))


def restore_segment(cached: CachedResult, store: Store, target: Path) -> dict[int, str]:
    """Write a cached segment to its place; digests of the scene by play, when it was drawn."""
    content = store.get(cached.entries[0]) if cached.entries else None
    if content is None:
        return {}
    target.write_bytes(content)
    return {int(play): state for play, state in (cached.result or {}).items()}


def store_segment(
    manifest: Manifest, file: Path, digests: Mapping[str, str], states: Mapping[int, str]
) -> None:
    """Cache a drawn segment, with the scene's states by play, unless a file has changed."""
    if are_unchanged(digests):
        key = content_key(manifest.base, digests)
        manifest.store.put(key, file)
        manifest.record(digests, {str(play): state for play, state in states.items()}, [key])
