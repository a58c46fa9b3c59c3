"""`clipanim check`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.api import Shot
from clipanim.scene.params import boundary_values, declared_params

from . import options
from .command import SceneCommand
from .exit_codes import FAILED


@click.command(cls=SceneCommand, example="clipanim check cliff_leap clip_formula --ends")
@options.scenes
@options.configured
@options.film("theme")
@options.chapter
@click.option("--ends", "at_ends", is_flag=True, help="Also at both ends of every parameter.")
@options.as_json
def check(
    scene: tuple[str, ...],
    given: dict[str, Any],
    config: Path | None,
    theme: str,
    chapter: str | None,
    at_ends: bool,
    as_json: bool,
) -> int:
    """Look for what a viewer could not read, or not in time.

    Text over text or over a line, shapes outside the frame, small type, weak contrast,
    narration that is too fast or too long. Exits with 1 if there is any.
    """
    settings = api.settings("high", fps=30, theme=theme)
    shots = options.shots_of(scene, given, config, chapter)
    variants = [one for shot in shots for one in (_variants(shot) if at_ends else [("", shot)])]
    from clipanim import audit

    found = []
    for values, shot in variants:
        name = f"{shot.file.name} {values}".rstrip()
        findings = audit.check(shot, settings)
        found += [{"scene": shot.file.name, "with": values, **asdict(one)} for one in findings]
        if not as_json:
            for one in findings:
                click.echo(f"{name}: {one.moment}: {one.kind}: {one.message}")
            if not findings:
                click.echo(f"{name}: nothing found")
    if as_json:
        click.echo(json.dumps({"findings": found}, indent=2))
    return FAILED if found else 0


def _variants(shot: Shot) -> Iterator[tuple[str, Shot]]:
    """The shot as it is, and with each parameter at each of its ends."""
    yield "", shot
    for one in declared_params(type(shot.params)):
        for value in boundary_values(one):
            params = replace(shot.params, **{one.name: value})
            yield f"{one.flag} {one.format(value)}", replace(shot, params=params)
