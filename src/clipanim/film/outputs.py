"""Publish films and pictures with their recipes, and replace only files that are ours.

Beside `film.mp4` stands `film.json`, its recipe: scenes, parameters, settings, versions, and
a digest of every file that belongs to the film. By those digests clipanim knows its own
files: it replaces them without asking, and nothing else. A picture carries its mark inside.
While a film is replaced, the recipe also names the digests of what comes next, so that a run
which is killed then leaves nothing that the next one would not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clipanim import files
from clipanim.files import digest_of_file
from clipanim.film.image_metadata import embed_recipe, has_valid_recipe

CAPTIONS, TRANSCRIPT = (".srt", ".vtt"), ".md"
SIDES = (*CAPTIONS, TRANSCRIPT)  # what appears beside a film, with its recipe


class OutputError(ValueError):
    """A place where nothing may be written; the message names it and the way out."""


# Before anything slow


def check_film(film: Path, force: bool = False) -> None:
    """Refuse a place for a film, its captions, transcript and recipe, if it is none."""
    _check_place(film, ".mp4")
    if not force:
        with files.folder_lock(film.parent):  # while another run replaces it, it fits no recipe
            _check_ours(film)


def _check_ours(film: Path) -> None:
    sheet = film.with_suffix(".json")
    ours = _vouched(_sheet_in(sheet))
    for file in _files_of(film):
        if file.exists() and (file.name, digest_of_file(file)) not in ours:
            raise OutputError(_not_ours(file))
    if sheet.exists() and not ours:
        raise OutputError(_not_ours(sheet))


def _files_of(film: Path) -> list[Path]:
    return [*(film.with_suffix(side) for side in SIDES), film]


def check_picture(picture: Path, force: bool = False) -> None:
    """Refuse a place for a picture, if it is none."""
    _check_place(picture, ".png")
    if picture.exists() and not force and not has_valid_recipe(picture.read_bytes()):
        raise OutputError(_not_ours(picture))


def _check_place(file: Path, suffix: str) -> None:
    if file.is_dir():
        raise OutputError(f"{file}: is a folder; expected a file ending in {suffix}")
    if file.suffix.lower() != suffix:
        raise OutputError(f"{file}: expected a file ending in {suffix}")
    if file.exists() and not file.is_file():
        raise OutputError(f"{file}: is not a plain file")
    folder = file.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise OutputError(f"{file}: {folder} is not a folder")
    if not files.is_writable(folder):
        raise OutputError(f"{file}: cannot write into the folder {folder}")


def _not_ours(file: Path) -> str:
    return f"{file}: exists, and clipanim did not make it as it is; --force replaces it"


# Writing


def publish(
    film: Path,
    made: Path,
    sides: Mapping[str, str],
    document: Mapping[str, Any],
    force: bool = False,
) -> None:
    """Let a finished film appear, with its captions, transcript and recipe: all of them or none.

    A film that was not there comes last, so that whoever waits for it finds all the rest.

    Args:
        film: where it shall be.
        made: the finished video, in a folder of `files.staging_folder`.
        sides: captions and transcript, by suffix.
        document: the recipe, but for the digests of the files.
        force: replace files of others.

    Raises:
        OutputError: if something lies there by now that we did not make.
        WriteError: if it cannot be written. The film that was there is as it was.
    """
    texts = {film.with_suffix(suffix): text.encode() for suffix, text in sides.items()}
    digests = {file.name: hashlib.sha256(text).hexdigest() for file, text in texts.items()}
    digests = {film.name: digest_of_file(made), **digests}
    full = {**document, "film": film.name, "files": digests}
    sheet = film.with_suffix(".json")
    parts: list[tuple[Path, files.Content]] = [*texts.items(), (film, made)]
    with files.folder_lock(film.parent):
        if not force:
            _check_ours(film)
        old = _sheet_in(sheet)
        if _vouched(old):
            there = {one.name: digest_of_file(one) for one in _files_of(film) if one.exists()}
            between = {**old, "files": there, "next": digests}
            steps = [(sheet, _text(between)), *parts, (sheet, _text(full))]
        else:
            steps = [(sheet, _text(full)), *parts]
        files.write_all_atomic(steps, made.parent)


def _text(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()


def write_picture(file: Path, png: bytes, document: Mapping[str, Any]) -> None:
    """Write a PNG that carries its recipe, by which we know it again."""
    files.write_atomic(file, embed_recipe(png, document))


# Knowing our own


def _sheet_in(file: Path) -> dict[str, Any]:
    """The document of a recipe; empty if it is none of ours."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    made_with = document.get("versions") if isinstance(document, dict) else None
    return document if isinstance(made_with, dict) and "clipanim" in made_with else {}


def _vouched(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The names and digests of the files that a recipe vouches for."""
    parts = [document.get("files"), document.get("next")]
    return {(str(k), str(v)) for one in parts if isinstance(one, dict) for k, v in one.items()}
