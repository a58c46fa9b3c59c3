"""What `clipanim render` is asked for: films, the shots of each, and where it goes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from clipanim import api, batch
from clipanim.api import Settings, Shot
from clipanim.config import ConfigError
from clipanim.sweep import read, variants

from . import options

JOINED = "film"  # the name of several scenes in one
LOOK = ("quality", "size", "fps", "theme")


@dataclass(frozen=True)
class Wanted:
    """Films to be made, all of one size, pace and theme."""

    groups: Sequence[Sequence[Shot]]
    films: Sequence[Path]
    chosen: Settings


def of_scenes(
    shots: Sequence[Shot], names: Sequence[str], output: Path | None, join: bool, chosen: Settings
) -> Wanted:
    """A film of each shot, of these names, or one of them all."""
    if join or len(shots) == 1:
        name = names[0] if len(names) == 1 else JOINED
        if output is not None and output.suffix.lower() != ".mp4" and output.is_dir():
            output /= f"{name}.mp4"
        return Wanted([shots], [output or api.MEDIA / f"{name}.mp4"], chosen)
    if output is not None and output.suffix.lower() == ".mp4":
        raise api.SettingError(
            f"{output}: is one film, for {len(shots)}; add --join, or name a folder"
        )
    films = [(output or api.MEDIA) / f"{name}.mp4" for name in names]
    for n in range(1, len(films)):
        if other := twice(films[: n + 1]):
            raise api.SettingError(f"{films[n]}: would be films {other} and {n + 1}")
    return Wanted([[one] for one in shots], films, chosen)


def of_sweep(
    shots: Sequence[Shot], texts: Sequence[str], given: Mapping[str, Any], chapter: str | None
) -> tuple[list[Shot], list[str]]:
    """The shots of a sweep, all of them checked, and their names.

    Args:
        shots: the scene as it would be without a sweep.
        texts: the sweeps.
        given: the parameters that flags set, which cannot vary too.
        chapter: the chapter, if it is only one.
    """
    if len(shots) > 1:
        raise api.SettingError(f"sweep: varies one scene; {len(shots)} are given")
    (shot,) = shots
    sweeps = [read(text, shot.file.params_class()) for text in texts]
    swept = {one.parameter.name for one in sweeps}
    values = shot.params.as_dict().items()
    others = {name: value for name, value in values if name in given or name not in swept}
    found = variants(shot.file, sweeps, others)
    return [api.shot(shot.file, one.values, chapter) for one in found], [one.name for one in found]


def of_batch(path: Path, output: Path | None, look: Mapping[str, Any]) -> Wanted:
    """The films of a file; what the flags say about their look wins over what it says.

    Args:
        path: the file.
        output: the folder for all of them.
        look: quality, size, pace and theme, as the flags and their defaults have them.
    """
    refuse(["scene", "config", "chapter", "join", "sweep"], "with --batch, it stands in the file")
    if output is not None and output.suffix.lower() == ".mp4":
        raise api.SettingError(f"{output}: is one film; name a folder for those of {path}")
    found = batch.load(path)
    said = {key: value for key, value in found.look.items() if not is_flag(key)}
    if isinstance(said.get("size"), str):
        said["size"] = options.Size().convert(said["size"], None, None)
    shots, films = [], []
    for one in found.entries:
        name = one.output or f"{one.file.name}.mp4"
        films.append((output or (Path() if one.output else api.MEDIA)) / name)
        if other := twice(films):
            raise ConfigError(f"{one.place}: output: {films[-1]} is that of film {other} too")
        try:
            shots.append(api.shot(one.file, one.values, one.chapter))
        except api.SettingError as error:
            raise ConfigError(f"{one.place}: {error}") from error
    return Wanted([[one] for one in shots], films, api.settings(**{**look, **said}))


def of_recipe(film: Path, output: Path | None) -> Wanted:
    """A film that was made before, again; nothing else may say what is in it."""
    others = ["scene", "config", *LOOK, "chapter", "join", "sweep", "batch"]
    refuse(others, "the film says it already; leave it out with --from")
    shots, chosen = api.remade(film)
    return Wanted([shots], [output or film.with_suffix(".mp4")], chosen)


def refuse(names: Sequence[str], problem: str) -> None:
    """Refuse what may not be said on the command line now."""
    for name in names:
        if is_flag(name):
            value = click.get_current_context().params.get(name)
            shown = value[0] if name == "scene" and value else name
            raise api.SettingError(f"{shown}: {problem}")


def is_flag(name: str) -> bool:
    """Whether an option stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def twice(films: Sequence[Path]) -> int | None:
    """The number from 1 of the first film whose place the last of them has too."""
    places = [os.path.normcase(os.path.abspath(film)) for film in films]
    first = places.index(places[-1]) + 1
    return first if first < len(places) else None
