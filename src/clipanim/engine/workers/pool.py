"""Pool of worker processes that render scenes and are replaced when they die.

First every scene is given to one worker, then idle workers help with scenes that are being
drawn. What a worker had finished before it died lies in the store.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from clipanim.engine.settings import EngineError
from clipanim.engine.store.watched_inputs import set_variables
from clipanim.scene.author_errors import error_reason

from .exit_status import died_message, exit_status, print_to_stderr
from .parent_watch import exit_with_parent
from .safe_start import safe_start
from .task import OnFrames, SceneOutcome, Task, WorkerResult

MAX_DEATHS = 3  # of workers; then the scene is believed to kill them
JOIN_SECONDS = 5.0  # that a worker has to be gone in, once its pipe has closed
POLL_SECONDS = 0.1  # between two looks at what the workers report
# Workers are forked from a process that has imported manim and does nothing else: the import
# takes a second. Forking this one is not safe, as it may have threads.
START_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
CONTEXT: Any = multiprocessing.get_context(START_METHOD)
PRELOADED_MODULE = "clipanim.engine.workers.worker"


class Schedule:
    """The queue of scenes: which wait, how many workers are on each, and their results.

    Scenes are known by their keys in `tasks`.
    """

    def __init__(self, tasks: Mapping[int, Task]):
        self.tasks = tasks
        self.waiting = deque(tasks)
        self.workers: Counter[int] = Counter()
        self.deaths: dict[int, list[str]] = {n: [] for n in tasks}  # how its workers ended
        self.results: dict[int, list[WorkerResult]] = {n: [] for n in tasks}
        self.errors: dict[int, Exception] = {}

    def next_scene(self) -> int | None:
        """Assign a scene to an idle worker: one that waits, or else one with fewest workers."""
        if self.waiting:
            n = self.waiting.popleft()
        else:
            shareable = [n for n in self.tasks if self._can_be_shared(n)]
            if not shareable:
                return None
            n = min(shareable, key=lambda n: self.workers[n])
        self.workers[n] += 1
        return n

    def _can_be_shared(self, n: int) -> bool:
        by_one_worker = self.tasks[n].redraw_all or self.tasks[n].wait_for_others
        is_over = self.results[n] or n in self.errors
        return bool(self.workers[n]) and not (by_one_worker or is_over)

    def record(self, n: int, future: Future[WorkerResult], ending: str = "") -> bool:
        """Record the result of a worker, or how it died; whether none is on that scene any more."""
        self.workers[n] -= 1
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self.deaths[n].append(ending)
            if len(self.deaths[n]) == MAX_DEATHS:
                self.errors[n] = EngineError(died_message(self.tasks[n].file.name, self.deaths[n]))
            elif n not in self.waiting and n not in self.errors:
                self.waiting.appendleft(n)
        elif isinstance(error, Exception):
            self.errors.setdefault(n, error)
        elif isinstance(error, KeyboardInterrupt):
            raise error
        elif error is not None:  # such as SystemExit: it would end us, and without a word
            reason = f"{self.tasks[n].file.name}: its worker ended with {error_reason(error)}"
            self.errors.setdefault(n, EngineError(reason))
        else:
            self.results[n].append(future.result())
        if n in self.waiting and (n in self.errors or self.results[n]):
            self.waiting.remove(n)
        return not self.workers[n] and n not in self.waiting

    def outcome(self, n: int) -> SceneOutcome:
        """The error of a scene, or the results of all its workers."""
        return self.errors.get(n) or self.results[n]


class WorkerProcess:
    """A worker process that runs one task at a time, and a pipe for its progress reports."""

    def __init__(self) -> None:
        CONTEXT.set_forkserver_preload([PRELOADED_MODULE])
        self.reports, self.report_writer = CONTEXT.Pipe(duplex=False)
        self.process: Any = None
        initial = self.report_writer, os.environ.copy()
        with safe_start():  # it starts the tracker of resources
            self.executor = ProcessPoolExecutor(
                1, mp_context=CONTEXT, initializer=_initialize, initargs=initial
            )

    def submit(self, task: Task) -> Future[WorkerResult]:
        """Start a task; the process starts with the first."""
        with safe_start():
            future = self.executor.submit(_run_task, task)
        self.process = next(iter((self.executor._processes or {}).values()), self.process)
        self.report_writer.close()  # the process has its own end by now
        return future

    def ending(self) -> str:
        """How the process ended, once it has: see `exit_status`."""
        if self.process is None:
            return ""
        self.process.join(JOIN_SECONDS)
        return exit_status(self.process.exitcode)

    def poll_reports(self) -> Iterator[tuple[int, str]]:
        """The progress since the last call: numbers of frames, with the scene's name."""
        with suppress(EOFError, OSError):
            while self.reports.poll():
                yield self.reports.recv()

    def kill(self) -> None:
        """End the process; nothing is lost, as its files appear whole or in a private folder."""
        for process in list((self.executor._processes or {}).values()):
            process.kill()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.reports.close()


