"""A part of a scene with all that it takes to draw it on another machine, and what comes back.

The files of a scene travel by their paths: on the other side they lie below a folder, in which
a scene finds what lies beside it, and what it opens from the working folder. No manim here.
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

from clipanim import running
from clipanim.catalogue import SceneFile

from .depends import imported, is_below
from .settings import Settings
from .watch import counts, stamp_of
from .work import Part, Share


@dataclass(frozen=True)
class Parcel:
    """A part of a scene to be drawn."""

    files: Mapping[str, bytes]  # by their absolute paths where it comes from
    folder: str  # the working folder there
    path: str  # of the scene's file, one of them
    scene_name: str | None
    values: dict[str, Any]
    spoken: tuple[tuple[str, float], ...]
    chapter: str | None
    settings: Settings
    part: Part
    anew: bool
    environment: str  # the digest of what it is to be drawn with

    @property
    def name(self) -> str:
        """The scene's name."""
        return Path(self.path).stem


@dataclass(frozen=True)
class Answer:
    """What came of a parcel."""

    share: Share  # with paths as they are where the parcel comes from
    segments: dict[int, bytes]
    where: str  # the machine


@dataclass(frozen=True)
class Missing:
    """A scene did not find a file that was not in the parcel."""

    paths: tuple[str, ...]  # which it may be, as the sender would call it
    problem: str  # what to say if the sender has none of them


@dataclass
class Unpacked:
    """The files of a parcel, below a folder of this machine."""

    root: str
    parcel: Parcel = field(repr=False)

    def here(self, path: str) -> str:
        """Where a file of the sender's lies here."""
        return os.path.join(self.root, os.path.splitdrive(path)[1].lstrip(os.sep))

    def there(self, path: str) -> str:
        """What a file is called at the sender's."""
        if not is_below(path, self.root):
            return path
        drive = os.path.splitdrive(self.parcel.path)[0]
        return drive + path[len(self.root) :]

    def sent(self, path: str) -> str | None:
        """The sender's name of a file that a scene looks for; None if it lies elsewhere."""
        full = os.path.abspath(path)
        return self.there(full) if is_below(full, self.root) else None


@contextmanager
def unpacked(parcel: Parcel) -> Iterator[Unpacked]:
    """Unpack a parcel, and work in its working folder; no other at the same time."""
    made = Unpacked(_root_of(parcel), parcel)
    for path, content in parcel.files.items():
        file = Path(made.here(path))
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    _forget_others(made.root)
    folder = Path(made.here(parcel.folder))
    folder.mkdir(parents=True, exist_ok=True)
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield made
    finally:
        os.chdir(before)


def shelf() -> Path:
    """Where what one parcel takes long to compute is kept for others, in this process."""
    return Path(_base()) / "store"


def _root_of(parcel: Parcel) -> str:
    """One folder for the same files in the same places, so that they are loaded once."""
    found = hashlib.sha256(parcel.folder.encode())
    for path, content in sorted(parcel.files.items()):
        found.update(repr((path, len(content))).encode() + content)
    return os.path.join(_base(), found.hexdigest()[:16])


@cache
def _base() -> str:
    """A folder for parcels, which goes with this process."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="clipanim-parcels-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_last = ""


def _forget_others(root: str) -> None:
    """Forget the modules of other parcels: they may have the names of those in this one."""
    global _last
    if root == _last:
        return
    _last = root
    running.forget()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_below(file, _base()):
            del sys.modules[name]
    sys.path[:] = [one for one in sys.path if not is_below(one, _base())]


def contents(paths: set[str]) -> dict[str, bytes]:
    """The files of a parcel, read; those that are not there are left out."""
    found = {}
    for path in sorted(map(os.path.abspath, paths)):
        if os.path.isfile(path):
            found[path] = Path(path).read_bytes()
    return found


def modules_of(file: SceneFile) -> set[str]:
    """The scene's file, and what it imports from beside it, directly or through another."""
    folder, found, left = file.path.parent, set[str](), [str(file.path)]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        package = ".".join(Path(path).relative_to(folder).parent.parts)
        for name in imported(path, stamp_of(path), package):
            place = folder.joinpath(*name.split("."))
            ways = (place.with_suffix(".py"), place / "__init__.py")
            left += [str(one) for one in ways if one.is_file() and counts(str(one))]
    return found
