"""The timeline of a scene from the cache, or planned now by stepping through the scene."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from clipanim.engine.settings import Settings, Shot, Timeline
from clipanim.engine.store.dependencies import record_dependencies
from clipanim.engine.store.manifest import Manifest, key_of_shot
from clipanim.engine.store.store import Store


def cached_plan(shot: Shot, settings: Settings, cache: Path | None = None) -> Timeline:
    """The timeline of a film, as `plan` makes it; cached by what the scene depends on.

    Args:
        shot: a scene, or a chapter of it.
        settings: the frame rate and pace.
        cache: the cache folder; the platform's unless given.

    Raises:
        EngineError: if the scene fails; the message names it.
    """
    manifest = Manifest(Store(cache), key_of_shot(shot, settings, "script"))
    found = manifest.lookup()
    if found is not None:
        return Timeline.from_document(found.result)
    from .scene_setup import plan

    with record_dependencies(shot.file.path) as dependencies:
        timeline = plan(shot, settings)
    manifest.record(dependencies.digests(), asdict(timeline))
    return timeline
