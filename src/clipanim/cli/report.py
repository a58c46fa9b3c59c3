"""What `clipanim render` says of its films: before, and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from clipanim import api, engine, recipe
from clipanim.api import Failure, Film
from clipanim.narration import narrated

from .outcome import FAILED, PARTLY, complain, in_words
from .wanted import Wanted


def report(done: Sequence[Film | Failure], preview: bool, as_json: bool) -> int:
    """Say what became of the films; the exit code."""
    films = [one for one in done if isinstance(one, Film)]
    failures = [one for one in done if isinstance(one, Failure)]
    debug = click.get_current_context().find_root().meta.get("debug", False)
    for one in failures:
        complain(one.problem, debug, what=f"{one.video.stem}: ")
    if as_json:
        failed = [
            {"scene": one.scene, "video": str(one.video), "problem": in_words(one.problem)}
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
    return PARTLY if films else FAILED


def _sheet(film: Film) -> dict[str, Any]:
    return {
        "scenes": film.scenes,
        "video": str(film.video),
        "recipe": str(film.recipe),
        "captions": [str(film.video.with_suffix(side)) for side in recipe.CAPTIONS],
        "transcript": str(film.video.with_suffix(recipe.TRANSCRIPT)),
        "frames": film.timeline.frames,
        "seconds": round(film.timeline.seconds, 3),
    }


def announce(wanted: Wanted, jobs: int | None, cache: Path | None, as_json: bool) -> int:
    """Say what would be drawn, and about how long it would take."""
    plans, chosen = [], wanted.chosen
    for group, film in zip(wanted.groups, wanted.films, strict=True):
        with TemporaryDirectory(prefix="clipanim-") as folder:
            shots = [one.shot for one in narrated(group, chosen, Path(folder), cache)]
        frames = sum(engine.plan(one, chosen).frames for one in shots)
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
