"""Where the time of a worker goes: chapter by chapter, and by what it was doing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

PHASES = {  # as `--profile` prints them
    "state": "telling the story, building pictures, moving shapes",
    "draw": "shapes to pixels",
    "convert": "pixels to the encoder's colours",
    "encode": "x264",
    "wait": "for what another process was drawing",
}
Spent = Mapping[str, Mapping[str, float]]  # seconds by chapter and phase


class Meter:
    """Counts the seconds of one phase at a time; what is not another phase is "state"."""

    def __init__(self) -> None:
        self.chapter, self.phase, self.since = "", "state", perf_counter()
        self.spent: dict[str, dict[str, float]] = {}

    @contextmanager
    def __call__(self, phase: str) -> Iterator[None]:
        before = self.phase
        self._count(phase)
        try:
            yield
        finally:
            self._count(before)

    def enter(self, chapter: str) -> None:
        """From now on, it is the time of another chapter."""
        self._count(self.phase)
        self.chapter = chapter

    def total(self) -> Spent:
        """What has been counted so far."""
        self._count(self.phase)
        return self.spent

    def _count(self, phase: str) -> None:
        now = perf_counter()
        phases = self.spent.setdefault(self.chapter, dict.fromkeys(PHASES, 0.0))
        phases[self.phase] += now - self.since
        self.phase, self.since = phase, now


def together(parts: Iterable[Spent]) -> Spent:
    """What several workers spent."""
    found: dict[str, dict[str, float]] = {}
    for part in parts:
        for chapter, phases in part.items():
            here = found.setdefault(chapter, dict.fromkeys(PHASES, 0.0))
            for phase, seconds in phases.items():
                here[phase] += seconds
    return found
