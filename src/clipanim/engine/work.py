"""What travels between the one who shares work out and those who do it; no manim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipanim.catalogue import SceneFile

from .meter import Spent
from .settings import Settings, Shot, Timeline


@dataclass(frozen=True)
class Part:
    """Every so-manieth segment of a scene, but for those that are there already."""

    number: int
    of: int
    without: frozenset[int] = frozenset()

    def __contains__(self, segment: int) -> bool:
        return segment % self.of == self.number and segment not in self.without


@dataclass(frozen=True)
class Task:
    """A scene to be drawn into a folder, or one chapter of it."""

    file: SceneFile
    values: dict[str, Any]  # parameters by name: their class exists in one process only
    chapter: str | None
    settings: Settings
    folder: Path  # where finished segments go
    store: Path  # where they are kept
    spoken: tuple[tuple[str, float], ...] = ()  # seconds of speech, by the ids of lines
    wait: bool = False  # for segments that another process is drawing
    anew: bool = False  # draw all of it, whatever is there
    part: Part | None = None  # to be drawn by who cannot see what others do

    @property
    def shot(self) -> Shot:
        """The whole scene, as the segments are known by."""
        return Shot(self.file, self.file.params(self.values), spoken=self.spoken)

    def wants(self, chapter: str) -> bool:
        """Whether a chapter is to be drawn; anew, all is: who draws it must have drawn the rest."""
        return self.anew or self.chapter in (None, chapter)


@dataclass(frozen=True)
class Segment:
    """A stretch of a film, within a chapter: plays, or parts of long ones."""

    number: int
    chapter: str
    frames: range


@dataclass(frozen=True)
class Share:
    """What a worker knows when it has played a scene."""

    segments: tuple[Segment, ...]  # all that were asked for, whoever drew them
    timeline: Timeline
    files: dict[str, str]  # digests of what the scene depends on
    data: str  # digest of the story
    states: tuple[str, ...] = ()  # how the scene looked before each play
    kept: dict[int, str] = field(default_factory=dict)  # and to those who drew what was kept
    drawn: dict[int, dict[int, str]] = field(default_factory=dict)  # likewise, by segment
    spent: Spent = field(default_factory=dict)

    def missing(self, folder: Path) -> list[Segment]:
        """The segments that are not there yet."""
        return [
            one for one in self.segments
            if one.frames and not segment_file(folder, one.number).exists()
        ]  # fmt: skip


def first_difference(shares: Iterable[Share]) -> int | None:
    """The first play before which a scene did not look the same to all who played it."""
    known: dict[int, str] = {}
    different = [
        play
        for share in shares
        for play, state in [*share.kept.items(), *enumerate(share.states)]
        if known.setdefault(play, state) != state
    ]
    return min(different, default=None)


def segment_file(folder: Path, number: int) -> Path:
    """Where a finished segment lies."""
    return folder / f"segment-{number:05}.mp4"


def finished_segments(folder: Path) -> list[Path]:
    """All that lie in a folder, or below it."""
    return sorted(folder.rglob("segment-*.mp4"))
