"""One chapter of a scene, drawn and encoded: the work of one process at a time.

A boundary between plays at t seconds falls on frame floor(fps t + 1/2) of the whole film,
so that chapters fit together to the frame, whoever draws them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import Animation, Wait

from clipanim.catalogue import SceneFile
from clipanim.stage import Explainer

from .canvas import Canvas
from .encode import Encoder
from .pictures import frame_at, manim_settings, timeline
from .settings import Clip, EngineError, Settings, Timeline


@dataclass(frozen=True)
class Task:
    """One chapter of one scene, to be drawn into a file of its own; travels to a worker."""

    file: SceneFile
    values: dict[str, Any]  # parameters by name: their class exists in one process only
    chapter: str | None  # all of the scene, if None
    settings: Settings
    video: Path


@dataclass(frozen=True)
class Part:
    """A chapter that has been drawn, and the timeline of the whole film it belongs to."""

    clip: Clip
    whole: Timeline


def draw(task: Task, drawn: Callable[[int, str], None]) -> Part:
    """Draw and encode one chapter; `drawn(frames, name)` is called after every play.

    Raises:
        EngineError: if the scene fails; the message names scene, chapter and reason.
    """
    settings = task.settings
    with manim_settings(settings, str(task.video.parent)):
        kind = task.file.load().scene
        scene = kind(params=kind.Params.from_mapping(task.values))
        scene.only_chapter = task.chapter
        canvas = Canvas(scene.renderer.camera)
        encoder = Encoder(task.video, settings.width, settings.height, settings.fps)

        def perform(animations: list[Animation], duration: float) -> None:
            first = frame_at(scene.clock, settings.fps)
            last = frame_at(scene.clock + duration, settings.fps)
            _perform(scene, animations, range(first, last), canvas, encoder)
            drawn(last - first, task.file.name)

        scene.performer = perform
        try:
            scene.setup()
            scene.construct()
            scene.tear_down()
        except Exception as error:
            where = f"{task.file.name}, {scene.here or 'before its first chapter'}"
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise EngineError(f"{where}: {reason}") from error
        finally:
            encoder.close()
        clip = Clip(task.video, timeline(scene, settings.fps))
        scene.only_chapter = None
        return Part(clip, timeline(scene, settings.fps))


def _perform(
    scene: Explainer[Any],
    animations: list[Animation],
    frames: range,
    canvas: Canvas,
    encoder: Encoder,
) -> None:
    """Draw the frames of one play; as `manim.Scene.play_internal`, on our schedule."""
    scene.compile_animation_data(*animations)
    scene.begin_animations()
    canvas.begin(scene.static_mobjects)
    still = len(animations) == 1 and isinstance(animations[0], Wait)
    for frame in frames[:1] if still else frames:
        if not still:
            scene.update_to_time(max(0.0, frame / encoder.fps - scene.clock))
        changed = canvas.frame(scene.moving_mobjects)
        first = frame == frames[0]
        encoder.write(canvas.pixels, len(frames) if still else 1, None if first else changed)
    for animation in animations:
        animation.finish()
        animation.clean_up_from_scene(scene)
    scene.update_mobjects(0)
