"""Plan and write the exports of a film: the files that `clipanim export` makes.

Nothing of what is exported is rendered again. Files and folders appear whole or not at all, and
clipanim replaces only its own: see `export_files`. The kinds are rows of `export_kinds`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clipanim import files
from clipanim.engine import Shot
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions, Progress, no_progress
from clipanim.lecture.movie import Movie, MovieError, open_movie
from clipanim.scene.story_data import to_plain_data
from clipanim.scene.suggest import suggestion

from . import export_files
from .export_kinds import FOLDERS, KINDS, ExportKind
from .making import scene_document
from .outputs import OutputError


@dataclass(frozen=True)
class Export:
    """A kind of export, and where it goes."""

    kind: ExportKind
    place: Path


def plan_exports(
    names: Sequence[str],
    film: Path,
    output: Path | None,
    options: ExportOptions,
    force: bool = False,
) -> list[Export]:
    """What is to be exported from a film, and where to; all of it can be written.

    Raises:
        ExportError: if there is no such kind, or it does not take such options.
        OutputError: if something lies there that we did not make, unless `force`.
    """
    kinds = [_kind(name, output) for name in dict.fromkeys(names)]
    for option in options.names_given():
        if not any(option in one.options for one in kinds):
            able = ", ".join(one.name for one in KINDS.values() if option in one.options)
            raise ExportError(f"{option.replace('_', '-')}: goes with {able}")
    exports = [Export(one, _place(one, film, output, len(kinds) > 1)) for one in kinds]
    for one in exports:
        _check_place(one, film, force)
    return exports


def _kind(name: str, output: Path | None) -> ExportKind:
    if name not in KINDS:
        raise ExportError(f"to: no kind {name!r}; {suggestion(name, sorted(KINDS))}")
    if name in FOLDERS and output is not None and output.suffix.lower() != KINDS[name].suffix:
        return FOLDERS[name]
    return KINDS[name]


def _place(kind: ExportKind, film: Path, output: Path | None, several: bool) -> Path:
    if output is None:
        return kind.default_place(film)
    if several or (kind.suffix and output.is_dir()):
        return output / kind.default_place(film).name
    if kind.suffix and not output.name.lower().endswith(kind.suffix):
        raise ExportError(f"{output}: expected a file ending in {kind.suffix}")
    return output


def _check_place(one: Export, film: Path, force: bool) -> None:
    place, suffix = one.place, one.kind.suffix
    if os.path.abspath(place) == os.path.abspath(film):
        raise OutputError(f"{place}: is the film itself")
    if suffix and place.is_dir():
        raise OutputError(f"{place}: is a folder; expected a file ending in {suffix}")
    if not suffix and place.exists() and not place.is_dir():
        raise OutputError(f"{place}: is a file; expected a folder")
    above = place.parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir() or not files.is_writable(above):
        raise OutputError(f"{place}: cannot write into the folder {above}")
    if not force and (foreign := export_files.foreign_file(place, is_folder=not suffix)):
        raise OutputError(
            f"{foreign}: exists, and clipanim did not make it as it is; --force replaces it"
        )


def write_export(
    movie: Movie, export: Export, options: ExportOptions, progress: Progress = no_progress
) -> Path:
    """Export a film; it appears whole or not at all.

    Raises:
        WriteError: if there is no room, or it cannot be written.
        ExportError: if the film cannot be exported so.
        ExtraMissing: if a library that it needs is not installed.
    """
    with files.staging_folder(export.place) as private:
        try:
            made = export.kind.make(movie, private, options, progress)
            if export.kind.suffix:
                (content,) = made.values()
                export_files.write_file(export.place, content, private)
            else:
                export_files.write_folder(export.place, made, private)
        except OSError as error:
            if files.is_disk_full(error):
                raise files.disk_full_error(export.place) from error
            raise
    return export.place


# The film


def is_film(name: str) -> bool:
    """Whether it names a film, and no scene or lesson."""
    return name.lower().endswith(".mp4")


def existing(film: Path, shots: Sequence[Shot]) -> tuple[Movie | None, str]:
    """The film of shots, if it is there and shows them as they are now; or why it does not."""
    try:
        movie = open_movie(film)
    except MovieError as error:
        return None, str(error).removeprefix(f"{film}: ")
    wanted = [to_plain_data(scene_document(one)) for one in shots]
    scenes = [{k: v for k, v in one.items() if k != "data"} for one in movie.recipe["scenes"]]
    if scenes != json.loads(json.dumps(wanted)):
        return None, "it shows other scenes or parameters, or an older scene"
    return movie, ""
