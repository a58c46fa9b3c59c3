"""`clipanim render`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from clipanim import api, engine, recipe
from clipanim.api import Failure, Film, Settings, Shot

from . import options
from .command import SceneCommand
from .outcome import FAILED, PARTLY, complain, in_words
from .progress import Progress

JOINED = "film"  # the name of several scenes in one

EXAMPLE = """\
clipanim render cliff_leap --threshold 0.5 -q low
clipanim render --from cliff_leap.mp4
clipanim render cliff_leap clip_formula --join -o lecture.mp4"""


@click.command(cls=SceneCommand, example=EXAMPLE)
@click.argument("scene", type=options.SceneName(), metavar="SCENE...", nargs=-1)
@click.option(
    "--from", "source", type=options.PATH, metavar="FILM",
    help="Make a film again from the recipe inside it.",
)  # fmt: skip
@options.configured
@options.quality("medium")
@options.fps
@options.output("an .mp4 file; media/NAME.mp4 unless said")
@options.theme
@options.chapter
@click.option("-p", "--preview", is_flag=True, help="Open the film when it is done.")
@click.option("--dry-run", is_flag=True, help="Check everything and count frames; draw nothing.")
@click.option("--join", is_flag=True, help="Make one film of several scenes.")
@options.force
@options.jobs
@options.cache_dir
@click.option("--fresh", is_flag=True, help="Draw everything anew, whatever the cache holds.")
@options.as_json
def render(
    scene: tuple[str, ...],
    source: Path | None,
    given: dict[str, Any],
    config: Path | None,
    output: Path | None,
    chapter: str | None,
    preview: bool,
    dry_run: bool,
    join: bool,
    force: bool,
    jobs: int | None,
    cache_dir: Path | None,
    fresh: bool,
    as_json: bool,
    **look: Any,
) -> int:
    """Render films.

    Captions and a recipe appear beside each, all of them whole or not at all.
    """
    if source is not None:
        shots, chosen = _again(source, scene)
        join, output = True, output or source.with_suffix(".mp4")
    else:
        chosen, shots = api.settings(**look), options.shots_of(_some(scene), given, config, chapter)
    groups = [shots] if join else [[one] for one in shots]
    films = _places(groups, output)
    for film in films:
        recipe.check_film(film, force)
    if dry_run:
        return _announce(groups, films, chosen, jobs, as_json)
    with Progress() as progress:
        how: Any = {"jobs": jobs, "force": force, "cache": cache_dir, "fresh": fresh}
        how["progress"] = progress
        if len(groups) == 1:
            done: list[Film | Failure] = [api.shoot(groups[0], films[0], chosen, **how)]
        else:
            done = list(api.shoot_each(groups, films, chosen, **how))
    return _report(done, preview, as_json)


def _some(scene: tuple[str, ...]) -> tuple[str, ...]:
    if not scene:
        context = click.get_current_context()
        argument = next(one for one in context.command.params if one.name == "scene")
        raise click.MissingParameter(ctx=context, param=argument)
    return scene


def _again(film: Path, scene: tuple[str, ...]) -> tuple[list[Shot], Settings]:
    """What a film was made from; nothing else may say so too."""
    context = click.get_current_context()
    others = ["config", "quality", "size", "fps", "theme", "chapter", "join"]
    for name in others:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise api.SettingError(f"{name}: the film says it already; leave it out with --from")
    if scene:
        raise api.SettingError(f"{scene[0]}: the film says it already; leave it out with --from")
    return api.remade(film)


def _places(groups: Sequence[Sequence[Shot]], output: Path | None) -> list[Path]:
    """Where the films go."""
    if output is not None and len(groups) > 1:
        raise api.SettingError(f"{output}: is one film, for several scenes; add --join")
    if output is not None:
        return [output]
    names = [one[0].file.name if len(one) == 1 else JOINED for one in groups]
    return [api.MEDIA / f"{name}.mp4" for name in names]


def _report(done: Sequence[Film | Failure], preview: bool, as_json: bool) -> int:
    """Say what became of the films; the exit code."""
    films = [one for one in done if isinstance(one, Film)]
    failures = [one for one in done if isinstance(one, Failure)]
    debug = click.get_current_context().find_root().meta.get("debug", False)
    for one in failures:
        complain(one.problem, debug, what=f"{one.scene}: ")
    if as_json:
        failed = [{"scene": one.scene, "problem": in_words(one.problem)} for one in failures]
        made = [_sheet(one) for one in films]
        click.echo(json.dumps({"films": made, "failed": failed}, indent=2))
    else:
        for film in films:
            click.echo(film.video)
    if preview:
        for film in films:
            click.launch(str(film.video))
    if not failures:
        return 0
    return PARTLY if films else FAILED


def _sheet(film: Film) -> dict[str, Any]:
    return {
        "scenes": film.scenes,
        "video": str(film.video),
        "recipe": str(film.recipe),
        "captions": [str(film.video.with_suffix(side)) for side in recipe.SIDES],
        "frames": film.timeline.frames,
        "seconds": round(film.timeline.seconds, 3),
    }


def _announce(
    groups: Sequence[Sequence[Shot]],
    films: Sequence[Path],
    chosen: Settings,
    jobs: int | None,
    as_json: bool,
) -> int:
    """What would be drawn, and about how long it would take."""
    plans = []
    for group, film in zip(groups, films, strict=True):
        frames = sum(engine.plan(one, chosen).frames for one in group)
        plans.append(
            {
                "scenes": [one.file.name for one in group],
                "video": str(film),
                "frames": frames,
                "seconds": round(frames / chosen.fps, 3),
                "estimate": round(api.estimate(frames, chosen, jobs), 1),
            }
        )
    if as_json:
        click.echo(json.dumps({"films": plans}, indent=2))
        return 0
    size = f"{chosen.width}x{chosen.height} at {chosen.fps} frames a second"
    for plan in plans:
        length = f"{plan['frames']} frames, {plan['seconds']:.0f} s, {size}"
        click.echo(f"{plan['video']}: {length}; about {plan['estimate']:.0f} s to draw")
    return 0