class WorkerPool:
    """Renders scenes with up to `size` worker processes, which start when there is work.

    Args:
        size: the number of processes.
        on_frames: called with the progress of all workers.

    `close` must be called.
    """

    def __init__(self, size: int, on_frames: OnFrames):
        self.size, self.on_frames = size, on_frames
        self.idle: list[WorkerProcess] = []
        self.busy: dict[Future[WorkerResult], tuple[WorkerProcess, int]] = {}

    def render(self, tasks: Mapping[int, Task]) -> Iterator[tuple[int, SceneOutcome]]:
        """Render scenes; yields the key and the outcome of each as soon as it is known."""
        schedule = Schedule(tasks)
        self._assign(schedule)
        while self.busy:
            done, _ = wait(self.busy, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for worker, _ in list(self.busy.values()):
                for report in worker.poll_reports():
                    self.on_frames(*report)
            finished = [n for future in done for n in self._collect(schedule, future)]
            self._assign(schedule)
            for n in finished:
                yield n, schedule.outcome(n)

    def _assign(self, schedule: Schedule) -> None:
        """Give scenes to idle workers, as long as there are both."""
        while len(self.busy) < self.size and (n := schedule.next_scene()) is not None:
            worker, future = self._submit(schedule.tasks[n])
            self.busy[future] = worker, n

    def _submit(self, task: Task) -> tuple[WorkerProcess, Future[WorkerResult]]:
        while self.idle:
            worker = self.idle.pop()
            try:
                return worker, worker.submit(task)
            except BrokenProcessPool:  # somebody killed it while it had nothing to do
                worker.kill()
        worker = WorkerProcess()
        return worker, worker.submit(task)

    def _collect(self, schedule: Schedule, future: Future[WorkerResult]) -> list[int]:
        """Record a finished task, and free its worker; the scene, if it is finished too."""
        worker, n = self.busy.pop(future)
        ending = ""
        if isinstance(future.exception(), BrokenProcessPool):
            ending = worker.ending()
            worker.kill()
        else:
            self.idle.append(worker)
        return [n] if schedule.record(n, future, ending) else []

    def close(self) -> None:
        """End all worker processes."""
        for worker in [*self.idle, *(worker for worker, _ in self.busy.values())]:
            worker.kill()


_report_writer: Connection[Any, Any] | None = None


def _initialize(report_writer: Any, variables: Mapping[str, str]) -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself; and end when it is gone.

    The environment is the parent's as it is now: the fork server has that of its own start.
    """
    global _report_writer
    _report_writer = report_writer
    set_variables({**dict.fromkeys(os.environ), **variables})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print_to_stderr()
    exit_with_parent()


def _run_task(task: Task) -> WorkerResult:
    from .worker import run_task

    return run_task(task, _report_frames)


def _report_frames(frames: int, name: str) -> None:
    assert _report_writer is not None
    with suppress(OSError):  # the parent is gone, and we shall be soon
        _report_writer.send((frames, name))
