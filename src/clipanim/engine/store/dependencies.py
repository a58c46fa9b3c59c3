"""File dependencies of a scene, recorded while it is loaded and drawn, as a compiler does.

Recorded are the modules that the scene imports and the files that it or they open through
Python, now or when they were loaded, also those that were not there; so are the folders that are
listed, and the environment variables that the scene's own modules read (`watched_inputs`). Not
seen are files that C code opens by itself (`declare_file_reads` tells of them), and questions
whether a file exists that is not opened then.
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

from clipanim.scene import loading

from .audit_hook import (
    ACCESS_LOG,
    READ_EVENT,
    AccessedFiles,
    FileAccess,
    FileStamp,
    audit_hook_paused,
    file_stamp,
    install_audit_hook,
    is_user_file,
    working_folder,
)
from .environ_hook import install_environ_hook
from .watched_inputs import (
    ABSENT,
    LISTING,
    VARIABLE,
    input_digest,
    is_watched_input,
    set_variables,
    variables_of_modules,
)

CHANGED = "changed "  # of one that changed while it was used; followed by a unique suffix
install_audit_hook()
install_environ_hook()


class Dependencies:
    """What was accessed since the recording began; made by `record_dependencies`."""

    def __init__(self, scene: Path, scratch: Path | None = None):
        self.scene, self.working_folder = os.path.abspath(scene), working_folder()
        self.scratch = scratch and os.path.realpath(scratch)
        self.accessed = AccessedFiles()
        self._modules_before = {*sys.modules}

    def digests(self) -> dict[str, str]:
        """The sha256 of each file, by its path, which is relative if it was opened so.

        Variables and listings are among them. What was changed meanwhile gets a digest that
        nothing ever has.
        """
        with audit_hook_paused():
            accessed = self._with_imported_modules()
            return {
                self._recorded_path(path, access): _digest_if_unchanged(path, access)
                for path, access in sorted(accessed.read.items())
                if path not in accessed.written and not self._is_temporary(path, access)
            }

    def _with_imported_modules(self) -> AccessedFiles:
        """What was accessed since, or before by the modules that the scene imports."""
        modules = _user_modules()
        new = {path for path, names in modules.items() if not names & self._modules_before}
        read, written = dict(self.accessed.read), set[str]()
        left, done = {self.scene, *new}, set[str]()
        while left:
            file = left.pop()
            done.add(file)
            before = ACCESS_LOG.by_module.get(file, AccessedFiles())
            as_loaded = _access_at_load(file, is_scene=file == self.scene)
            read = {**before.read, **read, file: as_loaded}
            written |= before.written - {*before.read}
            names = imported_modules(file, file_stamp(file), _package_of(modules.get(file, ())))
            for one in variables_of_modules(names):
                read.setdefault(one, FileAccess(file_stamp(one), one, ""))
            left |= {one for one in modules if one in before.read or names & modules[one]} - done
        return AccessedFiles(read, written)

    def _is_temporary(self, path: str, access: FileAccess) -> bool:
        if path.startswith(VARIABLE):
            return False
        is_listing, place = path.startswith(LISTING), path.removeprefix(LISTING)
        real = os.path.realpath(place)
        if self.scratch and is_inside(os.path.join(real, ""), self.scratch):
            return True
        was_there = access.stamp not in ((), (ABSENT,))
        is_there = os.path.isdir(place) if is_listing else bool(file_stamp(path))
        is_gone = was_there and not is_there
        return is_gone and is_inside(real, os.path.realpath(tempfile.gettempdir()))

    def _recorded_path(self, path: str, access: FileAccess) -> str:
        if path.startswith(VARIABLE):
            return path
        is_absolute = os.path.isabs(access.given_path)
        is_relative = not is_absolute and access.working_folder == self.working_folder
        kind = LISTING if path.startswith(LISTING) else ""
        return f"{kind}{os.path.normpath(access.given_path)}" if is_relative else path


@contextmanager
def record_dependencies(scene: Path, scratch: Path | None = None) -> Iterator[Dependencies]:
    """Record what a scene depends on, while it is loaded and drawn in the block.

    Variables that the scene sets have their values back afterwards: the next scene is not its.

    Args:
        scene: the scene's file.
        scratch: a folder whose files do not count.
    """
    dependencies = Dependencies(scene, scratch)
    variables_before = None if ACCESS_LOG.listeners else os.environ.copy()
    ACCESS_LOG.listeners.append(dependencies.accessed)
    try:
        yield dependencies
    finally:
        others = [one for one in ACCESS_LOG.listeners if one is not dependencies.accessed]
        ACCESS_LOG.listeners[:] = others
        if variables_before is not None:
            _reset_variables(dependencies.accessed.written, variables_before)


def _reset_variables(written: Iterable[str], before: Mapping[str, str]) -> None:
    """Undo what a scene has set; what it sets when it is loaded, it sets again the next time."""
    names = [path.removeprefix(VARIABLE) for path in written if path.startswith(VARIABLE)]
    if names:
        set_variables({name: before.get(name) for name in names})
        loading.forget_scenes()


def declare_file_reads(*paths: str | os.PathLike[str]) -> None:
    """Record what C code is about to read, which the audit hook does not see otherwise."""
    for path in paths:
        sys.audit(READ_EVENT, os.fspath(path))


def manim_config_files() -> list[Path]:
    """manim.cfg of the user and of the working folder, whether they exist or not."""
    if sys.platform == "win32":
        own = Path.home() / "AppData" / "Roaming" / "Manim" / "manim.cfg"
    else:
        own = Path.home() / ".config" / "manim" / "manim.cfg"
    return [own, Path("manim.cfg")]


def current_digest(path: str) -> str:
    """The sha256 of a file, a variable or a listing as it is now, or "absent"."""
    if is_watched_input(path):
        with audit_hook_paused():
            return input_digest(path)
    try:
        with audit_hook_paused(), open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ABSENT


def digest_of_bytes(content: bytes) -> str:
    """The sha256 of content, in hexadecimal: the digest of a file that holds it."""
    return hashlib.sha256(content).hexdigest()


def are_unchanged(digests: Mapping[str, str]) -> bool:
    """Whether none of the files was changed while it was used."""
    return not any(one.startswith(CHANGED) for one in digests.values())


def merge_digests(*recordings: Mapping[str, str]) -> dict[str, str]:
    """Merge the digests of several recordings; a file on which they differ counts as changed."""
    merged: dict[str, str] = {}
    for digests in recordings:
        for path, digest in digests.items():
            is_same = merged.setdefault(path, digest) == digest
            merged[path] = digest if is_same else _changed_digest()
    return merged


def is_inside(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, by their text."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _digest_if_unchanged(path: str, access: FileAccess) -> str:
    if access.is_reset:
        return str(access.stamp[0])
    digest = current_digest(path)
    return digest if file_stamp(path) == access.stamp else _changed_digest()


def _changed_digest() -> str:
    return CHANGED + uuid4().hex


def _access_at_load(file: str, is_scene: bool) -> FileAccess:
    """A module's file as it was when it was loaded: Python does not read it again.

    A scene's file is read again when it has changed, so there it is the last time.
    """
    first = None if is_scene else ACCESS_LOG.first_access.get(file)
    return first or FileAccess(file_stamp(file), file, "")


def _user_modules() -> dict[str, set[str]]:
    """The loaded modules of the user: their names by their files."""
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_user_file(path := os.path.abspath(file)):
            found.setdefault(path, set()).add(name)
    return found


def _package_of(names: Iterable[str]) -> str:
    """The package that relative imports of a module start from."""
    return next((str(sys.modules[one].__package__ or "") for one in names), "")


@lru_cache(maxsize=1024)
def imported_modules(file: str, stamp: FileStamp, package: str) -> frozenset[str]:
    """The names of the modules that a source file imports, anywhere in it, with their packages.

    Args:
        file: its path.
        stamp: `file_stamp` of it, so that the answer is cached until it changes.
        package: the package that relative imports start from.
    """
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
