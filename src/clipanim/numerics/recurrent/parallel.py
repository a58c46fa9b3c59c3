"""Parallel computation in child processes, without `multiprocessing`: one task stays here.

Threads would not do: of many short calls of numpy, each waits for the interpreter that the
other thread has, so that two threads on two cores save a seventh of the time, and two
processes nearly half. A process is asked for nothing but the result of a pure function; if
there is none, for whatever reason, its task is computed here.
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

CHILD_SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
sys.path[:], sys.dont_write_bytecode = {path!r}, {no_bytecode!r}
from clipanim.numerics.recurrent.parallel import main
main()
"""


def run_in_processes(function: Callable[..., T], tasks: Sequence[tuple[Any, ...]]) -> list[T]:
    """Call a function on each tuple of arguments, all at the same time, in order of the tasks.

    Args:
        function: a pure function of a module; arguments and result can be pickled.
        tasks: the arguments of each call, at least one; the first is run by this process.

    Returns:
        The results, in the order of the tasks.

    Raises:
        Exception: what the function raises.

    >>> run_in_processes(divmod, [(7, 2), (9, 4)])
    [(3, 1), (2, 1)]
    """
    with ExitStack() as started:
        children = [started.enter_context(_ChildProcess(function, task)) for task in tasks[1:]]
        return [function(*tasks[0]), *(child.result() for child in children)]


def available_cores() -> int:
    """The number of CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _ChildProcess(Generic[T]):
    """A task that a child process computes."""

    def __init__(self, function: Callable[..., T], task: tuple[Any, ...]) -> None:
        self.function, self.task = function, task
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> _ChildProcess[T]:
        script = CHILD_SCRIPT.format(path=sys.path, no_bytecode=sys.dont_write_bytecode)
        with suppress(OSError):
            self.process = subprocess.Popen(
                [sys.executable or "python", "-P", "-c", script],  # -P: no modules from here
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            pickle.dump((self.function, self.task), self._pipe("stdin"))
            self._pipe("stdin").flush()  # not closed: its end tells the child that we are gone
        return self

    def result(self) -> T:
        """The result from the child, or computed here if the child gave none."""
        if self.process is not None:
            with suppress(EOFError, pickle.UnpicklingError):
                result: T = pickle.load(self._pipe("stdout"))
                return result
        return self.function(*self.task)

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
    """Child process: read a task from stdin, write its result to stdout."""
    function, task = pickle.load(sys.stdin.buffer)
    Thread(target=_exit_when_parent_ends, daemon=True).start()
    sys.stdout.buffer.write(pickle.dumps(function(*task)))


def _exit_when_parent_ends() -> None:
    """End this process when the parent's end of the pipe is gone; runs in a thread."""
    sys.stdin.buffer.read()
    os._exit(1)
