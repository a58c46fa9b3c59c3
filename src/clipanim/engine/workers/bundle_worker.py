"""Run a task bundle on a worker: unpack its files, render its segments, and pack the result."""

from __future__ import annotations

import platform
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from clipanim.engine.settings import EngineError
from clipanim.engine.store.dependencies import manim_config_files, record_dependencies
from clipanim.engine.store.environment import environment_digest, system_fonts_digest
from clipanim.engine.store.watched_inputs import is_watched_input, moved_input
from clipanim.scene.catalogue import SceneError, SceneFile

from .task import Task, WorkerResult, segment_file
from .task_bundle import (
    BundleResult,
    MissingFiles,
    TaskBundle,
    UnpackedBundle,
    process_store_folder,
    unpacked,
)

PATH_PATTERN = re.compile(r"[^\s'\"`,;()\[\]]+")


def run_bundle(bundle: TaskBundle) -> BundleResult | MissingFiles:
    """Run a task bundle in this process, which works in another folder meanwhile.

    Returns:
        The segments; or the files that the scene did not find, for the sender to add.

    Raises:
        EngineError: if this machine has another environment, or the scene fails.
    """
    with unpacked(bundle) as files:
        file = SceneFile(Path(files.local_path(bundle.path)), bundle.scene_name)
        host = platform.node() or "a worker"
        if bundle.environment != environment_of(file):
            raise EngineError(f"{host}: other versions, fonts, libraries or processor than here")
        with tempfile.TemporaryDirectory(prefix="clipanim-") as scratch:
            return _run_task(bundle, file, files, Path(scratch), host)


def _run_task(
    bundle: TaskBundle, file: SceneFile, files: UnpackedBundle, scratch: Path, host: str
) -> BundleResult | MissingFiles:
    from .worker import run_task

    task = Task(
        file,
        bundle.values,
        bundle.chapter,
        bundle.settings,
        scratch,
        process_store_folder(),
        bundle.speech_seconds,
        redraw_all=bundle.redraw_all,
        partition=bundle.partition,
    )
    with record_dependencies(file.path, scratch) as dependencies:
        try:
            result = run_task(task, lambda frames, name: None)
        except (EngineError, SceneError, OSError) as error:
            missing, seen = _missing_files(error, files), dependencies.digests()
            inputs = {path: one for path, one in seen.items() if is_watched_input(path)}
            if missing or inputs:
                return MissingFiles(missing, str(error), _with_sender_paths(inputs, files))
            raise
    segments = {n: segment_file(scratch, n).read_bytes() for n in result.drawn_states}
    return BundleResult(_result_for_sender(result, files), segments, host)


def _missing_files(error: BaseException | None, files: UnpackedBundle) -> tuple[str, ...]:
    """Paths of files that were not found and that the sender may have, if an error tells of any.

    Not every library names the file but in the text of its message.
    """
    found: list[str] = []
    while error is not None:
        if isinstance(error, OSError):
            named = [error.filename] if isinstance(error.filename, str) else []
            found += named or [one.rstrip(".:") for one in PATH_PATTERN.findall(str(error))]
        error = error.__cause__ or error.__context__
    return tuple(path for one in found if (path := files.sender_path_of_missing(one)))


def _result_for_sender(result: WorkerResult, files: UnpackedBundle) -> WorkerResult:
    """A result with the paths that its files have on the sender's machine."""
    sounds = [replace(one, file=files.sender_path(one.file)) for one in result.timeline.sounds]
    return replace(
        result,
        files=_with_sender_paths(result.files, files),
        timeline=replace(result.timeline, sounds=tuple(sounds)),
    )


def _with_sender_paths(digests: Mapping[str, str], files: UnpackedBundle) -> dict[str, str]:
    """Digests by the paths of the sender."""
    return {moved_input(path, files.sender_path): digest for path, digest in digests.items()}


def environment_of(file: SceneFile) -> str:
    """The digest of all that must be the same on two machines for a scene."""
    return environment_digest() + (system_fonts_digest() if file.is_plain else "")


def unsendable_files() -> set[str]:
    """Paths that cannot be sent with a bundle: manim reads its config when it is imported."""
    return {str(one) for one in manim_config_files()}
