"""clipanim from Python and notebooks: the same as the commands.

    from clipanim import api

    film = api.render("cliff_leap", {"threshold": 0.5}, quality="low")
    numbers = api.data("cliff_leap", {"threshold": 0.5})

Everything is checked before anything slow starts, and manim is imported only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import catalogue, engine, recipe
from .engine import Certificates, Clip, EngineError, Progress, Settings, Shot
from .films import Failure, Film, Unfinished, cores, scene_sheet, shoot, shoot_each
from .params import SceneParams
from .shots import (
    CAPTIONS,
    PACES,
    THEMES,
    SettingError,
    find_chapter,
    lesson,
    remade,
    scenes_of,
    settings,
    shot,
)
from .story import plain

MEDIA = Path("media")  # where films go unless told otherwise
STARTING, PER_FRAME, PER_MEGAPIXEL = 3.0, 0.0075, 0.0021  # seconds on a core of 2024, roughly


def estimate(frames: int, chosen: Settings, jobs: int | None = None) -> float:
    """About how many seconds drawing takes: a share for each frame, and one for its pixels."""
    pixels = chosen.width * chosen.height / 1e6
    return STARTING + frames * (PER_FRAME + PER_MEGAPIXEL * pixels) / (jobs or cores())


def render(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
    *,
    output: str | Path | None = None,
    chapter: str | int | None = None,
    quality: str = "medium",
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    theme: str = "dark",
    captions: str = "burned",
    voice: str = "none",
    jobs: int | None = None,
    executor: Executor | None = None,
    force: bool = False,
    cache: Path | None = None,
    fresh: bool = False,
    progress: Progress = lambda done, total, what: None,
) -> Film:
    """Render one film to `output`, by default media/NAME.mp4, with captions, transcript and recipe.

    Drawn by `jobs` processes; or by an `executor` of as many workers, see `cluster`. Spoken by
    the `voice` "piper" or "espeak", by a voice of piper's (FILE.onnx), or from a folder of
    recordings (see `clipanim script`).

    Raises:
        OutputError: if something lies there that we did not make, unless `force`.
        EngineError: if drawing fails. Nothing is left behind then.
        VoiceError: if the voice cannot speak the lines; VoiceMissing: if it is not installed.
    """
    one = shot(scene, params, chapter)
    film = Path(output) if output else MEDIA / f"{one.file.name}.mp4"
    chosen = settings(quality, size, fps, theme, captions, voice)
    how: Any = {"jobs": jobs, "executor": executor, "cache": cache, "fresh": fresh}
    return shoot([one], film, chosen, force=force, progress=progress, **how)


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
    with engine.connected(address, certificates) as (executor, workers):
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
    one = shot(scene, params, chapter)
    return engine.still(one, settings(quality, size, theme=theme), at)


def storyboard(one: Shot, chosen: Settings) -> Any:
    """The frame at the end of each line, on one sheet: uint8 pixels (height, width, 3)."""
    return engine.sheet(engine.storyboard(one, chosen))


def data(
    scene: str | Path | catalogue.SceneFile,
    params: Mapping[str, Any] | SceneParams | None = None,
) -> dict[str, Any]:
    """Every number of a film, as JSON can hold it: scene, parameters, and its story."""
    one = shot(scene, params)
    values = plain(one.params.as_dict())
    return {"scene": one.file.name, "params": values, "data": plain(engine.tell(one))}


def save_picture(
    file: Path, pixels: Any, shots: Sequence[Shot], chosen: Settings, force: bool = False
) -> Path:
    """Write a picture as PNG, with its recipe inside."""
    recipe.check_picture(file, force)
    about = recipe.document([scene_sheet(one) for one in shots], asdict(chosen))
    recipe.write_picture(file, engine.encode_png(pixels), about)
    return file


__all__ = [
    "CAPTIONS",
    "PACES",
    "THEMES",
    "Certificates",
    "Clip",
    "EngineError",
    "Failure",
    "Film",
    "SettingError",
    "Settings",
    "Shot",
    "Unfinished",
    "cluster",
    "cores",
    "data",
    "find_chapter",
    "lesson",
    "remade",
    "render",
    "scenes_of",
    "settings",
    "shoot",
    "shoot_each",
    "shot",
    "still",
    "storyboard",
]
