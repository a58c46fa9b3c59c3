"""`clipanim data`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.scene.csv_table import field_to_csv

from . import options
from .command import SceneCommand

EXAMPLE = """\
clipanim data cliff_leap --threshold 0.5 --json
clipanim data clip_formula --csv raw"""


@click.command(cls=SceneCommand, example=EXAMPLE)
@options.scene
@options.configured
@click.option("--json", "as_json", is_flag=True, help="All of it, as JSON: the default.")
@click.option("--csv", "field", metavar="FIELD", help="One field as a table.")
def data(
    scene: str, given: dict[str, Any], config: Path | None, as_json: bool, field: str | None
) -> None:
    """Print every number that a film shows.

    Infinity and NaN are the strings "inf", "-inf" and "nan"; a complex number is [re, im].
    """
    if as_json and field is not None:
        raise api.SettingError("csv: prints a table; leave out --json")
    (shot,) = options.shots_of([scene], given, config)
    document = api.data(shot.file, shot.params)
    if field is None:
        click.echo(readable(document))
    else:
        click.echo(field_to_csv(document["data"], field), nl=False)


def readable(value: Any, margin: str = "") -> str:
    """JSON with a line for each field, and its numbers side by side."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = margin + "  "
    fields = [f"{inner}{json.dumps(key)}: {readable(one, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(fields) + "\n" + margin + "}"
