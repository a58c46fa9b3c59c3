"""What `clipanim render` is asked for: films, the shots of each, and where they go."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.api import Settings, Shot
from clipanim.film import batch, narration
from clipanim.film.lesson import find_lesson
from clipanim.film.options import TOML_TYPES
from clipanim.film.param_sweep import expand_sweeps, parse_sweep
from clipanim.film.requests import entry_shot
from clipanim.scene.config import ConfigError

JOINED = "film"  # the name of several scenes in one


@dataclass(frozen=True)
class RenderRequest:
    """Films to be made, all of one size, pace and theme."""

    groups: Sequence[Sequence[Shot]]
    films: Sequence[Path]
    settings: Settings


def request_scenes(
    shots: Sequence[Shot], names: Sequence[str], output: Path | None, join: bool, settings: Settings
) -> RenderRequest:
    """A film of each shot, of these names, or one of them all."""
    if join or len(shots) == 1:
        name = names[0] if len(names) == 1 else JOINED
        if output is not None and output.suffix.lower() != ".mp4" and output.is_dir():
            output /= f"{name}.mp4"
        return RenderRequest([shots], [output or api.MEDIA / f"{name}.mp4"], settings)
    if output is not None and output.suffix.lower() == ".mp4":
        raise api.SettingError(
            f"{output}: is one film, for {len(shots)}; add --join, or name a folder"
        )
    films = [(output or api.MEDIA) / f"{name}.mp4" for name in names]
    for n in range(1, len(films)):
        if other := first_with_same_place(films[: n + 1]):
            raise api.SettingError(f"{films[n]}: would be films {other} and {n + 1}")
    return RenderRequest([[one] for one in shots], films, settings)


def sweep_shots(
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
    sweeps = [parse_sweep(text, shot.file.params_class()) for text in texts]
    swept = {one.parameter.name for one in sweeps}
    values = shot.params.as_dict().items()
    others = {name: value for name, value in values if name in given or name not in swept}
    found = expand_sweeps(shot.file, sweeps, others)
    return [api.make_shot(shot.file, one.values, chapter) for one in found], [
        one.name for one in found
    ]


def request_batch(path: Path, output: Path | None, flags: Mapping[str, Any]) -> RenderRequest:
    """The films of a file; what the flags say about their look wins over what it says.

    Args:
        path: the file.
        output: the folder for all of them.
        flags: the fields of `FilmOptions`, as the flags and their defaults have them.
    """
    others = ["scene", "config", "chapter", "join", "sweep", "cards"]
    refuse_flags(others, "with --batch, it stands in the file")
    if output is not None and output.suffix.lower() == ".mp4":
        raise api.SettingError(f"{output}: is one film; name a folder for those of {path}")
    found = batch.load_batch(path)
    settings = _settings(path, found.options, flags)
    shots, films = [], []
    for one in found.entries:
        place = one.own.get("output")
        films.append((output or (Path() if place else api.MEDIA)) / (place or _film(one.file.name)))
        if other := first_with_same_place(films):
            raise ConfigError(f"{one.place}, output: {films[-1]} is that of film {other} too")
        shots.append(entry_shot(one, one.own.get("chapter")))
    return RenderRequest([[one] for one in shots], films, settings)


def request_lesson(
    names: Sequence[str], output: Path | None, cards: bool | None, flags: Mapping[str, Any]
) -> RenderRequest:
    """The films of a lesson; what the flags say wins over what it says.

    Args:
        names: the lesson, by name or path, and nothing else.
        output: its film, or the folder for it; a film of each scene goes beside it, into a
            folder of the film's name.
        cards: whether a card comes before each scene, if a flag says so.
        flags: the fields of `FilmOptions`, as the flags and their defaults have them.
    """
    refuse_flags(["config", "chapter", "join", "sweep"], "a lesson says it in its file")
    if len(names) > 1:
        raise api.SettingError(f"{' '.join(names)}: a lesson is rendered by itself")
    found = find_lesson(names[0])
    settings = _settings(found.path, found.options, flags)
    film = output or api.MEDIA / _film(found.name)
    if film.suffix.lower() != ".mp4" and film.is_dir():
        film /= _film(found.name)
    groups: list[Sequence[Shot]] = []
    films: list[Path] = []
    if "film" in found.outputs:
        groups.append(api.lesson_shots(found, cards))
        films.append(film)
    if "scenes" in found.outputs:
        groups += api.lesson_scenes(found)
        films += [film.with_suffix("") / _film(part.name) for part in found.parts]
    return RenderRequest(groups, films, settings)


def _film(name: str) -> str:
    return f"{name}.mp4"


def _settings(path: Path, in_file: Mapping[str, Any], flags: Mapping[str, Any]) -> Settings:
    """The settings of a film: a flag wins over the file, the file over the default."""
    from_file = {key: value for key, value in in_file.items() if not is_flag(key)}
    if isinstance(from_file.get("voice"), str):
        from_file["voice"] = narration.voice_beside(path, from_file["voice"])
    try:
        return api.FilmOptions(**{**flags, **from_file}).settings()
    except api.SettingError as error:
        raise (ConfigError(f"{path}: {error}") if from_file else error) from error


def request_recipe(film: Path, output: Path | None) -> RenderRequest:
    """A film that was made before, again; nothing else may say what is in it."""
    others = ["scene", "config", *TOML_TYPES, "chapter", "join", "sweep", "batch", "cards"]
    refuse_flags(others, "the film says it already; leave it out with --from")
    shots, settings = api.shots_from_recipe(film)
    return RenderRequest([shots], [output or film.with_suffix(".mp4")], settings)


def refuse_flags(names: Sequence[str], problem: str) -> None:
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


def first_with_same_place(films: Sequence[Path]) -> int | None:
    """The number from 1 of the first film whose place the last of them has too."""
    places = [os.path.normcase(os.path.abspath(film)) for film in films]
    first = places.index(places[-1]) + 1
    return first if first < len(places) else None
