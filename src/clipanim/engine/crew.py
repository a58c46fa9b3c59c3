"""Processes that draw: each is given one scene at a time, and is replaced when it dies.

First every scene is given to one of them, then those that are free help with scenes that are
being drawn. What a process had finished before it died lies in the store.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import Thread
from types import ModuleType
from typing import Any

from .settings import EngineError
from .work import Share, Task

DEATHS = 3  # of workers; then the scene is believed to kill them
LOOK = 0.1  # seconds between two looks at what the processes report
# Processes are forked from one that has imported manim and does nothing else: it takes a second.
# Forking this one is not safe, as it may have threads.
HOW = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
STARTING: Any = multiprocessing.get_context(HOW)
DRAWING = "clipanim.engine.draw"  # the module that is imported beforehand

Drawn = Callable[[int, str], None]  # frames, name of the scene
Outcome = Sequence[Share] | Exception  # of all who played a scene


class Book:
    """Which scenes wait, who works on which, and what came of it."""

    def __init__(self, tasks: Mapping[int, Task]):
        self.tasks = tasks
        self.waiting = deque(tasks)
        self.workers: Counter[int] = Counter()
        self.deaths: Counter[int] = Counter()
        self.shares: dict[int, list[Share]] = {n: [] for n in tasks}
        self.failed: dict[int, Exception] = {}

    def next(self) -> int | None:
        """A scene for somebody who is free: one that waits, or else one that needs help most."""
        if self.waiting:
            n = self.waiting.popleft()
        else:
            open_ = [n for n in self.tasks if self._can_be_helped(n)]
            if not open_:
                return None
            n = min(open_, key=lambda n: self.workers[n])
        self.workers[n] += 1
        return n

    def _can_be_helped(self, n: int) -> bool:
        whole = self.tasks[n].anew or self.tasks[n].wait
        return bool(self.workers[n]) and not (whole or self.shares[n] or n in self.failed)

    def note(self, n: int, future: Future[Share]) -> bool:
        """Note what came of somebody's work; whether nobody works on that scene any more."""
        self.workers[n] -= 1
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self.deaths[n] += 1
            if self.deaths[n] == DEATHS:
                name = self.tasks[n].file.name
                self.failed[n] = EngineError(f"{name}: its worker died {DEATHS} times")
            elif n not in self.waiting and n not in self.failed:
                self.waiting.appendleft(n)
        elif isinstance(error, Exception):
            self.failed.setdefault(n, error)
        elif error is not None:
            raise error
        else:
            self.shares[n].append(future.result())
        if n in self.waiting and (n in self.failed or self.shares[n]):
            self.waiting.remove(n)
        return not self.workers[n] and n not in self.waiting

    def outcome(self, n: int) -> Outcome:
        """What came of a scene."""
        return self.failed.get(n) or self.shares[n]


class Hand:
    """A process of its own, with a pipe for what it reports."""

    def __init__(self) -> None:
        STARTING.set_forkserver_preload([DRAWING])
        self.reports, self.writer = STARTING.Pipe(duplex=False)
        self.pool = ProcessPoolExecutor(
            1, mp_context=STARTING, initializer=_start, initargs=(self.writer,)
        )

    def draw(self, task: Task) -> Future[Share]:
        with _nothing_to_run_again():
            future = self.pool.submit(_work, task)
        self.writer.close()  # the process has its own end by now
        return future

    def said(self) -> Iterator[tuple[int, str]]:
        """What it has reported since."""
        with suppress(EOFError, OSError):
            while self.reports.poll():
                yield self.reports.recv()

    def end(self) -> None:
        """End the process; nothing is lost, it writes whole entries and to a private folder."""
        for process in list((self.pool._processes or {}).values()):
            process.kill()
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.reports.close()


@contextmanager
def _nothing_to_run_again() -> Iterator[None]:
    """Let a process start without running the program that starts it, as Python would have it.

    That takes time, and a program that renders without asking whether it is `__main__` would
    render again in each of them.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class Crew:
    """As many processes as wanted; they start when there is work. `close` must be called."""

    def __init__(self, size: int, drawn: Drawn):
        self.size, self.drawn = size, drawn
        self.idle: list[Hand] = []
        self.busy: dict[Future[Share], tuple[Hand, int]] = {}

    def draw(self, tasks: Mapping[int, Task]) -> Iterator[tuple[int, Outcome]]:
        """Let scenes be drawn; each comes with its outcome as soon as it is known."""
        book = Book(tasks)
        self._give(book)
        while self.busy:
            done, _ = wait(self.busy, timeout=LOOK, return_when=FIRST_COMPLETED)
            for hand, _ in list(self.busy.values()):
                for report in hand.said():
                    self.drawn(*report)
            finished = [n for future in done for n in self._taken_back(book, future)]
            self._give(book)
            for n in finished:
                yield n, book.outcome(n)

    def _give(self, book: Book) -> None:
        """Give work to everybody who is free, as long as there is any."""
        while len(self.busy) < self.size and (n := book.next()) is not None:
            hand, future = self._given(book.tasks[n])
            self.busy[future] = hand, n

    def _given(self, task: Task) -> tuple[Hand, Future[Share]]:
        while self.idle:
            hand = self.idle.pop()
            try:
                return hand, hand.draw(task)
            except BrokenProcessPool:  # somebody killed it while it had nothing to do
                hand.end()
        hand = Hand()
        return hand, hand.draw(task)

    def _taken_back(self, book: Book, future: Future[Share]) -> list[int]:
        hand, n = self.busy.pop(future)
        if isinstance(future.exception(), BrokenProcessPool):
            hand.end()
        else:
            self.idle.append(hand)
        return [n] if book.note(n, future) else []

    def close(self) -> None:
        for hand in [*self.idle, *(hand for hand, _ in self.busy.values())]:
            hand.end()


_reports: Connection[Any, Any] | None = None


def _start(reports: Any) -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself; and end when it is gone."""
    global _reports
    _reports = reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_outlive_no_parent, daemon=True).start()


def _outlive_no_parent() -> None:
    """End this process when the one that it draws for is gone; for a thread.

    That is not the one it was forked from, which in turn lives as long as this one.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work(task: Task) -> Share:
    from .draw import draw

    return draw(task, _report)


def _report(frames: int, what: str) -> None:
    assert _reports is not None
    with suppress(OSError):  # the parent is gone, and we shall be soon
        _reports.send((frames, what))
