"""Watch `os.environ`: log the variables that a scene's own modules read or set.

Those that a library reads for itself are not logged. The mapping stays the same object, so that
whoever holds it is watched too: only its class is replaced by a subclass.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import FrameType
from typing import Any

from clipanim.scene import loading

from .audit_hook import (
    ACCESS_LOG,
    calling_modules,
    file_stamp,
    files_of,
    is_user_code,
    log_input,
)
from .watched_inputs import UNWATCHED_VARIABLES, VARIABLE

ALL_NAMES = ""  # in place of a name: the names of all variables are read
# Modules of the standard library through which a scene reads variables.
TRANSPARENT_MODULES = ("os", "posixpath", "ntpath", "_collections_abc", "pathlib", "string")


class WatchedEnviron(os._Environ[Any]):
    """`os.environ` that reports each access."""

    def __getitem__(self, key: Any) -> Any:
        _log_access(key, False)
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[Any]:
        _log_access(ALL_NAMES, False)
        return super().__iter__()

    def __setitem__(self, key: Any, value: Any) -> None:
        _log_access(key, True)
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        _log_access(key, True)
        super().__delitem__(key)


@cache
def install_environ_hook() -> None:
    """Watch `os.environ`, and `os.environb` where there is one, in this process; once."""
    for environ in (os.environ, getattr(os, "environb", None)):
        if environ is not None:
            environ.__class__ = WatchedEnviron
    loading.stale_modules_from(_modules_with_stale_variables)


def _modules_with_stale_variables() -> set[str]:
    """Files of modules that read variables which are others now; what they read is forgotten.

    A program sets variables between two films; a module has what it read when it was loaded.
    """
    stale = set()
    for module, files in list(ACCESS_LOG.by_module.items()):
        read = {one for one in files.read if one.startswith(VARIABLE)} - files.written
        if any(file_stamp(path) != files.read[path].stamp for path in read):
            stale.add(module)
            files.read = {one: files.read[one] for one in files.read if one not in read}
    return stale


def _log_access(key: Any, is_set: bool) -> None:
    if not isinstance(key, (str, bytes)):
        return  # an error, which is not ours
    try:
        _log_variable(os.fsdecode(key), is_set, sys._getframe(2))
    except Exception:  # raised here, it would hit whoever reads the variable
        return


def _log_variable(name: str, is_set: bool, frame: FrameType) -> None:
    """Log that a variable is about to be read or set, if a module of the user does so itself."""
    if name in UNWATCHED_VARIABLES:
        return
    caller = _caller_beyond_wrappers(frame)
    if caller is None or not is_user_code(caller.f_code.co_filename):
        return
    path = f"{VARIABLE}{name}"
    if not is_set:
        log_input(path, path, caller)
        return
    modules, _ = calling_modules(caller)
    for files in (*ACCESS_LOG.listeners, *files_of(modules)):
        files.written.add(path)
        if path in files.read:
            files.read[path] = replace(files.read[path], is_reset=True)


def _caller_beyond_wrappers(frame: FrameType | None) -> FrameType | None:
    """The innermost frame of a file that is no thin wrapper of the standard library."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        is_wrapper = module.partition(".")[0] in TRANSPARENT_MODULES
        if not is_wrapper and os.path.isabs(frame.f_code.co_filename):
            return frame
        frame = frame.f_back
    return None
