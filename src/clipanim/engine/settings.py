"""Input and output values of the engine: settings, shots, timelines and clips; no manim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipanim.scene.card_text import CardText

from .profile import PhaseTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clipanim.scene.catalogue import SceneFile
    from clipanim.scene.params import SceneParams

QUALITIES = {  # name: width, height, frames per second
    "draft": (426, 240, 15),
    "low": (854, 480, 15),
    "medium": (1280, 720, 30),
    "high": (1920, 1080, 60),
    "4k": (3840, 2160, 60),
}


Progress = Callable[[int, int, str], None]  # frames done, frames in all, what is drawn


class EngineError(RuntimeError):
    """Rendering failed; the message is one line."""


@dataclass(frozen=True)
class Settings:
    """Size, frame rate and theme of a film."""

    width: int
    height: int
    fps: int
    theme: str = "dark"
    captions: str = "burned"  # into the picture; or "track", or "none"
    voice: str = "none"  # speaks the lines; not used by the engine, see `Shot.speech_seconds`


@dataclass(frozen=True)
class Certificates:
    """TLS files of the connection to a cluster, as `dask worker` takes them."""

    authority: Path  # --tls-ca-file
    certificate: Path  # --tls-cert
    key: Path  # --tls-key


@dataclass(frozen=True)
class Shot:
    """A scene with its parameters, to be rendered; one chapter of it only, if that is named."""

    file: SceneFile
    params: SceneParams
    chapter: str | None = None
    title: str = ""  # the name of its chapter in a film of several shots; not drawn
    speech_seconds: tuple[tuple[str, float], ...] = ()  # duration of speech by the ids of lines


@dataclass(frozen=True)
class Line:
    """A line of narration, and the seconds at which it appears on screen and leaves."""

    id: str
    text: str
    start: float
    end: float
    values: dict[str, str] = field(default_factory=dict)  # the numbers in it, by their fields
    heard: float | None = None  # second at which its speech begins, if it is spoken


@dataclass(frozen=True)
class ChapterMark:
    """A chapter: the second at which it starts, and at which its picture begins to leave."""

    name: str
    start: float
    end: float | None = None  # if known


@dataclass(frozen=True)
class Sound:
    """A sound file that is played from a moment on."""

    file: str  # as manim found it: relative to the working folder, if it was named so
    digest: str  # sha256 of its content
    start: float  # seconds
    gain: float  # decibels
    gain_to_background: float  # decibels, applied meanwhile to sounds that were added before


@dataclass(frozen=True)
class Timeline:
    """Length of a film, and the times of its lines, chapters, sounds and closing cards."""

    frames: int
    fps: int
    lines: tuple[Line, ...]
    chapters: tuple[ChapterMark, ...]
    sounds: tuple[Sound, ...] = ()
    endings: tuple[CardText, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Timeline:
        """A timeline from the document that `dataclasses.asdict` made of it."""
        return cls(
            document["frames"],
            document["fps"],
            tuple(Line(**one) for one in document["lines"]),
            tuple(ChapterMark(**one) for one in document["chapters"]),
            tuple(Sound(**one) for one in document["sounds"]),
            tuple(CardText(**one) for one in document["endings"]),
        )

    @property
    def seconds(self) -> float:
        """The length of the film."""
        return self.frames / self.fps


@dataclass(frozen=True)
class Clip:
    """A rendered video, its timeline, and digests of the data and variables behind it.

    The video is silent: sounds are encoded once, when clips are joined to a film.
    """

    video: Path
    timeline: Timeline
    data: str = ""
    phase_times: PhaseTimes = field(default_factory=dict)  # of the workers; empty if cached
    variables: dict[str, str] = field(default_factory=dict)  # by name: those its scene has read


@dataclass(frozen=True)
class Frame:
    """One still of a storyboard."""

    label: str
    seconds: float
    pixels: NDArray[Any]  # uint8, shape (height, width, 4)
