"""Options of an export, and the type of a progress callback; imports nothing slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

Progress = Callable[[int, int, str], None]  # frames done, frames in all, a label


@dataclass(frozen=True)
class ExportOptions:
    """The options of an export; None is the default of its format."""

    chapter: str | None = None  # its name, or its number from 1
    at: float | None = None  # seconds
    width: int | None = None  # pixels
    fps: int | None = None
    max_size: int | None = None  # bytes
    transparent: bool | None = None  # without the background

    def names_given(self) -> list[str]:
        """The names of the options that are not None."""
        return [one.name for one in fields(self) if getattr(self, one.name) is not None]


def no_progress(done: int, total: int, what: str) -> None:
    """A progress callback that does nothing."""
