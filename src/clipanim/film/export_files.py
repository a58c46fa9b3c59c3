"""Write exported files whole or not at all, and know by digests which ones are ours.

A sheet in the folder, `.clipanim.json`, holds the digests of what was exported into it. What fits
none of them was made or changed by somebody else, and is replaced only if forced.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from clipanim import __version__, files
from clipanim.files import digest_of_file

Contents = Mapping[str, files.Content]  # by name, within a folder
SHEET = ".clipanim.json"


def foreign_file(place: Path, is_folder: bool) -> Path | None:
    """A file in the way of an export that we did not make, or that was changed since."""
    if not is_folder:
        known = _read_sheet(place.parent).get(place.name, ())
        return None if not place.exists() or _is_known(place, known) else place
    ours = _read_sheet(place)
    for file in sorted(place.rglob("*")):
        name = file.relative_to(place).as_posix()
        if not file.is_dir() and name != SHEET and not _is_known(file, ours.get(name, ())):
            return file
    return None


def _is_known(file: Path, digests: Sequence[str]) -> bool:
    return bool(digests) and file.is_file() and digest_of_file(file) in digests


def _read_sheet(folder: Path) -> dict[str, list[str]]:
    """The digests that a folder's files had when we wrote them, by name."""
    try:
        document = json.loads((folder / SHEET).read_text(encoding="utf-8"))
        return {str(name): [*map(str, known)] for name, known in document["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write_file(place: Path, content: files.Content, private: Path) -> None:
    """Let an exported file appear; WriteError if it cannot be written."""
    _write_with_sheet(place.parent, {place.name: content}, private)


def write_folder(place: Path, made: Contents, private: Path) -> None:
    """Let an exported folder appear, or replace the one that we made; WriteError if it fails."""
    if place.exists():
        _replace_folder(place, made, private)
    else:
        _create_folder(place, made, private)


def _write_with_sheet(folder: Path, made: Contents, private: Path) -> None:
    """Write files and the sheet that knows them; meanwhile it knows the old ones, too."""
    with files.folder_lock(folder):
        known = _read_sheet(folder)
        digests = {name: _digest(content) for name, content in made.items()}
        both = {name: [digest, *known.get(name, ())[:1]] for name, digest in digests.items()}
        files.write_all_atomic(
            [
                (folder / SHEET, _sheet({**known, **both})),
                *((folder / name, content) for name, content in made.items()),
                (folder / SHEET, _sheet({**known, **{n: [d] for n, d in digests.items()}})),
            ],
            private,
        )


def _replace_folder(folder: Path, made: Contents, private: Path) -> None:
    """Replace what we exported into a folder, and take away what does not come again."""
    old = {name for name in _read_sheet(folder) if name not in made}
    for name in made:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    _write_with_sheet(folder, made, private)
    for name in old:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(files.WriteError):  # that it names what is gone harms nobody
        left = {name: known for name, known in _read_sheet(folder).items() if name in made}
        files.write_atomic(folder / SHEET, _sheet(left))


def _create_folder(folder: Path, made: Contents, private: Path) -> None:
    new = private / "folder"
    for name, content in made.items():
        file = new / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            shutil.move(content, file)
    digests = {name: [digest_of_file(new / name)] for name in made}
    (new / SHEET).write_bytes(_sheet(digests))
    files.move_folder_atomic(new, folder)


def _digest(content: files.Content) -> str:
    return (
        hashlib.sha256(content).hexdigest()
        if isinstance(content, bytes)
        else digest_of_file(content)
    )


def _sheet(digests: Mapping[str, Sequence[str]]) -> bytes:
    return (json.dumps({"clipanim": __version__, "files": digests}, indent=2) + "\n").encode()
