"""Options that several commands share, and what they make of their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from clipanim import api
from clipanim.engine import QUALITIES, Shot
from clipanim.film.lesson import find_lesson
from clipanim.film.options import parse_size
from clipanim.scene import catalogue, config
from clipanim.scene.param_views import ClickValueType
from clipanim.scene.value_types import Integer, Number

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
        try:
            return parse_size(value)
        except api.SettingError as error:
            self.fail(str(error).removeprefix("size: "), param, ctx)


class SceneName(click.ParamType[str]):
    """A built-in scene, or the path of a .py file; also a lesson or film, if told."""

    name = "scene"

    def __init__(self, lessons: bool = False, films: bool = False):
        self.lessons, self.films = lessons, films

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        known = {name: file.title for name, file in catalogue.builtin_scenes().items()}
        if self.lessons:
            known |= {name: find_lesson(name).title for name in catalogue.builtin_lessons()}
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
force = click.option("--force", is_flag=True, help="Replace a file that clipanim did not make.")
as_json = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")


TYPES: dict[str, Any] = {  # of the fields of FilmOptions that are more than text or a choice
    "quality": Quality([*QUALITIES]),
    "size": Size(),
    "fps": ClickValueType(Integer(*api.FRAME_RATES)),
}
METAVARS = {"fps": "N", "voice": "piper|espeak|FILE.onnx|FOLDER"}


def film(*names: str, quality: str = "medium") -> Callable[[F], F]:
    """The flags of some fields of `FilmOptions`, as they are declared there."""
    declared = {one.name: one for one in fields(api.FilmOptions)}

    def decorate(function: F) -> F:
        for name in reversed(names):
            one = declared[name]
            default = quality if name == "quality" else one.default
            choices = one.metadata["choices"]
            flags = ["-q", "--quality"] if name == "quality" else [f"--{name}"]
            function = click.option(
                *flags,
                type=TYPES.get(name) or (click.Choice(choices) if choices else None),
                default=default,
                show_default=default is not None,
                metavar=METAVARS.get(name),
                help=one.metadata["about"],
            )(function)
        return function

    return decorate


def _folder(_ctx: click.Context, _param: click.Parameter, chosen: Path | None) -> Path | None:
    if chosen is not None and chosen.exists() and not chosen.is_dir():
        raise click.BadParameter(f"{chosen} is not a folder")
    return chosen and chosen.absolute()


cache_dir = click.option(
    "--cache-dir", type=PATH, metavar="DIR", callback=_folder,
    help="The cache; CLIPANIM_CACHE or the platform's place unless said.",
)  # fmt: skip
jobs = click.option(
    "-j", "--jobs", type=ClickValueType(Integer(1, 256)), metavar="N",
    help="How much to draw at once; as many as there are cores, unless said.",
)  # fmt: skip
at = click.option(
    "--at", type=ClickValueType(Number(0, 3600)), metavar="SECONDS", help="The film at this moment."
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
    files = [catalogue.find_scene(name) for name in names]
    scenes = {file.name: file for file in files}
    if len(scenes) < len(files):
        twice = next(one for one in scenes if sum(file.name == one for file in files) > 1)
        raise api.SettingError(f"{twice}: given twice; a film's name is that of its scene")
    if len(files) > 1 and chosen is not None:
        raise api.SettingError(f"chapter: {chosen!r} belongs to one scene; {len(files)} are given")
    values = config.read_scene_values(toml, scenes) if toml else {}
    return [api.make_shot(file, {**values.get(file.name, {}), **given}, chosen) for file in files]
