"""How a worker process ended, in words; and where it prints."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress


def exit_status(code: int | None) -> str:
    """What ended a process, by its exit code; negative for a signal, as Python has it.

    >>> exit_status(3), exit_status(-9), exit_status(None)
    ('exit status 3', 'SIGKILL', '')
    """
    if code is None:
        return ""
    if code >= 0:
        return f"exit status {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def died_message(name: str, endings: Sequence[str]) -> str:
    """What is said of a scene whose workers all died.

    >>> died_message("deadly", ["SIGKILL", "SIGKILL", "exit status 3"])
    'deadly: its worker died 3 times (SIGKILL, exit status 3)'
    """
    ways = ", ".join(dict.fromkeys(filter(None, endings)))
    return f"{name}: its worker died {len(endings)} times{f' ({ways})' if ways else ''}"


def print_to_stderr() -> None:
    """Let whatever this process and its children print go to stderr, and at once."""
    with suppress(OSError):  # there is no stderr
        os.dup2(2, 1)
    sys.stdout = sys.stderr
