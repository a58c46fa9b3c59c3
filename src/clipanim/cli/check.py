"""`clipanim check`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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

    found = dict[tuple[str, str, str], dict[str, Any]]()
    for values, shot in variants:
        scene_name = shot.file.name
        findings, new = audit.check(shot, settings), list[Any]()
        for one in findings:
            known = found.get((scene_name, one.kind, one.message))
            if known is None:
                new.append(one)
                document = {"scene": scene_name, "with": values, **asdict(one), "also_with": []}
                found[scene_name, one.kind, one.message] = document
            elif values not in (known["with"], *known["also_with"]):
                known["also_with"].append(values)
        if not as_json:
            _print_findings(f"{scene_name} {values}".rstrip(), new, len(findings) - len(new))
    if as_json:
        click.echo(json.dumps({"findings": [*found.values()]}, indent=2))
    return FAILED if found else 0


def _print_findings(name: str, new: Sequence[Any], known: int) -> None:
    """Print what was found, a line each; what was found before, as a number only."""
    for one in new:
        more = f" (and {one.count - 1} more times)" if one.count > 1 else ""
        click.echo(f"{name}: {one.moment}: {one.kind}: {one.message}{more}")
    if known:
        click.echo(f"{name}: {known} found as before")
    elif not new:
        click.echo(f"{name}: nothing found")


def _variants(shot: Shot) -> Iterator[tuple[str, Shot]]:
    """The shot as it is, and with each parameter at each of its ends."""
    yield "", shot
    for one in declared_params(type(shot.params)):
        for value in boundary_values(one):
            params = replace(shot.params, **{one.name: value})
            yield f"{one.flag} {one.format(value)}", replace(shot, params=params)
