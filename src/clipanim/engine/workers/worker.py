"""Run a task in this process: play its scene and draw the segments that no other worker has."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from clipanim.engine.play.scene_setup import build_scene, manim_settings, run_scene
from clipanim.engine.play.state_digest import StateRecorder, state_digest
from clipanim.engine.play.stepper import Stepper, StopPlaying
from clipanim.engine.play.timing import playing_scene, require_frames, timeline
from clipanim.engine.profile import PhaseTimer
from clipanim.engine.store.dependencies import (
    Dependencies,
    declare_file_reads,
    manim_config_files,
    record_dependencies,
)
from clipanim.engine.store.store import Store
from clipanim.stage import Explainer

from .segment_claims import allocator_for
from .segments import SegmentRecorder
from .task import OnFrames, Task, WorkerResult


def run_task(task: Task, on_frames: OnFrames) -> WorkerResult:
    """Play a scene from start to end, and draw the segments that are still free.

    Args:
        task: the scene; finished segments go to its folder.
        on_frames: called after each play with the number of frames drawn and the scene's name.

    Raises:
        EngineError: if the scene fails; the message names file, line, chapter and reason.
    """
    timer = PhaseTimer()
    with (
        manim_settings(task.settings, str(task.folder / f"media-{os.getpid()}")),
        record_dependencies(task.file.path, task.folder) as dependencies,
    ):
        scene = build_scene(task.shot, task.settings, Store(task.store), timer)
        if not isinstance(scene, Explainer):
            declare_file_reads(*manim_config_files())
        with playing_scene(task.file.path, scene):
            return _play_and_draw(scene, task, dependencies, on_frames, timer)


def _play_and_draw(
    scene: Any, task: Task, dependencies: Dependencies, on_frames: OnFrames, timer: PhaseTimer
) -> WorkerResult:
    states: list[str] = []
    allocator = allocator_for(task, dependencies, states)
    recorder = SegmentRecorder(
        scene,
        task.folder,
        task.settings,
        allocator,
        lambda frames: on_frames(frames, task.file.name),
        timer,
        task.chapter,
    )
    Stepper(scene, task.settings.fps, StateRecorder(recorder, states))
    try:
        with suppress(StopPlaying):
            run_scene(scene)
            states.append(state_digest(scene))  # of the end
        recorder.finish_segment()
    finally:
        recorder.close()
        allocator.close()
    found = timeline(scene, task.settings.fps, task.chapter)
    return WorkerResult(
        segments=tuple(one for one in recorder.segments if task.chapter in (None, one.chapter)),
        timeline=require_frames(found, task.file.path, task.chapter),
        data=scene.story_digest if isinstance(scene, Explainer) else "",
        files=dependencies.digests(),
        states=tuple(states),
        cached_states=allocator.cached_states,
        drawn_states=allocator.drawn_states,
        phase_times=timer.phase_times(),
    )
