"""The shares of a computation side by side, each but the first in a process of its own.

Threads would not do: of many short calls of numpy, each waits for the interpreter that the
other thread has, so that two threads on two cores save a seventh of the time, and two
processes nearly half. A process is asked for nothing but the result of a pure function; if
there is none, for whatever reason, its share is computed here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from threading import Thread
from typing import Any, Generic, TypeVar

T = TypeVar("T")

RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started this one will end it
sys.path[:], sys.dont_write_bytecode = {path!r}, {bare!r}
from clipanim.numerics.beside import main
main()
"""


def side_by_side(work: Callable[..., T], shares: Sequence[tuple[Any, ...]]) -> list[T]:
    """What `work` makes of each share; the first is done by this process.

    Args:
        work: a pure function of a module, of what can be pickled.
        shares: its arguments, at least one.

    >>> side_by_side(divmod, [(7, 2), (9, 4)])
    [(3, 1), (2, 1)]
    """
    with ExitStack() as started:
        others = [started.enter_context(_Beside(work, share)) for share in shares[1:]]
        return [work(*shares[0]), *(other.result() for other in others)]


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Beside(Generic[T]):
    """A share that another process computes."""

    def __init__(self, work: Callable[..., T], share: tuple[Any, ...]) -> None:
        self.work, self.share = work, share
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _Beside[T]:
        run = RUN.format(path=sys.path, bare=sys.dont_write_bytecode)
        with suppress(OSError):
            self.process = subprocess.Popen(
                [sys.executable or "python", "-c", run],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            pickle.dump((self.work, self.share), self._pipe("stdin"))
            self._pipe("stdin").flush()  # and not closed: that says that we are gone
        return self

    def result(self) -> T:
        """What came of it."""
        if self.process is not None:
            with suppress(EOFError, pickle.UnpicklingError):
                made: T = pickle.load(self._pipe("stdout"))
                return made
        return self.work(*self.share)

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self._pipe("stdout").close()
            with suppress(OSError):
                self._pipe("stdin").close()

    def _pipe(self, name: str) -> Any:
        return getattr(self.process, name)


def main() -> None:
    """Compute the share that comes in, and write what came of it, unless nobody waits for it."""
    work, share = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_who_waits, daemon=True).start()
    sys.stdout.buffer.write(pickle.dumps(work(*share)))


def _end_with_who_waits() -> None:
    """End this process when the other end of its pipe is gone; for a thread."""
    sys.stdin.buffer.read()
    os._exit(1)
