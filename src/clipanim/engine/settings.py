"""What the engine is asked for and what it gives back: plain values, no manim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipanim.ending import Ending

from .meter import Spent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clipanim.catalogue import SceneFile
    from clipanim.params import SceneParams

QUALITIES = {  # name: width, height, frames per second
    "draft": (426, 240, 15),
    "low": (854, 480, 15),
    "medium": (1280, 720, 30),
    "high": (1920, 1080, 60),
    "4k": (3840, 2160, 60),
}


class EngineError(RuntimeError):
    """What went wrong while drawing, in one line."""


@dataclass(frozen=True)
class Settings:
    """Size, pace and theme of a film."""

    width: int
    height: int
    fps: int
    theme: str = "dark"
    captions: str = "burned"  # into the picture; or "track", or "none"
    voice: str = "none"  # who speaks the lines; nothing to the engine, see `Shot.spoken`


@dataclass(frozen=True)
class Certificates:
    """The files by which we and a cluster know each other, as `dask worker` takes them."""

    authority: Path  # --tls-ca-file
    certificate: Path  # --tls-cert
    key: Path  # --tls-key


@dataclass(frozen=True)
class Shot:
    """A scene with its parameters; of one chapter only, if that is named."""

    file: SceneFile
    params: SceneParams
    chapter: str | None = None
    title: str = ""  # what a film of several calls it; nothing that is drawn
    spoken: tuple[tuple[str, float], ...] = ()  # seconds of speech, by the ids of lines


@dataclass(frozen=True)
class Line:
    """A line of narration and when it stands on screen, seconds."""

    id: str
    text: str
    start: float
    end: float
    values: dict[str, str] = field(default_factory=dict)  # the numbers in it, by their fields
    heard: float | None = None  # when its speech begins, if it is spoken


@dataclass(frozen=True)
class Mark:
    """A chapter and where it starts, seconds, and where its picture begins to leave, if known."""

    name: str
    start: float
    end: float | None = None


@dataclass(frozen=True)
class Sound:
    """A file that is heard from a moment on."""

    file: str  # as manim found it: relative to the working folder, if it was named so
    digest: str  # sha256 of its content
    start: float  # seconds
    gain: float  # decibels
    background: float  # decibels by which what was added before changes meanwhile


@dataclass(frozen=True)
class Timeline:
    """The film in time: its length, lines, chapters, sounds and cards."""

    frames: int
    fps: int
    lines: tuple[Line, ...]
    chapters: tuple[Mark, ...]
    sounds: tuple[Sound, ...] = ()
    endings: tuple[Ending, ...] = ()

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Timeline:
        """The timeline of which `dataclasses.asdict` made a document."""
        return cls(
            document["frames"],
            document["fps"],
            tuple(Line(**one) for one in document["lines"]),
            tuple(Mark(**one) for one in document["chapters"]),
            tuple(Sound(**one) for one in document["sounds"]),
            tuple(Ending(**one) for one in document["endings"]),
        )

    @property
    def seconds(self) -> float:
        return self.frames / self.fps


@dataclass(frozen=True)
class Clip:
    """A video, its timeline, and the digest of the numbers that it shows.

    The video is silent: sounds are encoded once, when a film is joined of its clips.
    """

    video: Path
    timeline: Timeline
    data: str = ""
    spent: Spent = field(default_factory=dict)  # by whoever drew it now; nothing if it was kept


@dataclass(frozen=True)
class Frame:
    """One picture of a storyboard."""

    label: str
    seconds: float
    pixels: NDArray[Any]  # uint8, shape (height, width, 4)
