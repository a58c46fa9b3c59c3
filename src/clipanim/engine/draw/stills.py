"""Stills and storyboards: single frames of a scene that is stepped through without drawing."""

from __future__ import annotations

from typing import Any

import clipanim.stage  # noqa: F401  # before manim, which it imports in less time

# isort: split
import numpy as np
from manim import Scene
from numpy.typing import NDArray

from clipanim.engine.play.scene_setup import (
    dry_run,
    dry_run_scene,
    run_scene,
)
from clipanim.engine.play.stepper import StopPlaying
from clipanim.engine.scene_errors import scene_error_context
from clipanim.engine.settings import EngineError, Frame, Settings, Shot
from clipanim.stage import CARD, Explainer, page_labels
from clipanim.stage.picture import make_card, make_picture

Pixels = NDArray[np.uint8]


def storyboard(shot: Shot, settings: Settings) -> list[Frame]:
    """Draw the frame at the end of every line of narration, and of the closing card.

    Raises:
        EngineError: if it is a plain manim scene, which has no lines.
    """
    frames: list[Frame] = []

    def on_line(scene: Any, chapter: str, words: str) -> None:
        if shot.chapter in (None, chapter):
            label = f"{chapter}: {words}" if words else chapter
            frames.append(Frame(label, scene.clock, capture_frame(scene)))

    dry_run(shot, settings, on_line)
    return frames


def still(shot: Shot, settings: Settings, at: float | None = None) -> Pixels:
    """Draw a single frame.

    Args:
        shot: a scene, or a chapter of it.
        settings: size, frame rate and theme.
        at: which moment, seconds; None for the picture of the chapter, or of the last one, or
            for the end of a plain manim scene.

    Returns:
        RGBA, uint8, shape (height, width, 4).

    Raises:
        EngineError: if the film is shorter, or an explainer has no chapters and no `at` is given.
    """
    with dry_run_scene(shot, settings, at) as scene:
        if at is None and isinstance(scene, Explainer):
            return _chapter_still(scene, shot)
        try:
            run_scene(scene)
        except StopPlaying:
            return capture_frame(scene)
        if at is None:
            return capture_frame(scene)
        raise EngineError(f"{shot.file.name}: the film ends after {scene.time:.1f} s")


def _chapter_still(scene: Explainer[Any], shot: Shot) -> Pixels:
    """Draw a chapter's picture with the title and footer of every frame; nothing is played."""
    names = list(type(scene).chapters)
    if not (shot.chapter or names):
        raise EngineError(f"{shot.file.name}: it has no chapters; --at says which moment to show")
    name = shot.chapter or names[-1]
    with scene_error_context(shot.file.path):
        if name == CARD:
            scene.add(*make_card(type(scene), CARD, scene.story).shapes())
        else:
            picture = make_picture(type(scene).chapters, name, scene.story)
            scene.add(*page_labels(picture.title, name, scene.stamp_words()), *picture.shapes())
    return capture_frame(scene)


def capture_frame(scene: Scene) -> Pixels:
    """Draw a scene as it is now; RGBA, uint8, shape (height, width, 4)."""
    scene.renderer.static_image = None
    scene.renderer.update_frame(scene, ignore_skipping=True)
    return np.array(scene.renderer.get_frame())
