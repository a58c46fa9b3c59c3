"""`clipanim render`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.api import Failure, Film
from clipanim.film import outputs
from clipanim.film.lesson import is_lesson
from clipanim.film.progress_bar import ProgressBar

from . import options, render_request, workers
from .command import SceneCommand
from .profile import print_profile
from .render_request import RenderRequest
from .report import print_plan, report

EXAMPLE = """\
clipanim render cliff_leap --threshold 0.5 -q low
clipanim render cliff_leap --sweep threshold=0.25:4:9 -q low -o thresholds
clipanim render cliff_leap clip_formula --join -o lecture.mp4
clipanim render course -q low
clipanim render --from cliff_leap.mp4"""


@click.command(cls=SceneCommand, lessons=True, example=EXAMPLE)
@click.argument("scene", type=options.SceneName(lessons=True), metavar="SCENE...", nargs=-1)
@click.option(
    "--from", "source", type=options.PATH, metavar="FILM",
    help="Make a film again from the recipe inside it.",
)  # fmt: skip
@click.option(
    "--sweep", multiple=True, metavar="NAME=VALUES",
    help="A film of each value: A,B,... or FIRST:LAST:COUNT, with :log for equal multiples. "
    "Several give every combination.",
)  # fmt: skip
@click.option(
    "--batch", type=options.PATH, metavar="FILE.toml",
    help="Films from a file: [[film]] for each, below it scene, its parameters, and where the "
    "film goes (output), if not to media/NAME.mp4.",
)  # fmt: skip
@options.configured
@options.film("quality", "size", "fps")
@options.output("an .mp4 file, media/NAME.mp4 unless said; for several films a folder")
@options.film("theme", "captions", "voice")
@options.chapter
@click.option("-p", "--preview", is_flag=True, help="Open the film when it is done.")
@click.option("--dry-run", is_flag=True, help="Check everything and count frames; draw nothing.")
@click.option("--join", is_flag=True, help="Make one film of several scenes.")
@click.option(
    "--cards/--no-cards", default=None,
    help="With or without a card before each scene of a lesson, in place of what it says.",
)  # fmt: skip
@options.force
@workers.worker_options
@options.cache_dir
@click.option("--fresh", is_flag=True, help="Draw everything anew, whatever the cache holds.")
@click.option("--profile", is_flag=True, help="Say where the time went, chapter by chapter.")
@options.as_json
def render(
    preview: bool,
    profile: bool,
    dry_run: bool,
    force: bool,
    jobs: int | None,
    executor: str | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    cache_dir: Path | None,
    fresh: bool,
    as_json: bool,
    **asked: Any,
) -> int:
    """Render films.

    A lesson (its name, or the path of a .toml file) is one film of several scenes. Captions and a
    recipe appear beside each film, all of them whole or not at all.
    """
    request = _request(**asked)
    for film in request.films:
        outputs.check_film(film, force)
    if dry_run:
        return print_plan(request, jobs, cache_dir, as_json)
    with (
        workers.connected(jobs, executor, tls_ca_file, tls_cert, tls_key) as drawing,
        ProgressBar() as progress,
    ):
        made = _rendered(
            request,
            api.RenderOptions(
                **drawing, force=force, cache=cache_dir, fresh=fresh, progress=progress
            ),
        )
    if profile:
        print_profile(made)
    return report(made, preview, as_json)


def _request(
    scene: tuple[str, ...],
    source: Path | None,
    sweep: tuple[str, ...],
    batch: Path | None,
    given: dict[str, Any],
    config: Path | None,
    output: Path | None,
    chapter: str | None,
    join: bool,
    cards: bool | None,
    **film_options: Any,
) -> RenderRequest:
    """What is to be made, checked."""
    if source is not None:
        return render_request.request_recipe(source, output)
    if batch is not None:
        return render_request.request_batch(batch, output, film_options)
    if any(map(is_lesson, scene)):
        return render_request.request_lesson(scene, output, cards, film_options)
    render_request.refuse_flags(["cards"], "are those of a lesson")
    settings = api.FilmOptions(**film_options).settings()
    shots = options.shots_of(_at_least_one(scene), given, config, chapter)
    names = [one.file.name for one in shots]
    if sweep:
        shots, names = render_request.sweep_shots(shots, sweep, given, chapter)
    return render_request.request_scenes(shots, names, output, join, settings)


def _rendered(request: RenderRequest, options: api.RenderOptions) -> Sequence[Film | Failure]:
    """Render all films; what a single film fails of is raised."""
    if len(request.groups) == 1:
        return [api.make_film(request.groups[0], request.films[0], request.settings, options)]
    made = api.make_films(request.groups, request.films, request.settings, options)
    return sorted(made, key=lambda one: request.films.index(one.video))


def _at_least_one(scene: tuple[str, ...]) -> tuple[str, ...]:
    if not scene:
        context = click.get_current_context()
        argument = next(one for one in context.command.params if one.name == "scene")
        raise click.MissingParameter(ctx=context, param=argument)
    return scene
