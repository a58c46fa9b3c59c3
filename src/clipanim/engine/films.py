"""Films: scenes given to those who draw, segment by segment, compared and joined."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from threading import Thread

from .away import Away
from .crew import Crew, Drawn, Outcome
from .depends import merged
from .manifest import Manifest, key_of_shot
from .meter import together
from .room import frames_of
from .settings import Clip, EngineError, Settings, Shot, Timeline
from .store import Store
from .work import Share, Task, first_difference, segment_file

log = logging.getLogger(__name__)

JOINING = f"{__package__}.packets"
Draw = Callable[[Mapping[int, Task]], Iterator[tuple[int, Outcome]]]


def render_each(
    shots: Sequence[Shot],
    settings: Settings,
    folder: Path,
    *,
    jobs: int,
    executor: Executor | None,
    progress: Callable[[int, int, str], None],
    cache: Path | None,
    fresh: bool,
) -> Iterator[tuple[int, Clip | Exception]]:
    """See `clipanim.engine.render_each`."""
    store = Store(cache)
    working = Store(folder / "store") if fresh else store
    tasks = {n: _task(one, settings, folder / f"{n}", working) for n, one in enumerate(shots)}
    left: dict[int, Task] = {}
    for n, task in tasks.items():
        clip = _recalled(shots[n], task, working)
        if clip is None:
            left[n] = task
        else:
            yield n, clip
    if not left:
        return
    drawn = _counter(sum(frames_of(shots[n], settings) for n in left), progress)
    with ExitStack() as crew:
        draw = _who_draws(executor, jobs, drawn, crew)
        for n, outcome in _complete(draw, left):
            if isinstance(outcome, Exception):
                yield n, outcome
                continue
            try:
                yield n, _finished(shots[n], tasks[n], outcome, working, store)
            except EngineError as error:  # the store is full
                yield n, error
    drawn(0, "")


def _task(shot: Shot, settings: Settings, folder: Path, store: Store) -> Task:
    folder.mkdir(parents=True, exist_ok=True)
    values, spoken = shot.params.as_dict(), shot.spoken
    return Task(shot.file, values, shot.chapter, settings, folder, store.folder, spoken)


# What was drawn before


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
    return _joined(task, result["segments"], Timeline.read(result["timeline"]), result["data"])


# Who draws, and how far it is


def _who_draws(executor: Executor | None, jobs: int, drawn: Drawn, crew: ExitStack) -> Draw:
    if executor is not None:
        return Away(executor, jobs, drawn).draw
    if jobs == 1:
        return lambda tasks: _in_turn(tasks, drawn)
    # A core has nothing to do until manim is imported: what joins films can come meanwhile.
    Thread(target=import_module, args=(JOINING,), daemon=True).start()
    return crew.enter_context(closing(Crew(jobs, drawn))).draw


def _in_turn(tasks: Mapping[int, Task], drawn: Drawn) -> Iterator[tuple[int, Outcome]]:
    from .draw import draw

    for n, task in tasks.items():
        try:
            yield n, [draw(task, drawn)]
        except Exception as error:
            yield n, error


def _counter(expected: int, progress: Callable[[int, int, str], None]) -> Drawn:
    """Counts frames, and tells how many there are out of how many; nobody knows exactly."""
    done = 0

    def drawn(frames: int, what: str) -> None:
        nonlocal done
        done += frames
        if what:
            progress(done, max(expected, done), what)
        elif done < expected:
            progress(done, done, what)

    return drawn


# What comes of it


def _complete(draw: Draw, tasks: Mapping[int, Task]) -> Iterator[tuple[int, Outcome]]:
    """Let scenes be drawn until each is complete, and looked the same to all who played it."""
    left, seen = dict(tasks), dict[int, list[Share]]()
    while left:
        again: dict[int, Task] = {}
        for n, outcome in draw(left):
            if isinstance(outcome, Exception):
                yield n, outcome
                continue
            task = left[n]
            seen[n] = [*outcome] if task.anew else [*seen.get(n, []), *outcome]
            try:
                more = _more(task, seen[n])
            except EngineError as error:
                yield n, error
                continue
            if more is None:
                yield n, seen[n]
            else:
                again[n] = more
        left = again


def _more(task: Task, shares: Sequence[Share]) -> Task | None:
    """What is left to do of a scene; None if it is complete.

    If it did not look the same to all, what they drew does not fit together: then one worker
    draws all of it. What is missing was being drawn by another command, or by a worker that
    died.
    """
    play = first_difference(shares)
    if play is not None and not task.anew:
        log.warning(
            "%s: what play %d starts from is another picture where plays before it were skipped; "
            "one worker draws all of the scene again",
            task.file.name,
            play + 1,
        )
        for file in task.folder.glob(segment_file(task.folder, 0).name.replace("00000", "*")):
            file.unlink()
        return replace(task, anew=True)
    missing = shares[-1].missing(task.folder)
    if missing and (task.wait or task.anew):
        raise EngineError(f"{task.file.name}: segment {missing[0].number} was not drawn")
    return replace(task, wait=True) if missing else None


def _finished(
    shot: Shot, task: Task, shares: Sequence[Share], working: Store, store: Store
) -> Clip:
    """Keep what a film is made of, and join it."""
    share = replace(shares[-1], files=merged(*(one.files for one in shares)))
    _remember(shot, task, share, working, store)
    numbers = [one.number for one in share.segments]
    clip = _joined(task, numbers, share.timeline, share.data)
    return replace(clip, spent=together(one.spent for one in shares))


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
            Manifest(store, base).remember(share.files, found.result, found.entries)
    result = {"timeline": asdict(share.timeline), "segments": numbers, "data": share.data}
    Manifest(store, key_of_shot(shot, task.settings)).remember(share.files, result, keys)


def _joined(task: Task, numbers: Sequence[int], timeline: Timeline, data: str) -> Clip:
    from .packets import write  # it takes a while, and a scene that fails does without

    files = [segment_file(task.folder, number) for number in numbers]
    output = task.folder.with_suffix(".mp4")
    write([file for file in files if file.exists()], output, timeline)
    return Clip(output, timeline, data)
