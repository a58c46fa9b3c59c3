"""`clipanim new`."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

import click

from clipanim import files
from clipanim.api import SettingError
from clipanim.film.outputs import OutputError
from clipanim.scene import catalogue

from . import options
from .command import Command

IMPORTED = {*sys.stdlib_module_names, "numpy", "manim", "clipanim", "click", "av", "typst", "PIL"}


@click.command(cls=Command, example="clipanim new my_walk --from cliff_leap")
@click.argument("name", metavar="NAME")
@click.option(
    "--from", "origin", type=options.SceneName(), metavar="SCENE",
    help="Copy this scene; a minimal one unless said.",
)  # fmt: skip
@options.force
def new(name: str, origin: str | None, force: bool) -> None:
    """Write a scene of your own.

    It is NAME.py in the folder you are in, and renders at once. If the scene that is copied has
    its data in a TOML file beside it, they come along in NAME.toml.
    """
    stem = name.removesuffix(".py")
    _check_name(stem)
    target = Path(f"{stem}.py")
    _check_free(target, force)
    file = catalogue.find_scene(origin) if origin else catalogue.starter_scene()
    text, data = _renamed(file, stem), file.path.with_suffix(".toml")
    if data.exists():
        _check_free(target.with_suffix(".toml"), force)
        files.write_atomic(target.with_suffix(".toml"), data.read_bytes())
    files.write_atomic(target, text.encode())
    click.echo(target)
    click.echo(f"Try: clipanim render {target} -q low -p", err=True)


def _check_name(stem: str) -> None:
    """Refuse what Python could not import, or would import instead of something else."""
    if not stem.isidentifier() or not stem.isascii() or keyword.iskeyword(stem):
        better = re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_").lower()
        usable = better.isidentifier() and not keyword.iskeyword(better)
        hint = f"did you mean {better}?" if usable else "expected letters, digits and _"
        raise SettingError(f"NAME: {stem!r} cannot be the name of a scene; {hint}")
    if stem in IMPORTED:
        raise SettingError(f"NAME: {stem!r} is a module that scenes import; expected another name")


def _check_free(target: Path, force: bool) -> None:
    if target.is_dir() or (target.exists() and not force):
        raise OutputError(f"{target}: exists; --force replaces it")


def _renamed(file: catalogue.SceneFile, stem: str) -> str:
    """The text of a scene, its class named after its new file."""
    scene = file.class_name()
    name = "".join(part[:1].upper() + part[1:] for part in stem.split("_")) or scene
    text = file.path.read_text(encoding="utf-8")
    if name != scene and re.search(rf"\b{name}\b", text):
        name += "Film"  # the scene has something else of that name
    return re.sub(rf"\b{re.escape(scene)}\b", name, text)
