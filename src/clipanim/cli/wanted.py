"""What `clipanim render` is asked for: films, the shots of each, and where it goes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from clipanim import api, batch, narration
from clipanim.api import Settings, Shot
from clipanim.config import ConfigError
from clipanim.lesson import find_lesson
from clipanim.shots import shot_of
from clipanim.sweep import read, variants

from . import options

JOINED = "film"  # the name of several scenes in one
LOOK = ("quality", "size", "fps", "theme", "captions", "voice")


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
    others = ["scene", "config", "chapter", "join", "sweep", "cards"]
    refuse(others, "with --batch, it stands in the file")
    if output is not None and output.suffix.lower() == ".mp4":
        raise api.SettingError(f"{output}: is one film; name a folder for those of {path}")
    found = batch.load(path)
    chosen = _chosen(path, found.look, look)
    shots, films = [], []
    for one in found.entries:
        place = one.said.get("output")
        films.append((output or (Path() if place else api.MEDIA)) / (place or _film(one.file.name)))
        if other := twice(films):
            raise ConfigError(f"{one.place}, output: {films[-1]} is that of film {other} too")
        shots.append(shot_of(one, one.said.get("chapter")))
    return Wanted([[one] for one in shots], films, chosen)


def of_lesson(
    names: Sequence[str], output: Path | None, cards: bool | None, look: Mapping[str, Any]
) -> Wanted:
    """The films of a lesson; what the flags say wins over what it says.

    Args:
        names: the lesson, by name or path, and nothing else.
        output: its film, or the folder for it; a film of each scene goes beside it, into a
            folder of the film's name.
        cards: whether a card comes before each scene, if a flag says so.
        look: quality, size, pace and theme, as the flags and their defaults have them.
    """
    refuse(["config", "chapter", "join", "sweep"], "a lesson says it in its file")
    if len(names) > 1:
        raise api.SettingError(f"{' '.join(names)}: a lesson is rendered by itself")
    found = find_lesson(names[0])
    chosen = _chosen(found.path, found.look, look)
    film = output or api.MEDIA / _film(found.name)
    if film.suffix.lower() != ".mp4" and film.is_dir():
        film /= _film(found.name)
    groups: list[Sequence[Shot]] = []
    films: list[Path] = []
    if "film" in found.outputs:
        groups.append(api.lesson(found, cards))
        films.append(film)
    if "scenes" in found.outputs:
        groups += api.scenes_of(found)
        films += [film.with_suffix("") / _film(part.name) for part in found.parts]
    return Wanted(groups, films, chosen)


def _film(name: str) -> str:
    return f"{name}.mp4"


def _chosen(path: Path, in_file: Mapping[str, Any], look: Mapping[str, Any]) -> Settings:
    """Size, pace and theme: a flag wins over the file, the file over the default."""
    said = {key: value for key, value in in_file.items() if not is_flag(key)}
    try:
        if isinstance(said.get("size"), str):
            said["size"] = options.Size().convert(said["size"], None, None)
        if isinstance(said.get("voice"), str):
            said["voice"] = narration.beside(path, said["voice"])
        return api.settings(**{**look, **said})
    except click.BadParameter as error:
        raise ConfigError(f"{path}: size: {error.message}") from error
    except api.SettingError as error:
        raise (ConfigError(f"{path}: {error}") if said else error) from error


def of_recipe(film: Path, output: Path | None) -> Wanted:
    """A film that was made before, again; nothing else may say what is in it."""
    others = ["scene", "config", *LOOK, "chapter", "join", "sweep", "batch", "cards"]
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
