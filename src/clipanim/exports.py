"""Films for a lecture: what `clipanim export` writes, from a film that exists or is rendered first.

Nothing of what is exported is rendered again. Files and folders appear whole or not at all; by a
sheet that lies beside them, or in them, clipanim knows its own and replaces nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from . import __version__, files
from .engine import Shot
from .films import scene_sheet
from .lecture.errors import ExportError
from .lecture.movie import Movie, MovieError, open_movie
from .lecture.wishes import Progress, Wishes, silent
from .nearest import suggestion
from .recipe import OutputError, digest_of
from .story import plain

Contents = Mapping[str, files.Content]  # by name, within a folder
Make = Callable[[Movie, Path, Wishes, Progress], Contents]
SHEET = ".clipanim.json"  # digests of what was exported into a folder
MADE = ("movie", "private")
ALL = (*MADE, "wishes", "progress")


@dataclass(frozen=True)
class Kind:
    """Something that a film can be exported as.

    Args:
        name: what it is asked for by.
        about: what it is, for a line of help.
        suffix: of its file; none if it is a folder.
        make: writes it into a private folder. A file has one entry, of any name.
        takes: the wishes that it understands.
    """

    name: str
    about: str
    suffix: str
    make: Make
    takes: tuple[str, ...] = ()

    def place(self, film: Path) -> Path:
        """Where it goes unless told."""
        return film.with_suffix(self.suffix) if self.suffix else film.with_suffix(f".{self.name}")


def _of(place: str, *takes: str) -> Make:
    """A function of the room `lecture`, by module and name, imported when it is called.

    Args:
        place: such as "deck:deck".
        takes: which of movie, private, wishes and progress it takes.
    """
    module, _, name = place.partition(":")

    def make(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
        function = getattr(import_module(f".{module}", f"{__package__}.lecture"), name)
        given = {"movie": movie, "private": private, "wishes": wishes, "progress": progress}
        made = function(*(given[one] for one in takes))
        if isinstance(made, str):
            made = made.encode()
        return made if isinstance(made, Mapping) else {name: made}

    return make


def _webm(movie: Movie, private: Path, wishes: Wishes, progress: Progress = silent) -> Contents:
    if not wishes.transparent:
        return _of("media:webm", *ALL)(movie, private, wishes, progress)
    from .lecture.media import stretch_of
    from .overlay import overlay

    return {"film": overlay(movie, stretch_of(movie, wishes), private, progress)}


KINDS = {
    one.name: one
    for one in (
        Kind(
            "player",
            "one page that plays offline; a folder, if -o names one",
            ".html",
            _of("player:page", "movie"),
        ),
        Kind(
            "pptx", "slides for PowerPoint, Keynote and Impress", ".pptx", _of("deck:deck", *MADE)
        ),
        Kind(
            "clips",
            "a video of each chapter, with sound and captions",
            "",
            _of("media:clips", *ALL),
        ),
        Kind(
            "gif",
            "an animation",
            ".gif",
            _of("media:gif", *ALL),
            ("chapter", "width", "fps", "max_size"),
        ),
        Kind("webm", "the film as VP9, for pages", ".webm", _webm, ("chapter", "transparent")),
        Kind("poster", "one picture", ".png", _of("media:poster", *ALL), ("chapter", "at")),
        Kind("frames", "every picture, numbered", "", _of("media:frames", *ALL), ("chapter",)),
        Kind(
            "snippets",
            "text to paste for Quarto, reveal.js, Beamer and more",
            "",
            _of("snippets:snippets", *MADE),
        ),
        Kind(
            "manim-slides",
            "for `manim-slides present` and `convert`",
            "",
            _of("slides:slides", *MADE),
        ),
        Kind(
            "transcript",
            "what is said, in Markdown",
            ".transcript.md",
            _of("transcript:transcript", "movie"),
        ),
    )
}
FOLDERS = {"player": Kind("player", KINDS["player"].about, "", _of("player:folder", *MADE))}


@dataclass(frozen=True)
class Export:
    """A kind, and where it goes."""

    kind: Kind
    place: Path


def planned(
    names: Sequence[str], film: Path, output: Path | None, wishes: Wishes, force: bool = False
) -> list[Export]:
    """What is to be exported from a film, and where to; all of it can be written.

    Raises:
        ExportError: if there is no such kind, or it cannot be as it is wished.
        OutputError: if something lies there that we did not make, unless `force`.
    """
    kinds = [_kind(name, output) for name in dict.fromkeys(names)]
    for wish in wishes.said():
        if not any(wish in one.takes for one in kinds):
            able = ", ".join(one.name for one in KINDS.values() if wish in one.takes)
            raise ExportError(f"{wish.replace('_', '-')}: goes with {able}")
    exports = [Export(one, _place(one, film, output, len(kinds) > 1)) for one in kinds]
    for one in exports:
        _check_place(one, film, force)
    return exports


def _kind(name: str, output: Path | None) -> Kind:
    if name not in KINDS:
        raise ExportError(f"to: no kind {name!r}; {suggestion(name, sorted(KINDS))}")
    if name in FOLDERS and output is not None and output.suffix.lower() != KINDS[name].suffix:
        return FOLDERS[name]
    return KINDS[name]


def _place(kind: Kind, film: Path, output: Path | None, several: bool) -> Path:
    if output is None:
        return kind.place(film)
    if several or (kind.suffix and output.is_dir()):
        return output / kind.place(film).name
    if kind.suffix and not output.name.lower().endswith(kind.suffix):
        raise ExportError(f"{output}: expected a file ending in {kind.suffix}")
    return output


def _check_place(one: Export, film: Path, force: bool) -> None:
    place = one.place
    if os.path.abspath(place) == os.path.abspath(film):
        raise OutputError(f"{place}: is the film itself")
    if one.kind.suffix and place.is_dir():
        raise OutputError(f"{place}: is a folder; expected a file ending in {one.kind.suffix}")
    if not one.kind.suffix and place.exists() and not place.is_dir():
        raise OutputError(f"{place}: is a file; expected a folder")
    above = place.parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir() or not files.takes_files(above):
        raise OutputError(f"{place}: cannot write into the folder {above}")
    if not force and (strange := _strange(one)):
        raise OutputError(
            f"{strange}: exists, and clipanim did not make it as it is; --force replaces it"
        )


def _strange(one: Export) -> Path | None:
    """Something in the way of an export that we did not make, or that was changed since."""
    if one.kind.suffix:
        return None if not one.place.exists() or _is_ours(one.place) else one.place
    ours = _sheet(one.place)
    for file in sorted(one.place.rglob("*")):
        name = file.relative_to(one.place).as_posix()
        if not file.is_dir() and name != SHEET and not _vouched(file, ours.get(name, ())):
            return file
    return None


def _is_ours(file: Path) -> bool:
    return _vouched(file, _sheet(file.parent).get(file.name, ()))


def _vouched(file: Path, digests: Sequence[str]) -> bool:
    return bool(digests) and file.is_file() and digest_of(file) in digests


def _sheet(folder: Path) -> dict[str, list[str]]:
    """The digests that a folder's files had when we wrote them, by name."""
    try:
        document = json.loads((folder / SHEET).read_text(encoding="utf-8"))
        return {str(name): [*map(str, known)] for name, known in document["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


# Writing


def write(movie: Movie, export: Export, wishes: Wishes, progress: Progress = silent) -> Path:
    """Export a film; it appears whole or not at all.

    Raises:
        WriteError: if there is no room, or it cannot be written.
        ExportError: if the film cannot be exported so.
        ExtraMissing: if a library that it needs is not installed.
    """
    with files.private_folder(export.place) as private:
        try:
            made = export.kind.make(movie, private, wishes, progress)
            if export.kind.suffix:
                (content,) = made.values()
                _publish(export.place.parent, {export.place.name: content}, private)
            elif export.place.exists():
                _replace(export.place, made, private)
            else:
                _appear(export.place, made, private)
        except OSError as error:
            if files.is_full(error):
                raise files.full_disk(export.place) from error
            raise
    return export.place


def _publish(folder: Path, made: Contents, private: Path) -> None:
    """Let files appear in a folder, with the sheet that knows them."""
    with files.alone_in(folder):
        known = _sheet(folder)
        digests = {name: _digest(content) for name, content in made.items()}
        both = {name: [digest, *known.get(name, ())[:1]] for name, digest in digests.items()}
        files.write_all(
            [
                (folder / SHEET, _text({**known, **both})),
                *((folder / name, content) for name, content in made.items()),
                (folder / SHEET, _text({**known, **{n: [d] for n, d in digests.items()}})),
            ],
            private,
        )


def _replace(folder: Path, made: Contents, private: Path) -> None:
    """Replace what we exported into a folder, and take away what does not come again."""
    old = {name for name in _sheet(folder) if name not in made}
    for name in made:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    _publish(folder, made, private)
    for name in old:
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(files.WriteError):  # that it names what is gone harms nobody
        left = {name: known for name, known in _sheet(folder).items() if name in made}
        files.write_whole(folder / SHEET, _text(left))


def _appear(folder: Path, made: Contents, private: Path) -> None:
    """Let a new folder appear."""
    new = private / "folder"
    for name, content in made.items():
        file = new / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            shutil.move(content, file)
    digests = {name: [digest_of(new / name)] for name in made}
    (new / SHEET).write_bytes(_text(digests))
    files.move_folder(new, folder)


def _digest(content: files.Content) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else digest_of(content)


def _text(digests: Mapping[str, Sequence[str]]) -> bytes:
    return (json.dumps({"clipanim": __version__, "files": digests}, indent=2) + "\n").encode()


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
    wanted = [plain(scene_sheet(one)) for one in shots]
    scenes = [{k: v for k, v in one.items() if k != "data"} for one in movie.document["scenes"]]
    if scenes != json.loads(json.dumps(wanted)):
        return None, "it shows other scenes or parameters, or an older scene"
    return movie, ""
