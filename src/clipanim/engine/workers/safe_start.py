"""Start processes of `multiprocessing` that run no Python file of the working folder.

Such a process is `python -c`, which looks for every module in the working folder first: a file
`queue.py` or `numpy.py` there, whatever it is, would be run in place of the real one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import util
from threading import RLock
from types import ModuleType
from typing import Any

SAFE_PATH_FLAG = "-P"
_lock = RLock()  # what is changed here, all threads share


@contextmanager
def safe_start() -> Iterator[None]:
    """Start processes in the block with a safe path, and without the `__main__` program.

    To import that again, as multiprocessing would, takes time, and a program that renders
    without asking whether it is `__main__` would render again in each of them.
    """
    with _lock, ExitStack() as changed:
        flags = util._args_from_interpreter_flags  # type: ignore[attr-defined]
        safe_flags = [*flags(), SAFE_PATH_FLAG]
        _change(changed, util, "_args_from_interpreter_flags", lambda: safe_flags)
        _change(changed, sys, "path", worker_path())
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        changed.callback(sys.modules.__setitem__, "__main__", main)
        yield


def worker_path() -> list[str]:
    """`sys.path` for other processes: the working folder, if it is on it, comes last."""
    try:
        here = os.getcwd()
    except OSError:  # it is gone
        return list(filter(None, sys.path))
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    wanted = {os.path.abspath(one) for one in given if one}
    full = {one: os.path.abspath(one) for one in sys.path}
    first = [one for one in sys.path if full[one] != here or (one and here in wanted)]
    return first if len(first) == len(sys.path) else [*first, here]


def _change(changed: ExitStack, holder: Any, name: str, value: Any) -> None:
    changed.callback(setattr, holder, name, getattr(holder, name))
    setattr(holder, name, value)
