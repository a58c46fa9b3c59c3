"""Films: the chapters of all scenes shared out to processes, drawn, encoded and joined.

A scene's state is a function of (play, frame), so a process can step past the chapters
that are not its own and draw one alone.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from clipanim.stage import CARD

from .draw import Part, Task, draw
from .packets import write
from .settings import Clip, EngineError, Settings, Shot

USUAL_LENGTH = 50.0  # seconds; only for the progress bar of a film that does not say


def render(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int,
    progress: Callable[[int, int, str], None],
) -> list[Clip]:
    """See `clipanim.engine.render`."""
    tasks = [_tasks(shot, settings, folder / f"{n}") for n, shot in enumerate(shots)]
    expected = round(settings.fps * sum(_expected_length(shot) for shot in shots))
    done = 0

    def drawn(frames: int, what: str) -> None:
        nonlocal done
        done += frames
        progress(done, max(expected, done), what)

    flat = [task for group in tasks for task in group]
    perform = _in_turn if jobs == 1 or len(flat) == 1 else _shared_out
    parts = iter(perform(flat, jobs, drawn))
    progress(done, done, "")
    groups = [[next(parts) for _ in group] for group in tasks]
    return [_joined(group, folder / f"{n}.mp4") for n, group in enumerate(groups)]


def _tasks(shot: Shot, settings: Settings, folder: Path) -> list[Task]:
    folder.mkdir(parents=True, exist_ok=True)
    chapters = [shot.chapter] if shot.chapter else [*shot.file.chapters(), CARD]
    return [
        Task(shot.file, shot.params.as_dict(), chapter, settings, folder / f"{n}.mp4")
        for n, chapter in enumerate(chapters)
    ]


def _expected_length(shot: Shot) -> float:
    whole = shot.file.length or USUAL_LENGTH
    return whole / (len(shot.file.chapters()) + 1) if shot.chapter else whole


def _joined(parts: list[Part], output: Path) -> Clip:
    clips = [part.clip for part in parts if part.clip.timeline.frames]
    if len(parts) == 1:
        return clips[0]
    write(clips, output, parts[0].whole)
    return Clip(output, parts[0].whole)


def _in_turn(tasks: Sequence[Task], _jobs: int, drawn: Callable[[int, str], None]) -> list[Part]:
    return [draw(task, drawn) for task in tasks]


def _shared_out(tasks: Sequence[Task], jobs: int, drawn: Callable[[int, str], None]) -> list[Part]:
    spawn = multiprocessing.get_context("spawn")
    reports = spawn.Queue()
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=spawn, initializer=_start_worker, initargs=(reports,)
    )
    try:
        futures = [pool.submit(_work, task) for task in tasks]
        _watch(futures, reports, drawn)
        return [future.result() for future in futures]
    except BrokenProcessPool:
        raise EngineError("a worker process ended before its work was done") from None
    finally:
        workers = list((pool._processes or {}).values())
        for worker in workers if any(not future.done() for future in futures) else ():
            worker.kill()  # nothing of theirs is kept: they write to a private folder
        pool.shutdown(wait=True, cancel_futures=True)


def _watch(futures: list[Future[Part]], reports: Any, drawn: Callable[[int, str], None]) -> None:
    """Pass reports on until all is drawn, or the first chapter fails."""
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


def _work(task: Task) -> Part:
    return draw(task, lambda frames, what: _reports.put((frames, what)))
