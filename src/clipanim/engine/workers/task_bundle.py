"""Task bundles: a partition of a scene with all files to draw it on another machine; no manim.

The files of a scene travel by their paths: the receiver unpacks them below a folder, in which a
scene finds what lies beside it, and what it opens from the working folder.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clipanim.engine.settings import EngineError, Settings
from clipanim.engine.store.audit_hook import file_stamp, is_user_file
from clipanim.engine.store.dependencies import imported_modules, is_inside
from clipanim.engine.store.watched_inputs import is_own_entry, set_variables, variable
from clipanim.scene import loading
from clipanim.scene.catalogue import SceneFile

from .task import Partition, WorkerResult

MAX_FOLDER_BYTES = 200_000_000  # of the files in a folder that a scene lists


@dataclass(frozen=True)
class TaskBundle:
    """A partition of a scene to be drawn, with the files that it needs."""

    files: Mapping[str, bytes]  # by their absolute paths at the sender; a folder's ends with /
    folder: str  # the working folder of the sender
    path: str  # of the scene's file, one of them
    scene_name: str | None
    values: dict[str, Any]
    speech_seconds: tuple[tuple[str, float], ...]
    chapter: str | None
    settings: Settings
    partition: Partition
    redraw_all: bool
    environment: str  # the digest that the worker must have too
    variables: Mapping[str, str | None]  # of the sender's environment; None if it has no such

    @property
    def name(self) -> str:
        """The scene's name."""
        return Path(self.path).stem


@dataclass(frozen=True)
class BundleResult:
    """The segments that were drawn of a bundle."""

    result: WorkerResult  # with the paths of the sender
    segments: dict[int, bytes]  # MP4 files, by number
    host: str


@dataclass(frozen=True)
class MissingFiles:
    """A scene failed on a file, a listing or a variable that may be another one at the sender."""

    paths: tuple[str, ...]  # candidates, by the paths of the sender
    problem: str  # what to say if the sender has none of them
    inputs: Mapping[str, str] = field(default_factory=dict)  # digests of listings and variables


@dataclass
class UnpackedBundle:
    """The files of a bundle, unpacked below a folder of this machine."""

    root: str
    bundle: TaskBundle = field(repr=False)

    def local_path(self, path: str) -> str:
        """The unpacked path of a file, by its path at the sender."""
        return os.path.join(self.root, os.path.splitdrive(path)[1].lstrip(os.sep))

    def sender_path(self, path: str) -> str:
        """The path of an unpacked file at the sender; others stay as they are."""
        if not is_inside(path, self.root):
            return path
        drive = os.path.splitdrive(self.bundle.path)[0]
        return drive + path[len(self.root) :]

    def sender_path_of_missing(self, path: str) -> str | None:
        """The path at the sender of a file that a scene looks for; None if outside the bundle."""
        full = os.path.abspath(path)
        return self.sender_path(full) if is_inside(full, self.root) else None


@contextmanager
def unpacked(bundle: TaskBundle) -> Iterator[UnpackedBundle]:
    """Unpack a bundle and change to its working folder; only one at a time in a process."""
    files = UnpackedBundle(_unpack_folder(bundle), bundle)
    for path, content in bundle.files.items():
        _unpack_file(Path(files.local_path(path)), None if path.endswith(os.sep) else content)
    _unload_other_bundles(files.root)
    folder = Path(files.local_path(bundle.folder))
    folder.mkdir(parents=True, exist_ok=True)
    before = os.getcwd()
    os.chdir(folder)
    variables_before = {name: variable(name) for name in bundle.variables}
    set_variables(bundle.variables)
    try:
        yield files
    finally:
        os.chdir(before)
        set_variables(variables_before)


def _unpack_file(file: Path, content: bytes | None) -> None:
    """Write a file, or make a folder, if it is not there yet."""
    if content is None:
        file.mkdir(parents=True, exist_ok=True)
    elif not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def process_store_folder() -> Path:
    """The folder of a store that the bundles of this process share, as for cached stories."""
    return Path(_bundles_folder()) / "store"


def _unpack_folder(bundle: TaskBundle) -> str:
    """The same folder for the same files and variables, so that modules are loaded once."""
    digest = hashlib.sha256(repr((bundle.folder, sorted(bundle.variables.items()))).encode())
    for path, content in sorted(bundle.files.items()):
        digest.update(repr((path, len(content))).encode() + content)
    return os.path.join(_bundles_folder(), digest.hexdigest()[:16])


@cache
def _bundles_folder() -> str:
    """A temporary folder for bundles, which is removed at the exit of this process."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="clipanim-parcels-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_loaded_root = ""  # of the bundle whose modules are loaded


def _unload_other_bundles(root: str) -> None:
    """Unload the modules of other bundles: they may have the names of those in this one."""
    global _loaded_root
    if root == _loaded_root:
        return
    _loaded_root = root
    loading.clear_module_cache()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_inside(file, _bundles_folder()):
            del sys.modules[name]
    sys.path[:] = [one for one in sys.path if not is_inside(one, _bundles_folder())]


def read_files(paths: set[str]) -> dict[str, bytes]:
    """The contents of files, by absolute path; those that do not exist are left out.

    Of a folder, what it holds: its files, and its folders without theirs.
    """
    contents = {}
    for path in sorted(map(os.path.abspath, paths)):
        if os.path.isfile(path):
            contents[path] = Path(path).read_bytes()
        elif os.path.isdir(path):
            contents |= _read_folder(path)
    return contents


def _read_folder(folder: str) -> dict[str, bytes]:
    contents = {os.path.join(folder, ""): b""}
    with os.scandir(folder) as found:
        entries = [one for one in found if not is_own_entry(one.name)]
    if (size := sum(one.stat().st_size for one in entries if one.is_file())) > MAX_FOLDER_BYTES:
        raise EngineError(
            f"{folder}: a scene lists it, and its files have {size / 1e6:.0f} MB: "
            f"above {MAX_FOLDER_BYTES / 1e6:.0f}, they are not sent to other machines"
        )
    for one in entries:
        if one.is_dir():
            contents[os.path.join(one.path, "")] = b""
        elif one.is_file():
            contents[one.path] = Path(one.path).read_bytes()
    return contents


def imported_files(file: SceneFile) -> set[str]:
    """Paths of the scene's file and of the modules beside it that it imports, also indirectly."""
    folder, found, left = file.path.parent, set[str](), [str(file.path)]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        package = ".".join(Path(path).relative_to(folder).parent.parts)
        for name in imported_modules(path, file_stamp(path), package):
            module = folder.joinpath(*name.split("."))
            candidates = (module.with_suffix(".py"), module / "__init__.py")
            left += [str(one) for one in candidates if one.is_file() and is_user_file(str(one))]
    return found
