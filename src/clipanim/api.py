"""clipanim from Python and notebooks: the same as the commands.

    from clipanim import api

    film = api.render("cliff_leap", {"threshold": 0.5}, quality="low")
    numbers = api.data("cliff_leap", {"threshold": 0.5})

Everything is checked before anything slow starts, and manim is imported only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clipanim import engine
from clipanim.engine import Certificates, Clip, EngineError, Progress, Settings, Shot
from clipanim.engine.scene_errors import scene_error_context
from clipanim.film import outputs
from clipanim.film.making import (
    Failure,
    Film,
    Unfinished,
    make_film,
    make_films,
    scene_document,
)
from clipanim.film.options import (
    CAPTIONS,
    FRAME_RATES,
    THEMES,
    FilmOptions,
    RenderOptions,
    SettingError,
    cores,
    settings,
    split_options,
    with_options,
)
from clipanim.film.requests import (
    find_chapter,
    lesson_scenes,
    lesson_shots,
    make_shot,
    shots_from_recipe,
)
from clipanim.scene import catalogue, recipe
from clipanim.scene.params import SceneParams
from clipanim.scene.story_data import to_plain_data
from clipanim.scene.suggest import suggestion

MEDIA = Path("media")  # where films go unless told otherwise
STARTING, PER_FRAME, PER_MEGAPIXEL = 3.0, 0.0075, 0.0021  # seconds on a core of 2024, roughly


def estimate(frames: int, chosen: Settings, jobs: int | None = None) -> float:
    """About how many seconds drawing takes: a share for each frame, and one for its pixels."""
    pixels = chosen.width * chosen.height / 1e6
    return STARTING + frames * (PER_FRAME + PER_MEGAPIXEL * pixels) / (jobs or cores())


@with_options(FilmOptions, RenderOptions)
def render(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    *,
    output: str | Path | None = None,
    chapter: str | int | None = None,
    **options: Any,
) -> Film:
    """Render one film to `output`, by default media/NAME.mp4, with captions, transcript and recipe.

    Args:
        scene: its name, the path of its file, or FILE.py:Class.
        params: its parameters, by name.
        output: the .mp4 file.
        chapter: one of its chapters alone, by name or number.
        options: the fields of `FilmOptions` (quality, size, fps, theme, captions, voice) and of
            `RenderOptions` (jobs, executor, force, cache, fresh, progress); see there.

    Raises:
        SettingError: if an option or the chapter cannot be.
        OutputError: if something lies there that we did not make, unless `force`.
        EngineError: if drawing fails. Nothing is left behind then.
        VoiceError: if the voice cannot speak the lines; VoiceMissing: if it is not installed.
    """
    film_options, render_options, others = split_options(options)
    for name in others:
        known = [*signature(render).parameters]
        raise TypeError(f"render() has no option {name!r}; {suggestion(name, known)}")
    shot = make_shot(scene, params, chapter)
    film = Path(output) if output else MEDIA / f"{shot.file.name}.mp4"
    return make_film([shot], film, film_options.settings(), render_options)


@contextmanager
def cluster(address: str, certificates: Certificates | None = None) -> Iterator[dict[str, Any]]:
    """The workers of a dask.distributed cluster, as the arguments that `render` takes.

        with api.cluster("dask://localhost:8786") as workers:
            api.render("cliff_leap", **workers)

    Raises:
        SettingError: if the address is none.
        EngineError: if it is not there, or its workers would draw other pictures.
    """
    url = urlsplit(address)
    try:
        is_address = url.scheme == "dask" and url.hostname and url.port and not url.path
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:
        raise SettingError(f"executor: {address!r}: expected dask://HOST:PORT")
    with engine.dask_executor(address, certificates) as (executor, workers):
        yield {"executor": executor, "jobs": workers}


def still(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    *,
    chapter: str | int | None = None,
    at: float | None = None,
    quality: str = "high",
    size: tuple[int, int] | None = None,
    theme: str = "dark",
) -> Any:
    """One picture as uint8 pixels (height, width, 4): of a chapter, or of a moment."""
    shot = make_shot(scene, params, chapter)
    return engine.still(shot, settings(quality, size=size, theme=theme), at)


def storyboard(shot: Shot, settings: Settings) -> Any:
    """The frame at the end of each line, on one sheet: uint8 pixels (height, width, 3)."""
    return engine.contact_sheet(engine.storyboard(shot, settings))


def data(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
) -> dict[str, Any]:
    """Every number of a film, as JSON can hold it: scene, parameters, and its story."""
    shot = make_shot(scene, params)
    values = to_plain_data(shot.params.as_dict())
    story = engine.cached_story(shot)
    with scene_error_context(shot.file.path):  # for what JSON cannot hold
        numbers = to_plain_data(story)
    return {"scene": shot.file.name, "params": values, "data": numbers}


def save_picture(
    file: Path, pixels: Any, shots: Sequence[Shot], chosen: Settings, force: bool = False
) -> Path:
    """Write a picture as PNG, with its recipe inside."""
    outputs.check_picture(file, force)
    about = recipe.build_recipe([scene_document(one) for one in shots], asdict(chosen))
    outputs.write_picture(file, engine.encode_png(pixels), about)
    return file


__all__ = [
    "CAPTIONS",
    "FRAME_RATES",
    "THEMES",
    "Certificates",
    "Clip",
    "EngineError",
    "Failure",
    "Film",
    "FilmOptions",
    "Progress",
    "RenderOptions",
    "SettingError",
    "Settings",
    "Shot",
    "Unfinished",
    "cluster",
    "cores",
    "data",
    "estimate",
    "find_chapter",
    "lesson_scenes",
    "lesson_shots",
    "make_film",
    "make_films",
    "make_shot",
    "render",
    "save_picture",
    "settings",
    "shots_from_recipe",
    "still",
    "storyboard",
]
