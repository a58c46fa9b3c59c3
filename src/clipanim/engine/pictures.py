"""Plans, stills and storyboards: a scene stepped through, and drawn only where asked."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import clipanim.stage  # noqa: F401  # before manim, which it imports in less time

# isort: split
import numpy as np
from manim import Scene, config, tempconfig
from numpy.typing import NDArray

from clipanim.stage import CARD, Explainer, furniture, theme
from clipanim.stage.typeset import FontMissing, font_folder

from .kept import shortcuts
from .meter import Meter
from .player import Nobody, Player, StopPlaying
from .settings import EngineError, Frame, Settings, Shot, Timeline
from .sounds import Sounds
from .store import Store
from .tales import told
from .timing import timeline

Pixels = NDArray[np.uint8]


@contextmanager
def manim_settings(settings: Settings, folder: str, film: bool = False) -> Iterator[None]:
    """manim set up for one drawing: our size, pace and theme; its own files kept away."""
    chosen = {
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
    with tempconfig(chosen), theme.using(settings.theme), shortcuts():
        yield


@contextmanager
def stepped(shot: Shot, settings: Settings, until: float | None = None) -> Iterator[Any]:
    """The scene of a shot, whose plays will be stepped through without drawing."""
    with (
        tempfile.TemporaryDirectory(prefix="clipanim-") as folder,
        manim_settings(settings, folder),
    ):
        scene = scene_of(shot, settings)
        Player(scene, settings.fps, Nobody(), until)
        yield scene


def play_through(shot: Shot, settings: Settings, watch: Callable[[Any, str, str], None]) -> Any:
    """Step through a scene; `watch(scene, chapter, words)` is called after every line.

    Returns:
        The scene, at its end.
    """
    with stepped(shot, settings) as scene:
        _explainer(scene).on_line = lambda chapter, words: watch(scene, chapter, words)
        run(scene)
        return scene


def _explainer(scene: Scene) -> Explainer[Any]:
    if not isinstance(scene, Explainer):
        raise EngineError(
            f"{type(scene).__name__} is a plain manim scene: it can be rendered, or seen at a "
            "moment (still --at), but has no chapters, lines or data"
        )
    return scene


def scene_of(
    shot: Shot,
    settings: Settings | None = None,
    store: Store | None = None,
    meter: Meter | None = None,
) -> Any:
    """A new scene: an explainer with its story, or a plain one of manim's."""
    kind = shot.file.load().scene
    if issubclass(kind, Explainer):
        params = kind.Params.from_mapping(shot.params.as_dict())
        story = told(Shot(shot.file, params), store, meter)
        captioned = settings is None or settings.captions == "burned"
        spoken = dict(shot.spoken)
        scene = kind(params=params, story=story, captioned=captioned, spoken=spoken)
    else:
        scene = kind()
    Sounds(scene)
    return scene


def run(scene: Scene) -> None:
    """Play a scene from its start to its end, as manim does."""
    scene.setup()
    scene.construct()
    scene.tear_down()


def plan(shot: Shot, settings: Settings) -> Timeline:
    """See `clipanim.engine.plan`."""
    with stepped(shot, settings) as scene:
        run(scene)
    return timeline(scene, settings.fps, shot.chapter)


def storyboard(shot: Shot, settings: Settings) -> list[Frame]:
    """See `clipanim.engine.storyboard`."""
    frames: list[Frame] = []

    def watch(scene: Any, chapter: str, words: str) -> None:
        if shot.chapter in (None, chapter):
            label = f"{chapter}: {words}" if words else chapter
            frames.append(Frame(label, scene.clock, drawn(scene)))

    play_through(shot, settings, watch)
    return frames


def still(shot: Shot, settings: Settings, at: float | None = None) -> Pixels:
    """See `clipanim.engine.still`."""
    with stepped(shot, settings, at) as scene:
        if at is None:
            return _picture(_explainer(scene), shot)
        try:
            run(scene)
        except StopPlaying:
            return drawn(scene)
        raise EngineError(f"{shot.file.name}: the film ends after {scene.time:.1f} s")


def _picture(scene: Explainer[Any], shot: Shot) -> Pixels:
    """A chapter's picture with what stands on every frame; nothing is played."""
    names = list(type(scene).chapters)
    if not (shot.chapter or names):
        raise EngineError(f"{shot.file.name}: it has no chapters; --at says which moment to show")
    name = shot.chapter or names[-1]
    if name == CARD:
        scene.add(*type(scene).card(scene.story).shapes())
    else:
        picture = type(scene).chapters[name](scene.story)
        scene.add(*furniture(picture.title, name, scene.stamp_words()), *picture.shapes())
    return drawn(scene)


def drawn(scene: Scene) -> Pixels:
    """What is on screen now."""
    scene.renderer.static_image = None
    scene.renderer.update_frame(scene, ignore_skipping=True)
    return np.array(scene.renderer.get_frame())
