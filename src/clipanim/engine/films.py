"""Films: scenes shared out to processes, segment by segment, and joined."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, replace
from pathlib import Path
from threading import Thread
from typing import Any

from .manifest import Manifest, key_of_shot
from .packets import write
from .settings import Clip, EngineError, Line, Mark, Settings, Shot, Sound, Timeline
from .store import Store
from .work import Share, Task, segment_file

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
    cache: Path | None,
    fresh: bool,
) -> list[Clip]:
    """See `clipanim.engine.render`."""
    store = Store(cache)
    working = Store(folder / "store") if fresh else store
    tasks = [_task(shot, settings, folder / f"{n}", working) for n, shot in enumerate(shots)]
    clips = [_recalled(shot, task, working) for shot, task in zip(shots, tasks, strict=True)]
    new = [n for n, clip in enumerate(clips) if clip is None]
    shares = _drawn([tasks[n] for n in new], [shots[n] for n in new], jobs, progress)
    for n, share in zip(new, shares, strict=True):
        _remember(shots[n], tasks[n], share, working, store)
        numbers = [one.number for one in share.segments]
        clips[n] = _joined(tasks[n], numbers, share.timeline, share.data)
    return [clip for clip in clips if clip is not None]


def _task(shot: Shot, settings: Settings, folder: Path, store: Store) -> Task:
    folder.mkdir(parents=True, exist_ok=True)
    return Task(shot.file, shot.params.as_dict(), shot.chapter, settings, folder, store.folder)


def _recalled(shot: Shot, task: Task, store: Store) -> Clip | None:
    """A film that was drawn before and would come out the same; no scene is run for it."""
    found = Manifest(store, key_of_shot(shot, task.settings)).lookup()
    if found is None:
        return None
    for number, key in zip(found.result["segments"], found.entries, strict=True):
        content = store.get(key)
        if content is None:
            return None
        segment_file(task.folder, number).write_bytes(content)
    result = found.result
    return _joined(task, result["segments"], _timeline(result["timeline"]), result["data"])


def _remember(shot: Shot, task: Task, share: Share, working: Store, store: Store) -> None:
    """Keep what the film is made of, for the next time."""
    numbers, keys = [one.number for one in share.segments if one.frames], list[str]()
    for number in numbers:
        base = key_of_shot(task.shot, task.settings, ["segment", number])
        found = Manifest(working, base).lookup()
        if found is None:
            return  # a file was changed meanwhile
        keys += found.entries
        if working is not store:
            store.put(found.entries[0], segment_file(task.folder, number))
            Manifest(store, base).remember(share.files, None, found.entries)
    result = {"timeline": asdict(share.timeline), "segments": numbers, "data": share.data}
    Manifest(store, key_of_shot(shot, task.settings)).remember(share.files, result, keys)


def _timeline(document: dict[str, Any]) -> Timeline:
    return Timeline(
        document["frames"],
        document["fps"],
        tuple(Line(**one) for one in document["lines"]),
        tuple(Mark(**one) for one in document["chapters"]),
        tuple(Sound(**one) for one in document.get("sounds", ())),
    )


def _joined(task: Task, numbers: Sequence[int], timeline: Timeline, data: str) -> Clip:
    files = [segment_file(task.folder, number) for number in numbers]
    output = task.folder.with_suffix(".mp4")
    write([file for file in files if file.exists()], output, timeline)
    return Clip(output, timeline, data)


def _drawn(
    tasks: Sequence[Task],
    shots: Sequence[Shot],
    jobs: int,
    progress: Callable[[int, int, str], None],
) -> list[Share]:
    """Draw all that is missing, with a report of how far it is."""
    expected = sum(round(task.settings.fps * _usual_length(shot)) for task, shot in
                   zip(tasks, shots, strict=True))  # fmt: skip
    done = 0

    def drawn(frames: int, what: str) -> None:
        nonlocal done
        done += frames
        progress(done, max(expected, done), what)

    if not tasks:
        return []
    shares = _in_turn(tasks, drawn) if jobs == 1 else _shared_out(tasks, jobs, drawn)
    left = [
        replace(task, wait=True)
        for task, share in zip(tasks, shares, strict=True)
        if share.missing(task.folder)
    ]
    _in_turn(left, drawn)  # what another command was drawing, or left undone
    if done < expected:
        progress(done, done, "")
    return shares


def _usual_length(shot: Shot) -> float:
    whole = shot.file.length or USUAL_LENGTH
    return whole / (len(shot.file.chapters()) + 1) if shot.chapter else whole


def _in_turn(tasks: Sequence[Task], drawn: Drawn) -> list[Share]:
    from .draw import draw

    return [draw(task, drawn) for task in tasks]


def _shared_out(tasks: Sequence[Task], jobs: int, drawn: Drawn) -> list[Share]:
    """Let `jobs` processes draw: first each scene once, then again to help where work is left."""
    for _ in range(TRIES):
        try:
            return _once(tasks, jobs, drawn)
        except BrokenProcessPool:
            continue  # someone killed a worker: what it had finished is kept
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
    """Leave Ctrl-C to the parent, which ends its workers itself; and end when it is gone."""
    global _reports
    _reports = reports
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_outlive_no_parent, args=(os.getppid(),), daemon=True).start()


def _outlive_no_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _work(task: Task) -> Share:
    from .draw import draw

    return draw(task, lambda frames, what: _reports.put((frames, what)))
