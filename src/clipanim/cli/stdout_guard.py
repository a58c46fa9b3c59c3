"""Standard output for the command's own answer: nothing else can write to it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from clipanim.scene.scene_prints import guard_this_process

STDOUT, STDERR, LEAST = 1, 2, 3  # file descriptors


def keep_stdout() -> None:
    """Keep standard output to ourselves, until this process ends.

    File descriptor 1 becomes another name of standard error, also for workers and other children;
    `sys.stdout` writes to a copy of what it was, and to stderr while code of a scene runs.
    """
    guard_this_process()
    with suppress(OSError, ValueError, AttributeError):  # closed, or none of the system's
        if sys.stdout.fileno() != STDOUT:
            return
        sys.stdout.flush()
        encoding, errors = sys.stdout.encoding, sys.stdout.errors
        own = _copy_of(STDOUT)
        _point_to_stderr(STDOUT)
        buffering = 1 if os.isatty(own) else -1
        sys.stdout = open(own, "w", buffering, encoding=encoding, errors=errors)  # noqa: SIM115


def _copy_of(descriptor: int) -> int:
    """A copy that children do not inherit, and that takes no standard stream's number."""
    try:
        import fcntl
    except ImportError:  # there is none on Windows
        return os.dup(descriptor)
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, LEAST)


def _point_to_stderr(descriptor: int) -> None:
    """Make a descriptor write to standard error; to nowhere, if that is closed."""
    try:
        os.dup2(STDERR, descriptor)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
