"""Building the scene of a shot and running it, under manim settings of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import clipanim.stage  # noqa: F401  # before manim, which it imports in less time

# isort: split
from manim import Scene, config, tempconfig

from clipanim.engine.play.fast_manim import fast_manim
from clipanim.engine.play.sound_recorder import SoundRecorder
from clipanim.engine.play.stepper import NullSink, Stepper
from clipanim.engine.play.timing import playing_scene, require_frames, scene_file, timeline
from clipanim.engine.profile import PhaseTimer
from clipanim.engine.scene_errors import scene_error_context
from clipanim.engine.settings import EngineError, Settings, Shot, Timeline
from clipanim.engine.store.store import Store
from clipanim.engine.store.story_cache import cached_story
from clipanim.scene.loading import imports_from
from clipanim.stage import Explainer, theme
from clipanim.stage.text.typeset import FontMissing, font_folder


@contextmanager
def manim_settings(settings: Settings, folder: str, film: bool = False) -> Iterator[None]:
    """Configure manim while the context is entered: frame size and rate, theme, fast methods.

    Args:
        settings: size, frame rate and theme.
        folder: for the files that manim writes.
        film: whether manim writes a film itself.

    Raises:
        EngineError: if a font is missing.
    """
    values = {
        "pixel_width": settings.width,
        "pixel_height": settings.height,
        "frame_rate": settings.fps,
        "media_dir": folder,
        "verbosity": "ERROR",
        "progress_bar": "none",
        "disable_caching": True,
        "renderer": "cairo",
        "write_to_movie": film,
        "save_last_frame": False,
        "seed": config.seed or 0,  # every process draws the same numbers, every time
    }
    try:
        font_folder()
    except FontMissing as error:
        raise EngineError(str(error)) from None
    with tempconfig(values), theme.using(settings.theme), fast_manim():
        yield


@contextmanager
def dry_run_scene(shot: Shot, settings: Settings, until: float | None = None) -> Iterator[Any]:
    """Build the scene of a shot, set up so that its plays are stepped through without drawing.

    Args:
        shot: what scene, with which values.
        settings: the frame rate and theme.
        until: raise `StopPlaying` at this moment, seconds.
    """
    with (
        tempfile.TemporaryDirectory(prefix="clipanim-") as folder,
        manim_settings(settings, folder),
    ):
        scene = build_scene(shot, settings)
        Stepper(scene, settings.fps, NullSink(), until)
        yield scene


def dry_run(shot: Shot, settings: Settings, on_line: Callable[[Any, str, str], None]) -> Any:
    """Run an explainer without drawing, with a callback at the end of each line of narration.

    Args:
        shot: what scene, with which values.
        settings: the frame rate and theme.
        on_line: called with the scene, the chapter's name and the line's words.

    Returns:
        The scene, at its end.

    Raises:
        EngineError: if it is a plain manim scene.
    """
    with dry_run_scene(shot, settings) as scene:
        require_explainer(scene).on_line_end = lambda chapter, words: on_line(scene, chapter, words)
        run_scene(scene)
        return scene


def require_explainer(scene: Scene) -> Explainer[Any]:
    """The scene itself, if it is an explainer; EngineError if it is a plain manim scene."""
    if not isinstance(scene, Explainer):
        raise EngineError(
            f"{type(scene).__name__} is a plain manim scene: it can be rendered, or drawn "
            "(still), but has no chapters, lines or data"
        )
    return scene


def build_scene(
    shot: Shot,
    settings: Settings | None = None,
    store: Store | None = None,
    timer: PhaseTimer | None = None,
) -> Any:
    """Instantiate a scene whose sounds are recorded: an explainer with its story, or a plain one.

    Args:
        shot: what scene, with which values.
        settings: whether captions are drawn; they are, if there are none.
        store: the cache of stories.
        timer: counts the time that working out the story takes.
    """
    loaded = shot.file.load()
    with loaded.imports():
        return _build_scene(shot, loaded.scene, settings, store, timer)


def _build_scene(
    shot: Shot,
    scene_class: Any,
    settings: Settings | None,
    store: Store | None,
    timer: PhaseTimer | None,
) -> Any:
    if issubclass(scene_class, Explainer):
        params = scene_class.Params.from_mapping(shot.params.as_dict())
        story = cached_story(Shot(shot.file, params), store, timer)
        captioned = settings is None or settings.captions == "burned"
        spoken = dict(shot.speech_seconds)
        values = {"params": params, "story": story, "captioned": captioned, "spoken": spoken}
    else:
        values = {}
    with scene_error_context(shot.file.path):
        scene = scene_class(**values)
    SoundRecorder(scene)
    return scene


def run_scene(scene: Scene) -> None:
    """Run a scene from its setup to its teardown, as manim does.

    Raises:
        EngineError: if it fails; names the author's file and line, and the chapter.
    """
    file = scene_file(scene)
    with imports_from(file.parent), playing_scene(file, scene):
        scene.setup()
        scene.construct()
        scene.tear_down()


def plan(shot: Shot, settings: Settings) -> Timeline:
    """Work out the timeline of a shot by a dry run: its length, lines and chapters."""
    with dry_run_scene(shot, settings) as scene:
        run_scene(scene)
    found = timeline(scene, settings.fps, shot.chapter)
    return require_frames(found, shot.file.path, shot.chapter)
