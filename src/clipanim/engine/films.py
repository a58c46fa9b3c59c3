"""Films: scenes shared out to processes, segment by segment, and joined."""

from __future__ import annotations

import multiprocessing
import queue
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from .draw import Share, Task, draw
from .packets import write
from .reel import segment_file
from .settings import Clip, EngineError, Settings, Shot

USUAL_LENGTH = 50.0  # seconds; only for the progress bar of a film that does not say
TRIES = 3  # how often work is given out before a worker that dies is believed to die of it

Drawn = Callable[[int, str], None]  # frames, name of the scene


def render(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int,
    progress: Callable[[int, int, str], None],
) -> list[Clip]:
    """See `clipanim.engine.render`."""
    tasks = [_task(shot, settings, folder / f"{n}") for n, shot in enumerate(shots)]
    expected = round(settings.fps * sum(_expected_length(shot) for shot in shots))
    done = 0

    def drawn(frames: int, what: str) -> None:
        nonlocal done
        done += frames
        progress(done, max(expected, done), what)

    shares = _in_turn(tasks, drawn) if jobs == 1 else _shared_out(tasks, jobs, drawn)
    progress(done, done, "")
    return [_joined(task, share) for task, share in zip(tasks, shares, strict=True)]


def _task(shot: Shot, settings: Settings, folder: Path) -> Task:
    folder.mkdir(parents=True, exist_ok=True)
    return Task(shot.file, shot.params.as_dict(), shot.chapter, settings, folder)


def _expected_length(shot: Shot) -> float:
    whole = shot.file.length or USUAL_LENGTH
    return whole / (len(shot.file.chapters()) + 1) if shot.chapter else whole


def _joined(task: Task, share: Share) -> Clip:
    files = [segment_file(task.folder, one.number) for one in share.segments if one.frames]
    output = task.folder.with_suffix(".mp4")
    write(files, output, share.timeline)
    return Clip(output, share.timeline)


def _in_turn(tasks: Sequence[Task], drawn: Drawn) -> list[Share]:
    return [draw(task, drawn) for task in tasks]


def _shared_out(tasks: Sequence[Task], jobs: int, drawn: Drawn) -> list[Share]:
    """Let `jobs` processes draw: first each scene once, then again to help where work is left."""
    for _ in range(TRIES):
        try:
            return _once(tasks, jobs, drawn)
        except BrokenProcessPool:  # someone killed a worker: what it had finished is kept
            for task in tasks:
                for claim in task.folder.glob("claim-*"):
                    claim.unlink()
    raise EngineError(f"a worker process was killed, {TRIES} times in a row")


def _once(tasks: Sequence[Task], jobs: int, drawn: Drawn) -> list[Share]:
    spawn = multiprocessing.get_context("spawn")
    reports = spawn.Queue()
    pool = ProcessPoolExecutor(
        jobs, mp_context=spawn, initializer=_start_worker, initargs=(reports,)
    )
    futures: list[Future[Share]] = []
    try:
        futures = [pool.submit(_work, task) for _ in range(jobs) for task in tasks]
        _watch(futures, reports, drawn)
        return [future.result() for future in futures[: len(tasks)]]
    finally:
        if any(not future.done() for future in futures):
            for worker in list((pool._processes or {}).values()):
                worker.kill()  # nothing of theirs is kept: they write to a private folder
        pool.shutdown(wait=True, cancel_futures=True)


def _watch(futures: list[Future[Share]], reports: Any, drawn: Drawn) -> None:
    """Pass reports on until all is drawn, or something fails."""
    left = set(futures)
    while left:
        done, left = wait(left, timeout=0.1)
        for future in done:
            future.result()
        while True:
            try:
                drawn(*reports.get_nowait())
            except queue.Empty:
                break


_reports: Any = None


def _start_worker(reports: Any) -> None:
    """Leave Ctrl-C to the parent, which ends its workers itself."""
    global _reports
    _reports = reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(task: Task) -> Share:
    return draw(task, lambda frames, what: _reports.put((frames, what)))
