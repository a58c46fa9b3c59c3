"""Options of films: declared and checked once, for flags, TOML files, Python and recipes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, TypeVar

from clipanim.engine import QUALITIES, Progress, Settings

F = TypeVar("F", bound=Callable[..., Any])
THEMES = ("dark", "light")
CAPTIONS = ("burned", "track", "none")  # in the picture; beside it; not at all
SIZES = (64, 7680)  # pixels, the least and the greatest width or height
FRAME_RATES = (1, 240)  # frames per second
SIZE_EXPECTED = "expected WIDTHxHEIGHT, like 1280x720, got"


class SettingError(ValueError):
    """A size, pace, theme, chapter or moment that cannot be; the message says what can."""


def _option(default: Any, about: str, *, toml: type = str, choices: tuple[str, ...] = ()) -> Any:
    """A field with its help text, its type in TOML files, and what it may be."""
    return field(default=default, metadata={"about": about, "toml": toml, "choices": choices})


@dataclass(frozen=True)
class FilmOptions:
    """How a film looks and sounds.

    `size` is (width, height) in pixels or text such as "1280x720"; it and `fps` win over those
    of `quality`. `voice` is "none", "piper", "espeak", a voice of piper's (FILE.onnx) or a folder
    of recordings.
    """

    quality: str = _option(
        "medium", "Size and frames per second; also l, m, h, k.", choices=tuple(QUALITIES)
    )
    size: tuple[int, int] | str | None = _option(None, "Pixels, in place of those of -q.")
    fps: int | None = _option(None, "Frames per second, likewise.", toml=int)
    theme: str = _option("dark", "Dark, or light for white slides.", choices=THEMES)
    captions: str = _option(
        "burned",
        "In the picture, on a soft track only, or neither. Files of them come in any case.",
        choices=CAPTIONS,
    )
    voice: str = _option(
        "none",
        "Who speaks the lines: an engine, a voice of piper's, or recordings; see `script`.",
    )

    @classmethod
    def from_recipe(cls, document: Mapping[str, Any]) -> FilmOptions:
        """The options that give the settings that a recipe holds.

        Raises:
            KeyError: if it lacks width, height or fps.
            TypeError: if it has a key that is no setting.
        """
        settings = dict(document)
        size = settings.pop("width"), settings.pop("height")
        return cls(size=size, fps=settings.pop("fps"), **settings)

    def settings(self) -> Settings:
        """The settings that the engine takes.

        Raises:
            SettingError: if an option cannot have its value; names it, and what is allowed.
        """
        for one in fields(self):
            choices, value = one.metadata["choices"], getattr(self, one.name)
            if choices and value not in choices:
                raise SettingError(f"{one.name}: {value!r} is not one of {', '.join(choices)}")
        width, height, frame_rate = QUALITIES[self.quality]
        if self.size is not None:
            width, height = parse_size(self.size)
        if self.fps is not None:
            frame_rate = self.fps
        least, most = SIZES
        if not (least <= width <= most and least <= height <= most):
            raise SettingError(
                f"size: {width}x{height}: width and height must be {least} to {most}"
            )
        if width % 2 or height % 2:
            raise SettingError(f"size: {width}x{height}: width and height must be even")
        least, most = FRAME_RATES
        if type(frame_rate) is not int or not least <= frame_rate <= most:
            raise SettingError(f"fps: {frame_rate} is not in {least} to {most}")
        if not isinstance(self.voice, str):
            raise SettingError(f"voice: {self.voice!r} is not a name or a path")
        return Settings(width, height, frame_rate, self.theme, self.captions, self.voice)


def parse_size(size: Any) -> tuple[int, int]:
    """Width and height in pixels, of a pair of whole numbers or of text such as "1280x720".

    Raises:
        SettingError: if it is neither.
    """
    if isinstance(size, str):
        width, _, height = size.lower().replace("×", "x").partition("x")
        if width.isdecimal() and height.isdecimal():
            return int(width[:9]), int(height[:9])
    elif isinstance(size, tuple | list) and [type(one) for one in size] == [int, int]:
        return size[0], size[1]
    raise SettingError(f"size: {SIZE_EXPECTED} {size!r}")


@dataclass(frozen=True)
class RenderOptions:
    """Who draws, what is kept, and where to report; nothing of it changes a frame.

    Args:
        jobs: processes that draw, or workers of the executor; as many as cores unless said.
        executor: who draws, if not processes of our own.
        force: replace files that clipanim did not make.
        cache: the folder of what was drawn before; the platform's unless said.
        fresh: draw everything anew, whatever the cache holds.
        progress: called with frames done, frames in all, and what is drawn.
    """

    jobs: int | None = None
    executor: Executor | None = None
    force: bool = False
    cache: Path | None = None
    fresh: bool = False
    progress: Progress = lambda done, total, what: None

    def for_engine(self) -> dict[str, Any]:
        """The keyword arguments of `engine.render_each`."""
        return {
            "jobs": self.jobs or cores(),
            "executor": self.executor,
            "cache": self.cache,
            "fresh": self.fresh,
            "progress": self.progress,
        }


TOML_TYPES = {one.name: (one.metadata["toml"],) for one in fields(FilmOptions)}
FILM_NAMES = {one.name for one in fields(FilmOptions)}
RENDER_NAMES = {one.name for one in fields(RenderOptions)}


def with_options(*kinds: type, **defaults: Any) -> Callable[[F], F]:
    """Let a function's `**options` be the fields of dataclasses, as its signature then shows.

    Args:
        kinds: the dataclasses.
        defaults: values that are other than the fields' own.
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def call(*args: Any, **options: Any) -> Any:
            return function(*args, **{**defaults, **options})

        shown = signature(function)
        named = [_parameter(one, defaults) for kind in kinds for one in fields(kind)]
        own = list(shown.parameters.values())
        rest = [one for one in own if one.kind is Parameter.VAR_KEYWORD and one.name == "params"]
        own = [one for one in own if one.kind is not Parameter.VAR_KEYWORD]
        call.__signature__ = shown.replace(parameters=[*own, *named, *rest])  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


def _parameter(one: Field[Any], defaults: Mapping[str, Any]) -> Parameter:
    default = defaults.get(one.name, None if one.default is MISSING else one.default)
    return Parameter(one.name, Parameter.KEYWORD_ONLY, default=default, annotation=one.type)


def split_options(
    given: Mapping[str, Any],
) -> tuple[FilmOptions, RenderOptions, dict[str, Any]]:
    """Keyword arguments as options of the film, options of its rendering, and all others."""
    film: dict[str, Any] = {}
    render: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in given.items():
        kind = film if name in FILM_NAMES else render if name in RENDER_NAMES else others
        kind[name] = value
    return FilmOptions(**film), RenderOptions(**render), others


def cores() -> int:
    """How many processes can draw at once: the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def settings(quality: str = "medium", **options: Any) -> Settings:
    """The settings of a film; `options` are further fields of FilmOptions.

    Raises:
        SettingError: if an option cannot have its value.
    """
    return FilmOptions(quality, **options).settings()


__all__ = [
    "CAPTIONS",
    "FRAME_RATES",
    "SIZES",
    "THEMES",
    "TOML_TYPES",
    "FilmOptions",
    "RenderOptions",
    "SettingError",
    "cores",
    "parse_size",
    "settings",
    "split_options",
    "with_options",
]
