"""`clipanim render`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from clipanim import api, recipe
from clipanim.api import Failure, Film
from clipanim.lesson import is_lesson

from . import options, wanted, workers
from .command import SceneCommand
from .profile import tell_times
from .progress import Progress
from .report import announce, report
from .wanted import Wanted

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
@options.quality("medium")
@options.fps
@options.output("an .mp4 file, media/NAME.mp4 unless said; for several films a folder")
@options.theme
@options.captions
@options.voice
@options.chapter
@click.option("-p", "--preview", is_flag=True, help="Open the film when it is done.")
@click.option("--dry-run", is_flag=True, help="Check everything and count frames; draw nothing.")
@click.option("--join", is_flag=True, help="Make one film of several scenes.")
@click.option(
    "--cards/--no-cards", default=None,
    help="With or without a card before each scene of a lesson, in place of what it says.",
)  # fmt: skip
@options.force
@workers.choice
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
    films = _wanted(**asked)
    for film in films.films:
        recipe.check_film(film, force)
    if dry_run:
        return announce(films, jobs, cache_dir, as_json)
    with (
        workers.hired(jobs, executor, tls_ca_file, tls_cert, tls_key) as drawing,
        Progress() as progress,
    ):
        how: Any = {**drawing, "force": force, "cache": cache_dir, "fresh": fresh}
        how["progress"] = progress
        made = _made(films, how)
    if profile:
        tell_times(made)
    return report(made, preview, as_json)


def _wanted(
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
    **look: Any,
) -> Wanted:
    """What is to be made, checked."""
    if source is not None:
        return wanted.of_recipe(source, output)
    if batch is not None:
        return wanted.of_batch(batch, output, look)
    if any(map(is_lesson, scene)):
        return wanted.of_lesson(scene, output, cards, look)
    wanted.refuse(["cards"], "are those of a lesson")
    chosen = api.settings(**look)
    shots = options.shots_of(_some(scene), given, config, chapter)
    names = [one.file.name for one in shots]
    if sweep:
        shots, names = wanted.of_sweep(shots, sweep, given, chapter)
    return wanted.of_scenes(shots, names, output, join, chosen)


def _made(films: Wanted, how: dict[str, Any]) -> Sequence[Film | Failure]:
    """Make them; what a single film fails of is raised."""
    if len(films.groups) == 1:
        return [api.shoot(films.groups[0], films.films[0], films.chosen, **how)]
    made = api.shoot_each(films.groups, films.films, films.chosen, **how)
    return sorted(made, key=lambda one: films.films.index(one.video))


def _some(scene: tuple[str, ...]) -> tuple[str, ...]:
    if not scene:
        context = click.get_current_context()
        argument = next(one for one in context.command.params if one.name == "scene")
        raise click.MissingParameter(ctx=context, param=argument)
    return scene
