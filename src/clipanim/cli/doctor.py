"""`clipanim doctor`."""

from __future__ import annotations

import importlib
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from clipanim import api
from clipanim.scene import catalogue, recipe

from .command import Command
from .exit_codes import FAILED

NEEDED = ("numpy", "av", "manim", "manimpango", "typst", "PIL", "font_source_sans_pro")


@click.command(cls=Command, example="clipanim doctor")
def doctor() -> int:
    """Say whether everything is there that a film needs."""
    well = True
    for name, answer in _questions():
        try:
            click.echo(f"ok       {name}: {answer()}")
        except Exception as problem:
            well = False
            click.echo(f"missing  {name}: {problem or type(problem).__name__}")
    click.echo("All is well." if well else "Something is missing.")
    return 0 if well else FAILED


def _questions() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "clipanim", lambda: recipe.package_versions()["clipanim"]
    yield "python", lambda: f"{platform.python_version()} on {platform.platform(terse=True)}"
    for module in NEEDED:
        yield module, lambda module=module: _version(module)  # type: ignore[misc]
    yield "scenes", _scenes
    yield "this folder", _writable
    yield "cores", lambda: str(api.cores())


def _version(module: str) -> str:
    """The version of a module, once it has been imported: that it is there is not enough."""
    importlib.import_module(module)
    names = {"PIL": "pillow", "font_source_sans_pro": "font-source-sans-pro"}
    return recipe.package_versions([names.get(module, module)]).get(
        names.get(module, module), "found"
    )


def _scenes() -> str:
    names = [file.name for file in catalogue.builtin_scenes().values() if file.params_class()]
    if not names:
        raise LookupError(f"none found below {Path(sys.prefix)}")
    return ", ".join(names)


def _writable() -> str:
    with tempfile.TemporaryFile(dir="."):
        return "can be written"
