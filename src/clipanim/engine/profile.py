"""Render profiling: seconds per chapter and phase (state, draw, convert, encode, wait)."""

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
PhaseTimes = Mapping[str, Mapping[str, float]]  # seconds by chapter and phase


class PhaseTimer:
    """Measures the seconds of one phase at a time: `with timer("draw"): ...`.

    Outside of such blocks the phase is "state".
    """

    def __init__(self) -> None:
        self.chapter, self.phase, self.phase_start = "", "state", perf_counter()
        self.seconds: dict[str, dict[str, float]] = {}  # by chapter and phase

    @contextmanager
    def __call__(self, phase: str) -> Iterator[None]:
        before = self.phase
        self._switch_to(phase)
        try:
            yield
        finally:
            self._switch_to(before)

    def enter_chapter(self, chapter: str) -> None:
        """Count the time from now on for another chapter."""
        self._switch_to(self.phase)
        self.chapter = chapter

    def phase_times(self) -> PhaseTimes:
        """The seconds so far, by chapter and phase."""
        self._switch_to(self.phase)
        return self.seconds

    def _switch_to(self, phase: str) -> None:
        now = perf_counter()
        phases = self.seconds.setdefault(self.chapter, dict.fromkeys(PHASES, 0.0))
        phases[self.phase] += now - self.phase_start
        self.phase, self.phase_start = phase, now


def sum_phase_times(times: Iterable[PhaseTimes]) -> PhaseTimes:
    """The sum of the seconds of several workers, by chapter and phase."""
    total: dict[str, dict[str, float]] = {}
    for one in times:
        for chapter, phases in one.items():
            sums = total.setdefault(chapter, dict.fromkeys(PHASES, 0.0))
            for phase, seconds in phases.items():
                sums[phase] += seconds
    return total
