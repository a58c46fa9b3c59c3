"""Dependencies of a scene that are no files: environment variables and listings of folders.

They are recorded beside files, under names that no recorded path has: `env://NAME` is a variable,
`env://` the names of all of them, and `folder://PATH` what a folder holds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping

VARIABLE = "env://"
LISTING = "folder://"
ABSENT = "absent"  # in place of the digest of what does not exist
# The shell sets these anew with every command, folder or shell.
UNWATCHED_VARIABLES = {"_", "OLDPWD", "SHLVL"}
# What rendering itself leaves in a folder: it must not make the next film another one.
OWN_ENTRIES = {"__pycache__", "media"}
STAGING_MARK = ".clipanim-"
LOCALE_VARIABLES = (
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_COLLATE",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_MONETARY",
    "LC_NUMERIC",
    "LC_TIME",
)
# Variables that the C library reads for a module of Python, where no hook sees it.
VARIABLES_OF_MODULES = {
    "locale": LOCALE_VARIABLES,
    "gettext": LOCALE_VARIABLES,
    "time": ("TZ",),
    "datetime": ("TZ",),
}


def is_watched_input(path: str) -> bool:
    """Whether the path of a dependency stands for a variable or a listing, not for a file."""
    return path.startswith((VARIABLE, LISTING))


def input_digest(path: str) -> str:
    """The sha256 of a variable or a listing as it is now, or "absent"."""
    if path.startswith(LISTING):
        return listing_digest(path.removeprefix(LISTING))
    name = path.removeprefix(VARIABLE)
    if not name:
        return _digest_of_lines(one for one in _variables() if one not in UNWATCHED_VARIABLES)
    value = variable(name)
    return ABSENT if value is None else _digest_of_lines([value])


def variable(name: str) -> str | None:
    """The value of an environment variable, without recording that it was read."""
    try:
        return os._Environ.__getitem__(os.environ, name)
    except KeyError:
        return None


def set_variables(values: Mapping[str, str | None]) -> None:
    """Set environment variables of this process; None removes one."""
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        elif variable(name) != value:
            os.environ[name] = value


def variable_digests(digests: Mapping[str, str]) -> dict[str, str]:
    """The digests of the variables among dependencies, by their names."""
    named = {path: one for path, one in digests.items() if path.startswith(VARIABLE)}
    return {path.removeprefix(VARIABLE) or "*": one for path, one in sorted(named.items())}


def variables_of_modules(modules: Iterable[str]) -> set[str]:
    """Paths of the variables that Python modules depend on, unseen; by the modules' names."""
    found = (VARIABLES_OF_MODULES.get(one, ()) for one in modules)
    return {f"{VARIABLE}{name}" for names in found for name in names}


def listing_digest(folder: str) -> str:
    """The sha256 of the names in a folder and which of them are folders; "absent" without one."""
    try:
        with os.scandir(folder or os.curdir) as entries:
            found = [f"{one.name}{os.sep if one.is_dir() else ''}" for one in entries]
    except (OSError, ValueError):
        return ABSENT
    return _digest_of_lines(one for one in found if not is_own_entry(one))


def moved_input(path: str, move: Callable[[str], str]) -> str:
    """The path of a dependency whose file or folder is moved; a variable stays where it is."""
    if path.startswith(VARIABLE):
        return path
    kind = LISTING if path.startswith(LISTING) else ""
    return f"{kind}{move(path.removeprefix(kind))}"


def is_own_entry(name: str) -> bool:
    """Whether an entry of a folder is one that rendering may have left there."""
    return name.rstrip(os.sep) in OWN_ENTRIES or STAGING_MARK in name


def _variables() -> list[str]:
    return list(os._Environ.__iter__(os.environ))


def _digest_of_lines(lines: Iterable[str]) -> str:
    text = "\0".join(sorted(lines))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
