"""Render scenes with any executor, also on other machines that share nothing with this one.

Each worker plays the scene and draws the segments of a fixed partition; bundles carry the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace

from clipanim.engine.settings import EngineError
from clipanim.engine.store.dependencies import are_unchanged, current_digest
from clipanim.engine.store.manifest import Manifest, key_of_shot
from clipanim.engine.store.store import Store
from clipanim.engine.store.watched_inputs import (
    ABSENT,
    LISTING,
    VARIABLE,
    moved_input,
    variable,
)

from . import isolated
from .bundle_worker import environment_of, unsendable_files
from .segment_claims import restore_segment, segment_manifest, store_segment
from .task import OnFrames, Partition, SceneOutcome, Task, segment_file
from .task_bundle import BundleResult, MissingFiles, TaskBundle, imported_files, read_files

PARTITIONS_PER_WORKER = 2  # of all scenes together, so that a worker done early takes another
MAX_CACHE_GAP = 99  # segments in a row that are not cached; then no more are looked for
BundleFuture = Future[BundleResult | MissingFiles]


class ExecutorRenderer:
    """Renders scenes with an executor, in partitions.

    Args:
        executor: any; its workers can import clipanim, and may have nothing else in common.
        workers: how many tasks the executor runs at once.
        on_frames: called with the progress, when segments have come back.
    """

    def __init__(self, executor: Executor, workers: int, on_frames: OnFrames):
        self.executor, self.workers, self.on_frames = executor, workers, on_frames

    def render(self, tasks: Mapping[int, Task]) -> Iterator[tuple[int, SceneOutcome]]:
        """Render scenes; yields the key and the outcome of each as soon as it is known."""
        per_scene = -(-PARTITIONS_PER_WORKER * self.workers // len(tasks))
        count = max(1, min(self.workers, per_scene))
        scenes = {n: RemoteScene(task, count) for n, task in tasks.items()}
        pending = {future: n for n, one in scenes.items() for future in one.submit(self.executor)}
        try:
            while pending:
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    n = pending.pop(future)
                    if n not in scenes:
                        continue  # it failed before
                    more, outcome = scenes[n].receive(future, self.executor, self.on_frames)
                    pending.update(dict.fromkeys(more, n))
                    if outcome is not None:
                        del scenes[n]
                        yield n, outcome
        finally:
            for future in pending:
                future.cancel()


class RemoteScene:
    """A scene that is being rendered by an executor, in `count` partitions."""

    def __init__(self, task: Task, count: int):
        self.task, self.store, self.folder = task, Store(task.store), os.getcwd()
        self.cached_states = {} if task.redraw_all else self._restore_cached_segments()
        if task.redraw_all:
            self.partitions = [Partition(0, 1)]
        else:
            cached = frozenset(self.cached_states)
            self.partitions = [Partition(n, count, cached) for n in range(count)]
        self.files: dict[str, bytes] = {}
        self.variables: dict[str, str | None] = {}
        self._add({*imported_files(task.file), *self._recorded_inputs()})
        self.results: dict[int, BundleResult] = {}  # by the indices of partitions
        # by future: its partition, and what was sent
        self.pending: dict[BundleFuture, tuple[Partition, set[str]]] = {}

    def _add(self, inputs: set[str]) -> None:
        """Send files, listed folders and variables of here from now on."""
        variables = {one for one in inputs if one.startswith(VARIABLE)}
        names = {one.removeprefix(VARIABLE) for one in variables} - {""}
        files = read_files({one.removeprefix(LISTING) for one in inputs - variables})
        # New mappings: bundles on their way keep theirs.
        self.variables = {**self.variables, **{name: variable(name) for name in names}}
        self.files = {**self.files, **files}

    def _sent(self) -> set[str]:
        """What the bundles have: paths of dependencies."""
        folders = {f"{LISTING}{one.rstrip(os.sep)}" for one in self.files if one.endswith(os.sep)}
        return {*self.files, *folders, *(f"{VARIABLE}{name}" for name in self.variables)}

    def _restore_cached_segments(self) -> dict[int, dict[int, str]]:
        """Write the segments that are cached to their places; states by segment and play."""
        restored, number, last = dict[int, dict[int, str]](), 0, 0
        while number - last <= MAX_CACHE_GAP:
            cached = segment_manifest(self.task, self.store, number).lookup()
            target = segment_file(self.task.folder, number)
            if cached is not None:
                states = restore_segment(cached, self.store, target)
                if target.exists():
                    restored[number], last = states, number
            number += 1
        return restored

    def _recorded_inputs(self) -> set[str]:
        """What the scene was seen to depend on when it was drawn before."""
        shot, settings = self.task.shot, self.task.settings
        of_film = Manifest(self.store, key_of_shot(shot, settings)).known_files()
        of_segment = segment_manifest(self.task, self.store, 0).known_files()
        return (of_film | of_segment) - unsendable_files()

    def submit(self, executor: Executor) -> list[BundleFuture]:
        """Submit a bundle for each partition."""
        return [self._submit(executor, one) for one in self.partitions]

    def _submit(self, executor: Executor, partition: Partition) -> BundleFuture:
        task = self.task
        bundle = TaskBundle(
            files=self.files,
            folder=self.folder,
            path=str(task.file.path),
            scene_name=task.file.scene_name,
            values=task.values,
            speech_seconds=task.speech_seconds,
            chapter=task.chapter,
            settings=task.settings,
            partition=partition,
            redraw_all=task.redraw_all,
            environment=environment_of(task.file),
            variables=self.variables,
        )
        future = executor.submit(isolated.run_isolated, bundle)
        self.pending[future] = partition, self._sent()
        return future

    def receive(
        self, future: BundleFuture, executor: Executor, on_frames: OnFrames
    ) -> tuple[list[BundleFuture], SceneOutcome | None]:
        """Process an answer.

        Returns:
            What is submitted again, with files that were missing; and the outcome of the scene
            once all partitions are there, or one has failed.
        """
        partition, sent = self.pending.pop(future)
        try:
            answer = future.result()
            if missing := self._inputs_to_send(answer, sent):
                self._add(missing)
                return [self._submit(executor, partition)], None
            assert isinstance(answer, BundleResult)
            self._store_segments(answer, on_frames)
        except Exception as error:
            return [], self._readable_error(error)
        self.results[partition.index] = answer
        if len(self.results) < len(self.partitions):
            return [], None
        first, *others = (one.result for one in self.results.values())
        states = {
            play: state
            for segment in self.cached_states.values()
            for play, state in segment.items()
        }
        return [], [replace(first, cached_states=states), *others]

    def _inputs_to_send(self, answer: BundleResult | MissingFiles, sent: set[str]) -> set[str]:
        """What the scene did not find there, or found another, and that can be sent from here.

        Raises:
            EngineError: if there is nothing to send, or it was sent and is another there still.
        """
        if isinstance(answer, MissingFiles):
            found = {one for one in {*answer.paths} - sent if os.path.exists(one)}
            found |= {one for one, _ in self._different(answer.inputs, sent) if one is not None}
            if not found:
                raise EngineError(answer.problem)
            return found
        found = set()
        for full, path in self._different(answer.result.files, sent):
            if full is None:
                what = _described(path)
                raise EngineError(f"{self.task.file.name}: {what} on {answer.host} than here")
            found.add(full)
        return found

    def _different(
        self, digests: Mapping[str, str], sent: set[str]
    ) -> Iterator[tuple[str | None, str]]:
        """The dependencies that are others here: their absolute paths, None if unsendable."""
        for path, remote in digests.items():
            full = moved_input(path, lambda one: os.path.abspath(os.path.join(self.folder, one)))
            local = current_digest(full)
            if remote == local or not are_unchanged({path: remote}):
                continue
            is_sendable = path not in unsendable_files() and full not in {VARIABLE, *sent}
            is_there = remote == ABSENT or path.startswith(LISTING)
            can_help = path.startswith(VARIABLE) or (is_there and local != ABSENT)
            yield (full if is_sendable and can_help else None), path

    def _store_segments(self, answer: BundleResult, on_frames: OnFrames) -> None:
        """Write the segments of a result to their places, and into the store."""
        result = answer.result
        for number, content in answer.segments.items():
            target = segment_file(self.task.folder, number)
            target.write_bytes(content)
            manifest = segment_manifest(self.task, self.store, number)
            store_segment(manifest, target, result.files, result.drawn_states[number])
        lengths = {one.number: len(one.frames) for one in result.segments}
        frames = sum(lengths.get(number, 0) for number in answer.segments)
        on_frames(frames, self.task.file.name)

    def _readable_error(self, error: Exception) -> Exception:
        name = self.task.file.name
        if type(error).__name__ == "KilledWorker":  # of dask, which may not be there
            deaths = getattr(error, "allowed_failures", 0) + 1
            return EngineError(f"{name}: its worker died {deaths} times")
        if isinstance(error, BrokenExecutor):
            return EngineError(f"{name}: the executor broke: {error}")
        return error


def _described(path: str) -> str:
    """A dependency that is another on a worker, in words."""
    if path == VARIABLE:
        return "it goes through all environment variables, which are others"
    if path.startswith(VARIABLE):
        return f"the environment variable {path.removeprefix(VARIABLE)} is another"
    if path.startswith(LISTING):
        return f"{path.removeprefix(LISTING)} holds other files"
    return f"{path} is another file"
