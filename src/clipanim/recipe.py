"""How a film was made, and files that appear whole or not at all.

Beside `film.mp4` stands `film.json`, its recipe: scenes, parameters, settings, versions, and
a digest of every file that belongs to the film. By those digests clipanim knows its own
files: it replaces them without asking, and nothing else. A picture carries its mark inside.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from .mark import is_our_picture, marked

SIDES = (".srt", ".vtt")  # what appears beside a film, with its recipe
PARTS = (
    "clipanim",
    "manim",
    "numpy",
    "av",
    "pillow",
    "manimpango",
    "typst",
    "font-source-sans-pro",
)


class OutputError(ValueError):
    """A place where nothing may be written; the message names it and the way out."""


# Before anything slow


def check_film(film: Path, force: bool = False) -> None:
    """Refuse a place for a film, its captions and its recipe, if it is none."""
    _check_place(film, ".mp4")
    ours = _digests(film.with_suffix(".json"))
    for file in (film, *(film.with_suffix(side) for side in SIDES)):
        if file.exists() and not force and ours.get(file.name) != digest_of(file):
            raise OutputError(_not_ours(file))
    sheet = film.with_suffix(".json")
    if sheet.exists() and not force and not ours:
        raise OutputError(_not_ours(sheet))


def check_picture(picture: Path, force: bool = False) -> None:
    """Refuse a place for a picture, if it is none."""
    _check_place(picture, ".png")
    if picture.exists() and not force and not is_our_picture(picture.read_bytes()):
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
    if not _takes_files(folder):
        raise OutputError(f"{file}: cannot write into the folder {folder}")


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made there; asked by making one, as permissions do not tell all."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _not_ours(file: Path) -> str:
    return f"{file}: exists, and clipanim did not make it as it is; --force replaces it"


# Writing


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, also if the power fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def publish(film: Path, made: Path, captions: Mapping[str, str], document: dict[str, Any]) -> None:
    """Let a finished film appear: its captions, its recipe, and last the film itself.

    The film comes last, so that whoever waits for it finds all the rest already there. If we
    are cut off in between, the recipe does not fit the old film any more, and the worst that
    follows is that the next run asks for --force; nothing that belongs to others is lost.

    Args:
        film: where it shall be.
        made: the finished video, in a temporary folder of the same file system.
        captions: their text, by suffix.
        document: the recipe, but for the digests of the files.
    """
    texts = {film.with_suffix(suffix): text.encode() for suffix, text in captions.items()}
    digests = {file.name: hashlib.sha256(text).hexdigest() for file, text in texts.items()}
    full = {**document, "film": film.name, "files": {film.name: digest_of(made), **digests}}
    for file, text in texts.items():
        write_whole(file, text)
    write_whole(film.with_suffix(".json"), (json.dumps(full, indent=2) + "\n").encode())
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    os.replace(made, film)


def write_picture(file: Path, png: bytes, document: Mapping[str, Any]) -> None:
    """Write a PNG that carries its recipe, by which we know it again."""
    write_whole(file, marked(png, document))


# Knowing our own


def digest_of(file: Path) -> str:
    """The sha256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _digests(sheet: Path) -> dict[str, str]:
    """The files that a recipe vouches for; none if it is no recipe of ours."""
    try:
        document = json.loads(sheet.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    made_with = document.get("versions") if isinstance(document, dict) else None
    if not (isinstance(made_with, dict) and "clipanim" in made_with):
        return {}
    files = document.get("files")
    return files if isinstance(files, dict) else {}


# The document


def document(
    scenes: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """The recipe of a film: what it takes to make it again."""
    return {"versions": versions(), "scenes": list(scenes), "settings": dict(settings), **more}


def versions(parts: Iterable[str] = PARTS) -> dict[str, str]:
    """The versions of what a film is made with."""
    found = {}
    for part in parts:
        try:
            found[part] = metadata.version(part)
        except metadata.PackageNotFoundError:
            if part == "clipanim":  # used from a checkout
                from . import __version__

                found[part] = __version__
    return {**found, "python": platform.python_version()}


def private_folder(beside: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder for unfinished work, from which files can be moved in one step to `beside`."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(
        prefix=f".{beside.stem}.", dir=beside.parent, ignore_cleanup_errors=True
    )


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
