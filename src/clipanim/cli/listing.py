"""`clipanim list`."""

from __future__ import annotations

import json
from typing import Any

import click

from clipanim import catalogue
from clipanim.params import describe
from clipanim.story import plain

from . import options
from .command import Command


@click.command("list", cls=Command, example="clipanim list --json")
@options.as_json
def list_scenes(as_json: bool) -> None:
    """List the built-in scenes."""
    scenes = catalogue.builtin()
    if as_json:
        click.echo(json.dumps([_sheet(file) for file in scenes.values()], indent=2))
        return
    width = max(map(len, scenes), default=0)
    for name, file in scenes.items():
        length = f"{file.length:3.0f} s" if file.length else " " * 5
        click.echo(f"{name:<{width}}  {length}  {file.title}")


def _sheet(file: catalogue.SceneFile) -> dict[str, Any]:
    """What a program wants to know of a scene."""
    return {
        "name": file.name,
        "title": file.title,
        "seconds": file.length,
        "chapters": file.chapters(),
        "parameters": [
            {
                "name": one.name,
                "flag": one.flag,
                "default": plain(one.default),
                "allowed": one.kind.allowed(),
                "unit": one.unit,
                "meaning": one.meaning,
            }
            for one in describe(file.params_class())
        ],
    }
