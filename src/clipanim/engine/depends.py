"""What a drawing depends on: files, recorded while it is drawn, as a compiler records them.

Seen are the modules that the scene imports and the files that it or they open through
Python, now or when they were loaded, also those that were not there. Not seen are files
that C code opens by itself (`note` tells of them), listings of folders, and the environment.
"""

from __future__ import annotations

import ast
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from .watch import LOG, NOTE, Opening, Stamp, Used, counts, install, stamp_of, unwatched

ABSENT = "absent"  # in place of the digest of a file that is not there
CHANGED = "changed "  # of one that was changed while it was used; then what never comes again
install()


class Dependencies:
    """The files that were used since the recording began; make it with `recording`."""

    def __init__(self, scene: Path, scratch: Path | None = None):
        self.scene, self.folder = os.path.abspath(scene), os.getcwd()
        self.scratch = scratch and os.path.realpath(scratch)
        self.used = Used()
        self._before = {*sys.modules}

    def digests(self) -> dict[str, str]:
        """The sha256 of each file, by its path, which is relative if it was opened so.

        A file that was changed meanwhile gets a digest that no file ever has.
        """
        with unwatched():
            used = self._all()
            return {
                self._name(path, opening): _settled(path, opening.stamp)
                for path, opening in sorted(used.read.items())
                if path not in used.written and not self._is_temporary(path, opening)
            }

    def _all(self) -> Used:
        """What was used since, or before by the modules that the scene imports."""
        modules = _user_modules()
        new = {path for path, names in modules.items() if not names & self._before}
        read, written = dict(self.used.read), set[str]()
        left, done = {self.scene, *new}, set[str]()
        while left:
            file = left.pop()
            done.add(file)
            before = LOG.by.get(file, Used())
            as_loaded = _as_loaded(file, is_scene=file == self.scene)
            read = {**before.read, **read, file: as_loaded}
            written |= before.written - {*before.read}
            names = imported(file, stamp_of(file), _package(modules.get(file, ())))
            left |= {one for one in modules if one in before.read or names & modules[one]} - done
        return Used(read, written)

    def _is_temporary(self, path: str, opening: Opening) -> bool:
        real = os.path.realpath(path)
        if self.scratch and is_below(real, self.scratch):
            return True
        is_gone = bool(opening.stamp and not stamp_of(path))
        return is_gone and is_below(real, os.path.realpath(tempfile.gettempdir()))

    def _name(self, path: str, opening: Opening) -> str:
        is_relative = not os.path.isabs(opening.given) and opening.folder == self.folder
        return os.path.normpath(opening.given) if is_relative else path


@contextmanager
def recording(scene: Path, scratch: Path | None = None) -> Iterator[Dependencies]:
    """Record what the scene in a file depends on, while it is loaded and drawn.

    Args:
        scene: the scene's file.
        scratch: a folder whose files do not count.
    """
    found = Dependencies(scene, scratch)
    LOG.listeners.append(found.used)
    try:
        yield found
    finally:
        LOG.listeners[:] = [one for one in LOG.listeners if one is not found.used]


def note(*paths: str | os.PathLike[str]) -> None:
    """Say that files are about to be read by C code, which nobody sees otherwise."""
    for path in paths:
        sys.audit(NOTE, os.fspath(path))


def manim_configs() -> list[Path]:
    """The files beside its own from which manim takes its settings, there or not."""
    if sys.platform == "win32":
        own = Path.home() / "AppData" / "Roaming" / "Manim" / "manim.cfg"
    else:
        own = Path.home() / ".config" / "manim" / "manim.cfg"
    return [own, Path("manim.cfg")]


def digest_now(path: str) -> str:
    """The sha256 of a file as it is now, or "absent"."""
    try:
        with unwatched(), open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ABSENT


def digest_of_bytes(content: bytes) -> str:
    """The digest of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def is_settled(digests: Mapping[str, str]) -> bool:
    """Whether no file was changed while it was used."""
    return not any(one.startswith(CHANGED) for one in digests.values())


def merged(*digests: Mapping[str, str]) -> dict[str, str]:
    """What several recordings depend on together; a file that they saw differ is changed."""
    found: dict[str, str] = {}
    for one in digests:
        for path, digest in one.items():
            same = found.setdefault(path, digest) == digest
            found[path] = digest if same else _changed()
    return found


def is_below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, by their text."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _settled(path: str, stamp: Stamp) -> str:
    digest = digest_now(path)
    return digest if stamp_of(path) == stamp else _changed()


def _changed() -> str:
    return CHANGED + uuid4().hex


def _as_loaded(file: str, is_scene: bool) -> Opening:
    """A module's file as it was when it was loaded: Python does not read it again.

    A scene's file is read again when it has changed, so there it is the last time.
    """
    seen = None if is_scene else LOG.first.get(file)
    return seen or Opening(stamp_of(file), file, "")


def _user_modules() -> dict[str, set[str]]:
    """The files of the modules that are loaded, unless versions stand for them; their names."""
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and counts(path := os.path.abspath(file)):
            found.setdefault(path, set()).add(name)
    return found


def _package(names: Iterable[str]) -> str:
    """The package that relative imports of a module start from."""
    return next((str(sys.modules[one].__package__ or "") for one in names), "")


@lru_cache(maxsize=1024)
def imported(file: str, stamp: Stamp, package: str) -> frozenset[str]:
    """The modules that a file may import, anywhere in it; `stamp` says which file."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, ValueError, SyntaxError, RecursionError):
        return frozenset()  # a library, or changed meanwhile
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            names |= {base, *(f"{base}.{one.name}" for one in node.names)}
    return frozenset(name for one in names for name in _with_parents(one))


def _with_parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]
