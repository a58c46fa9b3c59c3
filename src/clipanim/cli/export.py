"""`clipanim export`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.engine import Shot
from clipanim.film import exports
from clipanim.film.export_kinds import KINDS
from clipanim.film.lesson import is_lesson
from clipanim.film.progress_bar import ProgressBar
from clipanim.lecture.export_options import ExportOptions
from clipanim.lecture.movie import Movie, open_movie
from clipanim.scene.param_views import ClickValueType
from clipanim.scene.value_types import Integer, Number

from . import options as shared
from . import render_request
from .command import SceneCommand

EXAMPLE = """\
clipanim export cliff_leap --to player,pptx
clipanim export media/course.mp4 --to player -o course    # a folder, for long films
clipanim export cliff_leap --to gif --chapter 2 --width 480 --max-size 3MB
clipanim export cliff_leap --to webm --transparent -o overlay.webm"""
UNITS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}


class Size(click.ParamType[int]):
    """A number of bytes, as in 3MB."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]?)b?", str(value).strip().lower())
        if found is None or not float(found[1]):
            self.fail(f"expected a size like 3MB or 500kB, got {value!r}", param, ctx)
        return round(float(found[1]) * UNITS[found[2]])


class KindNames(click.ParamType[list[str]]):
    """Kinds of export, with commas between them."""

    name = "KIND"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        names = [one.strip() for one in str(value).split(",") if one.strip()]
        return names or self.fail(f"expected some of {', '.join(KINDS)}", param, ctx)


@click.command(cls=SceneCommand, lessons=True, films=True, example=EXAMPLE)
@click.argument(
    "scene", type=shared.SceneName(lessons=True, films=True), metavar="SCENE|LESSON|FILM.mp4"
)
@click.option(
    "--to", "kinds", type=KindNames(), multiple=True, required=True, metavar="KIND,...",
    help="; ".join(f"{one.name}: {one.about}" for one in KINDS.values()) + ".",
)  # fmt: skip
@shared.configured
@shared.output("a file or folder for one kind, a folder for several; beside the film unless said")
@click.option("--chapter", metavar="NAME|N", help="Only this chapter: gif, webm, poster, frames.")
@click.option(
    "--at",
    type=ClickValueType(Number(0, 36000)),
    metavar="SECONDS",
    help="The poster, at this moment.",
)
@click.option(
    "--width",
    type=ClickValueType(Integer(32, 3840)),
    metavar="N",
    help="Of a gif, pixels; 640 unless said.",
)
@click.option(
    "--fps", type=ClickValueType(Integer(1, 50)), metavar="N",
    help="Of a gif, frames per second; 12 unless said.",
)  # fmt: skip
@click.option("--max-size", type=Size(), metavar="SIZE", help="Make a gif narrower until it fits.")
@click.option(
    "--transparent", is_flag=True, default=None,
    help="A webm without its ground, to lie over slides; its scenes are drawn for it.",
)  # fmt: skip
@shared.force
@shared.jobs
@shared.cache_dir
@shared.as_json
def export(
    scene: str,
    given: dict[str, Any],
    kinds: tuple[list[str], ...],
    config: Path | None,
    output: Path | None,
    force: bool,
    jobs: int | None,
    cache_dir: Path | None,
    as_json: bool,
    **export_options: Any,
) -> None:
    """Take a film into a lecture: pages, slides, clips, pictures, text to paste.

    A film is exported as it is. Of a scene or a lesson it is media/NAME.mp4, which is rendered
    first if it is not there or does not show what is asked for.
    """
    names = [name for each in kinds for name in each]
    options = ExportOptions(**export_options)
    shots, film = _asked(scene, given, config, options.chapter)
    planned = exports.plan_exports(names, film, output, options, force)
    movie = _movie(scene, shots, film, force, jobs, cache_dir)
    written = []
    for one in planned:
        with ProgressBar() as progress:
            written.append(exports.write_export(movie, one, options, progress))
        if not as_json:
            click.echo(written[-1])
    if as_json:
        made = [
            {"kind": one.kind.name, "path": str(path)}
            for one, path in zip(planned, written, strict=True)
        ]
        click.echo(json.dumps({"film": str(movie.video), "exports": made}, indent=2))


def _asked(
    name: str, given: dict[str, Any], config: Path | None, chapter: str | None
) -> tuple[Sequence[Shot], Path]:
    """The shots of a scene or lesson, and its film; no shots of a film."""
    if exports.is_film(name):
        render_request.refuse_flags(
            ["config"], "a film has its parameters; name a scene for others"
        )
        open_movie(Path(name))
        return [], Path(name)
    if is_lesson(name):
        render_request.refuse_flags(["config"], "a lesson says it in its file")
        return api.lesson_shots(name), api.MEDIA / f"{Path(name).stem}.mp4"
    shots = shared.shots_of([name], given, config)
    _check_chapter(shots[0], chapter)
    return shots, api.MEDIA / f"{shots[0].file.name}.mp4"


def _check_chapter(shot: Shot, chapter: str | None) -> None:
    """Refuse a chapter that the film of a scene will not have; a plain scene tells nothing yet."""
    count = len(shot.file.chapters())
    is_card = chapter is not None and chapter.strip() == str(count + 1)
    if chapter is not None and count and not is_card:
        api.find_chapter(shot.file, chapter)


def _movie(
    name: str,
    shots: Sequence[Shot],
    film: Path,
    force: bool,
    jobs: int | None,
    cache: Path | None,
) -> Movie:
    """The film, rendered first if need be."""
    if not shots:
        return open_movie(film)
    movie, why = exports.existing(film, shots)
    if movie is not None:
        return movie
    click.echo(f"{film}: {why}; rendering it first", err=True)
    with ProgressBar() as progress:
        options = api.RenderOptions(jobs=jobs, force=force, cache=cache, progress=progress)
        api.make_film(shots, film, api.settings(), options)
    return open_movie(film)
