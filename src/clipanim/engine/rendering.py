"""Render scenes to clips: look up the cache, share segments among workers, verify and join."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from clipanim.engine.store.dependencies import merge_digests
from clipanim.engine.store.disk_space import estimate_frame_count
from clipanim.engine.store.manifest import Manifest, key_of_shot
from clipanim.engine.store.store import Store
from clipanim.engine.store.watched_inputs import variable_digests
from clipanim.engine.workers.pool import WorkerPool
from clipanim.engine.workers.remote import ExecutorRenderer
from clipanim.engine.workers.task import (
    OnFrames,
    RenderTasks,
    SceneOutcome,
    Task,
    WorkerResult,
    first_state_difference,
    segment_file,
    segment_files,
)

from .profile import sum_phase_times
from .settings import Clip, EngineError, Progress, Settings, Shot, Timeline

log = logging.getLogger(__name__)

CONCAT_MODULE = f"{__package__}.encode.concat"


def render(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda done, total, what: None,
    cache: Path | None = None,
    fresh: bool = False,
) -> list[Clip]:
    """Render shots as `render_each` does, with the same arguments.

    Returns:
        One clip for each shot, in the same order.

    Raises:
        EngineError: naming the first scene that failed; the others are still drawn.
    """
    options: Any = {"jobs": jobs, "executor": executor, "cache": cache, "fresh": fresh}
    options["progress"] = progress
    outcomes = dict(render_each(shots, settings, folder, **options))
    clips = []
    for n in range(len(shots)):
        clip = outcomes[n]
        if isinstance(clip, Exception):
            raise clip
        clips.append(clip)
    return clips


def render_each(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda done, total, what: None,
    cache: Path | None = None,
    fresh: bool = False,
) -> Iterator[tuple[int, Clip | Exception]]:
    """Render shots into `folder`, all at once; each is yielded as soon as it is finished.

    Args:
        shots: scenes with their parameters.
        settings: size, frame rate and theme.
        folder: a temporary one, for the clips and their segments.
        jobs: the number of worker processes, or of workers that the executor has.
        executor: runs the workers instead of processes of our own; need not share a disk.
        progress: called after every play that has been drawn.
        cache: the folder of finished segments; the platform's cache folder by default.
        fresh: draw everything anew, whatever is cached.

    Yields:
        The index of a shot, and its clip, or the error: mostly an EngineError that names the
        scene.
    """
    store = Store(cache)
    working_store = Store(folder / "store") if fresh else store
    tasks = {n: _task(one, settings, folder / f"{n}", working_store) for n, one in enumerate(shots)}
    uncached: dict[int, Task] = {}
    for n, task in tasks.items():
        clip = _cached_clip(shots[n], task, working_store)
        if clip is None:
            uncached[n] = task
        else:
            yield n, clip
    if not uncached:
        return
    expected = sum(estimate_frame_count(shots[n], settings) for n in uncached)
    on_frames = _frame_counter(expected, progress)
    with ExitStack() as resources:
        render_tasks = _renderer(executor, jobs, on_frames, resources)
        for n, outcome in _render_until_complete(render_tasks, uncached):
            if isinstance(outcome, Exception):
                yield n, outcome
                continue
            try:
                yield n, _finished_clip(shots[n], tasks[n], outcome, working_store, store)
            except EngineError as error:  # the store is full
                yield n, error
    on_frames(0, "")


def _task(shot: Shot, settings: Settings, folder: Path, store: Store) -> Task:
    folder.mkdir(parents=True, exist_ok=True)
    values, speech = shot.params.as_dict(), shot.speech_seconds
    return Task(shot.file, values, shot.chapter, settings, folder, store.folder, speech)


# Cached films


def _cached_clip(shot: Shot, task: Task, store: Store) -> Clip | None:
    """A clip whose segments are all cached and would come out the same; runs no scene."""
    cached = Manifest(store, key_of_shot(shot, task.settings)).lookup()
    if cached is None:
        return None
    for number, key in zip(cached.result["segments"], cached.entries, strict=True):
        content = store.get(key)
        if content is None:
            return None
        segment_file(task.folder, number).write_bytes(content)
    result = cached.result
    timeline = Timeline.from_document(result["timeline"])
    clip = _joined_clip(task, result["segments"], timeline, result["data"])
    return replace(clip, variables=result["variables"])


# Workers and progress


def _renderer(
    executor: Executor | None, jobs: int, on_frames: OnFrames, resources: ExitStack
) -> RenderTasks:
    """What renders the tasks: an executor, this process, or a pool of processes."""
    if executor is not None:
        return ExecutorRenderer(executor, jobs, on_frames).render
    if jobs == 1:
        return lambda tasks: _render_serially(tasks, on_frames)
    # A core has nothing to do until manim is imported: what joins films can be imported meanwhile.
    Thread(target=import_module, args=(CONCAT_MODULE,), daemon=True).start()
    return resources.enter_context(closing(WorkerPool(jobs, on_frames))).render


def _render_serially(
    tasks: Mapping[int, Task], on_frames: OnFrames
) -> Iterator[tuple[int, SceneOutcome]]:
    from clipanim.engine.workers.worker import run_task

    for n, task in tasks.items():
        try:
            yield n, [run_task(task, on_frames)]
        except Exception as error:
            yield n, error


def _frame_counter(expected: int, progress: Progress) -> OnFrames:
    """A callback that adds up frames and reports progress; `expected` is only an estimate."""
    done = 0

    def on_frames(frames: int, name: str) -> None:
        nonlocal done
        done += frames
        if name:
            progress(done, max(expected, done), name)
        elif done < expected:
            progress(done, done, name)

    return on_frames


# Verification, caching and joining


def _render_until_complete(
    render_tasks: RenderTasks, tasks: Mapping[int, Task]
) -> Iterator[tuple[int, SceneOutcome]]:
    """Render scenes again until each has all segments, and its states agree among workers."""
    left, results = dict(tasks), dict[int, list[WorkerResult]]()
    while left:
        again: dict[int, Task] = {}
        for n, outcome in render_tasks(left):
            if isinstance(outcome, Exception):
                yield n, outcome
                continue
            task = left[n]
            results[n] = [*outcome] if task.redraw_all else [*results.get(n, []), *outcome]
            try:
                next_task = _next_task(task, results[n])
            except EngineError as error:
                yield n, error
                continue
            if next_task is None:
                yield n, results[n]
            else:
                again[n] = next_task
        left = again


def _next_task(task: Task, results: Sequence[WorkerResult]) -> Task | None:
    """What is left to draw of a scene; None if it is complete.

    If its state differed between workers, their segments do not fit together: then one worker
    redraws all of it. Missing segments were being drawn by another command, or by a worker that
    died.
    """
    play = first_state_difference(results)
    if play is not None and not task.redraw_all:
        log.warning(
            "%s: what play %d starts from is another picture where plays before it were skipped; "
            "one worker draws all of the scene again",
            task.file.name,
            play + 1,
        )
        for file in task.folder.glob(segment_file(task.folder, 0).name.replace("00000", "*")):
            file.unlink()
        return replace(task, redraw_all=True)
    missing = results[-1].missing_segments(task.folder)
    if missing and (task.wait_for_others or task.redraw_all):
        raise EngineError(f"{task.file.name}: segment {missing[0].number} was not drawn")
    return replace(task, wait_for_others=True) if missing else None


def _finished_clip(
    shot: Shot, task: Task, results: Sequence[WorkerResult], working_store: Store, store: Store
) -> Clip:
    """Cache a film as a whole, and join its segments."""
    result = replace(results[-1], files=merge_digests(*(one.files for one in results)))
    _store_film(shot, task, result, working_store, store)
    numbers = [one.number for one in result.segments]
    clip = _joined_clip(task, numbers, result.timeline, result.data)
    spent = sum_phase_times(one.phase_times for one in results)
    return replace(clip, phase_times=spent, variables=variable_digests(result.files))


def _store_film(
    shot: Shot, task: Task, result: WorkerResult, working_store: Store, store: Store
) -> None:
    """Cache the list of a film's segments, so that the next render finds it complete."""
    numbers, keys = [one.number for one in result.segments if one.frames], list[str]()
    for number in numbers:
        base = key_of_shot(task.shot, task.settings, ["segment", number])
        cached = Manifest(working_store, base).lookup()
        if cached is None:
            return  # a file was changed meanwhile
        keys += cached.entries
        if working_store is not store:
            store.put(cached.entries[0], segment_file(task.folder, number))
            Manifest(store, base).record(result.files, cached.result, cached.entries)
    document = {
        "timeline": asdict(result.timeline),
        "segments": numbers,
        "data": result.data,
        "variables": variable_digests(result.files),
    }
    Manifest(store, key_of_shot(shot, task.settings)).record(result.files, document, keys)


def _joined_clip(task: Task, numbers: Sequence[int], timeline: Timeline, data: str) -> Clip:
    # Importing it takes a while, and a scene that fails does without.
    from clipanim.engine.encode.concat import concat_videos

    files = [segment_file(task.folder, number) for number in numbers]
    output = task.folder.with_suffix(".mp4")
    concat_videos([file for file in files if file.exists()], output, timeline)
    return Clip(output, timeline, data)


def count_finished_frames(folder: Path) -> int:
    """The number of frames in the finished segments of films that are rendered into a folder."""
    from clipanim.engine.encode.concat import count_frames

    return sum(map(count_frames, segment_files(folder)))
