"""Tasks, partitions and results: the values that travel between renderer and workers; no manim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipanim.engine.profile import PhaseTimes
from clipanim.engine.settings import Settings, Shot, Timeline
from clipanim.scene.catalogue import SceneFile


@dataclass(frozen=True)
class Partition:
    """Every `count`-th segment of a scene from `index` on, without those that are cached."""

    index: int
    count: int
    excluded: frozenset[int] = frozenset()  # numbers of cached segments

    def __contains__(self, segment: int) -> bool:
        return segment % self.count == self.index and segment not in self.excluded


@dataclass(frozen=True)
class Task:
    """A scene to be rendered into a folder, or one chapter of it."""

    file: SceneFile
    values: dict[str, Any]  # parameters by name: their class exists in one process only
    chapter: str | None
    settings: Settings
    folder: Path  # where finished segments go
    store: Path  # the folder of the cache
    speech_seconds: tuple[tuple[str, float], ...] = ()  # by the ids of lines
    wait_for_others: bool = False  # for segments that another process is drawing
    redraw_all: bool = False  # whatever is cached, and all by one worker
    partition: Partition | None = None  # for a worker that cannot see what others draw

    @property
    def shot(self) -> Shot:
        """The whole scene, by which the segments are cached."""
        params = self.file.params(self.values)
        return Shot(self.file, params, speech_seconds=self.speech_seconds)

    def includes(self, chapter: str) -> bool:
        """Whether a chapter is to be drawn; all are, if one worker redraws the scene."""
        return self.redraw_all or self.chapter in (None, chapter)


@dataclass(frozen=True)
class Segment:
    """A range of frames of a film, within a chapter: plays, or parts of long ones."""

    number: int
    chapter: str
    frames: range


@dataclass(frozen=True)
class WorkerResult:
    """What a worker knows when it has played a scene."""

    segments: tuple[Segment, ...]  # all that were asked for, whoever drew them
    timeline: Timeline
    files: dict[str, str]  # digests of what the scene depends on
    data: str  # digest of the story
    states: tuple[str, ...] = ()  # digests of the scene before each play, as this worker saw it
    cached_states: dict[int, str] = field(default_factory=dict)  # by play, of cached segments
    drawn_states: dict[int, dict[int, str]] = field(default_factory=dict)  # by segment and play
    phase_times: PhaseTimes = field(default_factory=dict)

    def missing_segments(self, folder: Path) -> list[Segment]:
        """The segments whose files are not in a folder yet."""
        return [
            one for one in self.segments
            if one.frames and not segment_file(folder, one.number).exists()
        ]  # fmt: skip


OnFrames = Callable[[int, str], None]  # called with newly drawn frames and the scene's name
SceneOutcome = Sequence[WorkerResult] | Exception  # of all workers that played a scene
RenderTasks = Callable[[Mapping[int, Task]], Iterator[tuple[int, SceneOutcome]]]


def first_state_difference(results: Iterable[WorkerResult]) -> int | None:
    """The first play before which the scene's state differed between workers; None if none."""
    known: dict[int, str] = {}
    different = [
        play
        for result in results
        for play, state in [*result.cached_states.items(), *enumerate(result.states)]
        if known.setdefault(play, state) != state
    ]
    return min(different, default=None)


def segment_file(folder: Path, number: int) -> Path:
    """The path of a finished segment."""
    return folder / f"segment-{number:05}.mp4"


def segment_files(folder: Path) -> list[Path]:
    """The paths of all finished segments in a folder, or below it."""
    return sorted(folder.rglob("segment-*.mp4"))
