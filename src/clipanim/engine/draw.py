"""One worker's share of a scene: it plays all of it, and draws what nobody else has begun."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from clipanim.stage import Explainer

from .depends import Dependencies, manim_configs, note, recording
from .desk import desk_of
from .meter import Meter
from .pictures import manim_settings, run, scene_of
from .player import Player, StopPlaying
from .reel import Reel
from .state import Witness, digest
from .store import Store
from .timing import explained, timeline
from .work import Share, Task

Drawn = Callable[[int, str], None]  # frames, name of the scene


def draw(task: Task, drawn: Drawn) -> Share:
    """Play a scene and draw the segments that are still free; `drawn` is told of each play.

    Raises:
        EngineError: if the scene fails; the message names scene, chapter and reason.
    """
    meter = Meter()
    with (
        manim_settings(task.settings, str(task.folder / f"media-{os.getpid()}")),
        recording(task.file.path, task.folder) as dependencies,
    ):
        scene = scene_of(task.shot, task.settings, Store(task.store), meter)
        if not isinstance(scene, Explainer):
            note(*manim_configs())
        with explained(task.file.name, scene):
            return _drawn(scene, task, dependencies, drawn, meter)


def _drawn(scene: Any, task: Task, dependencies: Dependencies, drawn: Drawn, meter: Meter) -> Share:
    states: list[str] = []
    desk, name, only = desk_of(task, dependencies, states), task.file.name, task.chapter
    reel = Reel(scene, task.folder, task.settings, desk, lambda n: drawn(n, name), meter, only)
    Player(scene, task.settings.fps, Witness(reel, states))
    try:
        with suppress(StopPlaying):
            run(scene)
            states.append(digest(scene))  # of the end
        reel.cut()
    finally:
        reel.close()
        desk.close()
    segments = [one for one in reel.segments if task.chapter in (None, one.chapter)]
    times = timeline(scene, task.settings.fps, task.chapter)
    data = scene.data if isinstance(scene, Explainer) else ""
    files = dependencies.digests()
    seen = (tuple(states), desk.kept, desk.drawn)
    return Share(tuple(segments), times, files, data, *seen, meter.total())
