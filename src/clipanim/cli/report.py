"""What `clipanim render` prints: the plan of a dry run, and the films that were made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from clipanim import api, engine
from clipanim.api import Failure, Film
from clipanim.film import outputs
from clipanim.film.narration import narrate
from clipanim.film.options import RenderOptions

from .exit_codes import FAILED, PARTLY_FAILED, error_text, print_error
from .render_request import RenderRequest


def report(done: Sequence[Film | Failure], preview: bool, as_json: bool) -> int:
    """Say what became of the films; the exit code."""
    films = [one for one in done if isinstance(one, Film)]
    failures = [one for one in done if isinstance(one, Failure)]
    debug = click.get_current_context().find_root().meta.get("debug", False)
    for one in failures:
        print_error(one.problem, debug, what=f"{one.video.stem}: ")
    if as_json:
        failed = [
            {"scene": one.scene, "video": str(one.video), "problem": error_text(one.problem)}
            for one in failures
        ]
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
    return PARTLY_FAILED if films else FAILED


def _sheet(film: Film) -> dict[str, Any]:
    return {
        "scenes": film.scenes,
        "video": str(film.video),
        "recipe": str(film.recipe),
        "captions": [str(film.video.with_suffix(side)) for side in outputs.CAPTIONS],
        "transcript": str(film.video.with_suffix(outputs.TRANSCRIPT)),
        "frames": film.timeline.frames,
        "seconds": round(film.timeline.seconds, 3),
    }


def print_plan(request: RenderRequest, jobs: int | None, cache: Path | None, as_json: bool) -> int:
    """Say what would be drawn, and about how long it would take."""
    plans, settings = [], request.settings
    for group, film in zip(request.groups, request.films, strict=True):
        with TemporaryDirectory(prefix="clipanim-") as folder:
            shots = [
                one.shot
                for one in narrate(group, settings, Path(folder), RenderOptions(cache=cache))
            ]
        frames = sum(engine.plan(one, settings).frames for one in shots)
        plans.append(
            {
                "scenes": [one.file.name for one in group],
                "video": str(film),
                "frames": frames,
                "seconds": round(frames / settings.fps, 3),
                "estimate": round(api.estimate(frames, settings, jobs), 1),
            }
        )
    if as_json:
        click.echo(json.dumps({"films": plans}, indent=2))
        return 0
    size = f"{settings.width}x{settings.height} at {settings.fps} frames a second"
    for plan in plans:
        length = f"{plan['frames']} frames, {plan['seconds']:.0f} s, {size}"
        click.echo(f"{plan['video']}: {length}; about {plan['estimate']:.0f} s to draw")
    return 0
