"""What scene code does to the process that runs it: its prints, and how it may end.

A command's standard output is its answer, often one JSON document. While a scene's code runs in
the command's own process, what it prints goes to standard error, and `os._exit` is an error of
the scene instead of a silent end of the command.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, NoReturn

_is_on = False  # the process is a command's; from Python and in notebooks it is somebody else's


def guard_this_process() -> None:
    """Keep the output and the end of this process from scene code, from now on."""
    global _is_on
    _is_on = True


@contextmanager
def scene_code_guard() -> Iterator[None]:
    """Run scene code: it prints to standard error, and does not end the process unseen."""
    if not _is_on:
        yield
        return
    really, home = os._exit, (os.getpid(), threading.get_ident())

    def leave(status: int) -> NoReturn:
        if (os.getpid(), threading.get_ident()) == home:  # a child ends as it wants to
            raise SystemExit(f"os._exit({status})")
        really(status)

    replaced: Any = os
    replaced._exit = leave
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        replaced._exit = really
