"""Cache of stories, the computed data of scenes: computed once, unpickled by every other process.

The unpickler is restricted to what a story holds: numbers, arrays, text, and the classes of the
scene's own file and of our numerics. Reading a story runs nothing else.
"""

from __future__ import annotations

import io
import logging
import pickle
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from clipanim.engine.profile import PhaseTimer
from clipanim.engine.scene_errors import no_chapter, scene_error_context
from clipanim.engine.settings import Shot
from clipanim.scene.catalogue import find_scene
from clipanim.scene.loading import LoadedScene
from clipanim.scene.params import ParamError, SceneParams

from .dependencies import are_unchanged, declare_file_reads, record_dependencies
from .manifest import Manifest, base_key, content_key
from .store import Store, StoreError

MIN_SECONDS_TO_CACHE = 0.2  # a story that is computed sooner is computed again
NUMERICS_PACKAGE = "clipanim.numerics"
ALLOWED_CLASSES = {  # by module: what pickled arrays and plain containers are made of
    "builtins": {"complex", "range", "slice", "set", "frozenset", "bytearray"},
    "numpy": {"ndarray", "dtype"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
}
log = logging.getLogger(__name__)


def cached_story(shot: Shot, store: Store | None = None, timer: PhaseTimer | None = None) -> Any:
    """The story of a shot: read from the cache if no dependency has changed, or computed now.

    Args:
        shot: the scene and its parameters; a chapter has the story of the whole scene.
        store: the cache of stories; in the platform's cache folder by default.
        timer: counts the phase "wait" while another process computes it.

    Returns:
        The scene's story; that of another scene, if it has a `subject`.
    """
    loaded, store, timer = shot.file.load(), store or Store(), timer or PhaseTimer()
    if (subject := _subject_shot(shot.file.path, loaded, shot.params)) is not None:
        with record_dependencies(subject.file.path) as dependencies:
            story = cached_story(subject, store, timer)
        declare_file_reads(*dependencies.digests())
        return story
    scene = shot.file.scene_name or ",".join(shot.file.source.scenes)
    key = base_key(shot.file.path, scene, shot.params.as_dict(), {}, "story")
    manifest = Manifest(store, key)
    try:
        with ExitStack() as claim:
            with timer("wait"):
                cached = claim.enter_context(manifest.lookup_or_claim())
            content = store.get(cached.entries[0]) if cached else None
            if cached is not None and content is not None:
                declare_file_reads(*cached.result)  # the film depends on them too
                return _unpickle(content, loaded)
            return _compute_and_store(shot.file.path, shot.params, loaded, manifest)
    except (StoreError, pickle.UnpicklingError) as error:
        log.info("%s: the story is told anew: %s", shot.file.name, error)
        return _tell(shot.file.path, shot.params, loaded)


def _subject_shot(file: Path, loaded: LoadedScene, params: SceneParams) -> Shot | None:
    """The shot whose story a scene shows in place of its own, if it names one."""
    get_subject = getattr(loaded.scene, "subject", None)
    with loaded.imports(), scene_error_context(file, no_chapter, ParamError):
        subject = get_subject(params) if get_subject else None
    if subject is None:
        return None
    place, values = subject
    other = find_scene(place)
    return Shot(other, other.params(values))


def _tell(file: Path, params: SceneParams, loaded: LoadedScene) -> Any:
    """Compute the story; an error is one line with the author's file and line."""
    with scene_error_context(file, no_chapter, ParamError):
        return loaded.tell(params)


def _compute_and_store(
    file: Path, params: SceneParams, loaded: LoadedScene, manifest: Manifest
) -> Any:
    """Compute a story, and store it if that took a while and it can be pickled."""
    start = time.perf_counter()
    with record_dependencies(file) as dependencies:
        story = _tell(file, params, loaded)
    if time.perf_counter() - start < MIN_SECONDS_TO_CACHE:
        return story
    try:
        content = pickle.dumps(story)
        _unpickle(content, loaded)
    except (pickle.PickleError, TypeError, AttributeError) as error:
        log.info("%s: its story cannot be kept: %s", file.name, error)
        return story
    files = dependencies.digests()
    if are_unchanged(files):
        key = content_key(manifest.base, files)
        manifest.store.put(key, content)
        manifest.record(files, sorted(files), [key])
    return story


class _StoryUnpickler(pickle.Unpickler):
    """An unpickler that refuses every class that does not belong to a story."""

    def __init__(self, content: bytes, scene_module: str):
        super().__init__(io.BytesIO(content))
        self.scene_module = scene_module

    def find_class(self, module: str, name: str) -> Any:
        if name in ALLOWED_CLASSES.get(module, ()):
            return super().find_class(module, name)
        if module == self.scene_module or module.startswith(NUMERICS_PACKAGE):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"a story does not hold {module}.{name}")


def _unpickle(content: bytes, loaded: LoadedScene) -> Any:
    return _StoryUnpickler(content, loaded.module.__name__).load()
