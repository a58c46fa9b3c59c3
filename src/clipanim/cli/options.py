"""Options that several commands share, and what they make of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from clipanim import api, catalogue, config
from clipanim.engine import QUALITIES, Shot
from clipanim.kinds import Number, Whole
from clipanim.lesson import find_lesson
from clipanim.views import KindText

F = TypeVar("F", bound=Callable[..., Any])
LETTERS = {"l": "low", "m": "medium", "h": "high", "k": "4k"}  # as manim has them


class Quality(click.Choice[str]):
    """A quality by its name, or by manim's letter for it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(LETTERS.get(value, value), param, ctx)


class Size(click.ParamType[Any]):
    """A width and a height, as in 1280x720."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        width, _, height = str(value).lower().replace("×", "x").partition("x")
        if isinstance(value, str) and width.isdecimal() and height.isdecimal():
            return int(width[:9]), int(height[:9])
        self.fail(f"expected WIDTHxHEIGHT, like 1280x720, got {value!r}", param, ctx)


class SceneName(click.ParamType[str]):
    """A built-in scene, or the path of a .py file; also a lesson or film, if told."""

    name = "scene"

    def __init__(self, lessons: bool = False, films: bool = False):
        self.lessons, self.films = lessons, films

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        known = {name: file.title for name, file in catalogue.builtin().items()}
        if self.lessons:
            known |= {name: find_lesson(name).title for name in catalogue.lessons()}
        fitting = [
            CompletionItem(name, help=title)
            for name, title in known.items()
            if name.startswith(incomplete)
        ]
        return fitting or [CompletionItem(incomplete, type="file")]


class ChapterName(click.ParamType[str]):
    """A chapter by its name, or by its number from 1."""

    name = "NAME|N"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        file = getattr(ctx.command, "file", None)
        names = file.chapters() if file else []
        return [CompletionItem(one) for one in names if one.lower().startswith(incomplete.lower())]


PATH = click.Path(path_type=Path)
scene = click.argument("scene", type=SceneName(), metavar="SCENE")
scenes = click.argument("scene", type=SceneName(), metavar="SCENE...", nargs=-1, required=True)
configured = click.option(
    "-c", "--config", type=PATH, metavar="FILE.toml",
    help="Parameters from a file: keys for one scene, a table each for several.",
)  # fmt: skip
chapter = click.option("--chapter", type=ChapterName(), help="Only this chapter.")
theme = click.option(
    "--theme", type=click.Choice(api.THEMES), default="dark", show_default=True,
    help="Dark, or light for white slides.",
)  # fmt: skip
captions = click.option(
    "--captions", type=click.Choice(api.CAPTIONS), default="burned", show_default=True,
    help="In the picture, on a soft track only, or neither. Files of them come in any case.",
)  # fmt: skip
voice = click.option(
    "--voice", default="none", show_default=True, metavar="piper|espeak|FILE.onnx|FOLDER",
    help="Who speaks the lines: an engine, a voice of piper's, or recordings; see `script`.",
)  # fmt: skip
force = click.option("--force", is_flag=True, help="Replace a file that clipanim did not make.")
as_json = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")


def quality(default: str) -> Callable[[F], F]:
    """The options -q and --size."""

    def decorate(function: F) -> F:
        size = click.option("--size", type=Size(), help="Pixels, in place of those of -q.")
        chosen = click.option(
            "-q", "--quality", type=Quality([*QUALITIES]), default=default, show_default=True,
            help="Size and frames per second; also l, m, h, k.",
        )  # fmt: skip
        return chosen(size(function))

    return decorate


fps = click.option(
    "--fps", type=KindText(Whole(*api.PACES)), metavar="N", help="Frames per second, likewise."
)


def _folder(_ctx: click.Context, _param: click.Parameter, chosen: Path | None) -> Path | None:
    if chosen is not None and chosen.exists() and not chosen.is_dir():
        raise click.BadParameter(f"{chosen} is not a folder")
    return chosen and chosen.absolute()


cache_dir = click.option(
    "--cache-dir", type=PATH, metavar="DIR", callback=_folder,
    help="The cache; CLIPANIM_CACHE or the platform's place unless said.",
)  # fmt: skip
jobs = click.option(
    "-j", "--jobs", type=KindText(Whole(1, 256)), metavar="N",
    help="How much to draw at once; as many as there are cores, unless said.",
)  # fmt: skip
at = click.option(
    "--at", type=KindText(Number(0, 3600)), metavar="SECONDS", help="The film at this moment."
)


def output(what: str) -> Callable[[F], F]:
    """The option -o."""
    return click.option("-o", "--output", type=PATH, metavar="FILE", help=f"Where: {what}.")


def shots_of(
    names: Sequence[str],
    given: Mapping[str, Any],
    toml: Path | None,
    chosen: str | None = None,
) -> list[Shot]:
    """The scenes with their parameters: a flag wins over the file, the file over the default."""
    files = [catalogue.find(name) for name in names]
    scenes = {file.name: file for file in files}
    if len(scenes) < len(files):
        twice = next(one for one in scenes if sum(file.name == one for file in files) > 1)
        raise api.SettingError(f"{twice}: given twice; a film's name is that of its scene")
    if len(files) > 1 and chosen is not None:
        raise api.SettingError(f"chapter: {chosen!r} belongs to one scene; {len(files)} are given")
    values = config.values_for(toml, scenes) if toml else {}
    return [api.shot(file, {**values.get(file.name, {}), **given}, chosen) for file in files]
