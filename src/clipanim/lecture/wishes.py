"""What of a film is exported, and how; light, so that a command can read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

Progress = Callable[[int, int, str], None]  # frames done, frames in all, what is made


@dataclass(frozen=True)
class Wishes:
    """What of a film is exported, and how; None is what is usual."""

    chapter: str | None = None  # its name, or its number from 1
    at: float | None = None  # seconds
    width: int | None = None  # pixels
    fps: int | None = None
    max_size: int | None = None  # bytes
    transparent: bool | None = None  # without the ground that it stands on

    def said(self) -> list[str]:
        """The names of those that are not left to us."""
        return [one.name for one in fields(self) if getattr(self, one.name) is not None]


def silent(done: int, total: int, what: str) -> None:
    """Tell nobody how far an export is."""
