"""Stories are told once: what took a while to compute is kept, and read back by every process.

Kept is a pickle, of which only that is read back which a story holds: numbers, arrays, words,
and the classes of the scene's own file and of our numerics. Reading it runs nothing else.
"""

from __future__ import annotations

import io
import logging
import pickle
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from clipanim.catalogue import find
from clipanim.params import SceneParams
from clipanim.running import Loaded

from .depends import is_settled, note, recording
from .manifest import Manifest, base_key, content_key
from .meter import Meter
from .settings import Shot
from .store import Store, StoreError

WORTH_KEEPING = 0.2  # seconds; what is told sooner is told again
NUMERICS = "clipanim.numerics"
PLAIN = {  # by module; what arrays and the plainest containers are made of
    "builtins": {"complex", "range", "slice", "set", "frozenset", "bytearray"},
    "numpy": {"ndarray", "dtype"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
}
log = logging.getLogger(__name__)


def told(shot: Shot, store: Store | None = None, meter: Meter | None = None) -> Any:
    """The story of a shot: told now, or read back if nothing that it depends on has changed.

    Args:
        shot: the scene and its parameters; a chapter has the story of the whole.
        store: where stories are kept; the platform's cache folder, unless told.
        meter: counts as "wait" while another process tells it.

    Returns:
        The scene's story; that of another scene, if it has a `subject`.
    """
    loaded, store, meter = shot.file.load(), store or Store(), meter or Meter()
    if (subject := _subject(loaded, shot.params)) is not None:
        with recording(subject.file.path) as dependencies:
            story = told(subject, store, meter)
        note(*dependencies.digests())
        return story
    scene = shot.file.scene_name or ",".join(shot.file.source.scenes)
    key = base_key(shot.file.path, scene, shot.params.as_dict(), {}, "story")
    manifest = Manifest(store, key)
    try:
        with ExitStack() as claim:
            with meter("wait"):
                found = claim.enter_context(manifest.claim())
            kept = store.get(found.entries[0]) if found else None
            if kept is not None:
                note(*found.result)  # type: ignore[union-attr]  # the film depends on them too
                return _read(kept, loaded)
            return _tell(shot.file.path, shot.params, loaded, manifest)
    except (StoreError, pickle.UnpicklingError) as error:
        log.info("%s: the story is told anew: %s", shot.file.name, error)
        return loaded.tell(shot.params)


def _subject(loaded: Loaded, params: SceneParams) -> Shot | None:
    """The shot whose story a scene shows in place of its own, if it names one."""
    naming = getattr(loaded.scene, "subject", None)
    named = naming(params) if naming else None
    if named is None:
        return None
    place, values = named
    file = find(place)
    return Shot(file, file.params(values))


def _tell(file: Path, params: SceneParams, loaded: Loaded, manifest: Manifest) -> Any:
    """Tell the story, and keep it if that took a while and it can be kept."""
    began = time.perf_counter()
    with recording(file) as dependencies:
        story = loaded.tell(params)
    if time.perf_counter() - began < WORTH_KEEPING:
        return story
    try:
        content = pickle.dumps(story)
        _read(content, loaded)
    except (pickle.PickleError, TypeError, AttributeError) as error:
        log.info("%s: its story cannot be kept: %s", file.name, error)
        return story
    files = dependencies.digests()
    if is_settled(files):
        key = content_key(manifest.base, files)
        manifest.store.put(key, content)
        manifest.remember(files, sorted(files), [key])
    return story


class _Reader(pickle.Unpickler):
    """Reads a story, and refuses what is none."""

    def __init__(self, content: bytes, own: str):
        super().__init__(io.BytesIO(content))
        self.own = own

    def find_class(self, module: str, name: str) -> Any:
        if name in PLAIN.get(module, ()):
            return super().find_class(module, name)
        if module == self.own or module.startswith(NUMERICS):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"a story does not hold {module}.{name}")


def _read(content: bytes, loaded: Loaded) -> Any:
    return _Reader(content, loaded.module.__name__).load()
