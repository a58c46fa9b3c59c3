"""What a scene says and when: found out by stepping through it once, and kept."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from .depends import recording
from .manifest import Manifest, key_of_shot
from .settings import Settings, Shot, Timeline
from .store import Store


def script(shot: Shot, settings: Settings, cache: Path | None = None) -> Timeline:
    """See `clipanim.engine.script`."""
    manifest = Manifest(Store(cache), key_of_shot(shot, settings, "script"))
    found = manifest.lookup()
    if found is not None:
        return Timeline.read(found.result)
    from .pictures import plan

    with recording(shot.file.path) as dependencies:
        timeline = plan(shot, settings)
    manifest.remember(dependencies.digests(), asdict(timeline))
    return timeline
