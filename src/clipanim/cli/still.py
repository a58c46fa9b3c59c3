"""`clipanim still`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clipanim import api, engine
from clipanim.film import outputs

from . import options
from .command import SceneCommand

EXAMPLE = """\
clipanim still cliff_leap --chapter 2 -o leap.png
clipanim still cliff_leap --at 12.5"""


@click.command(cls=SceneCommand, example=EXAMPLE)
@options.scene
@options.configured
@options.film("quality", "size", quality="high")
@options.output("a .png file; media/NAME.png unless said")
@options.film("theme")
@options.chapter
@options.at
@options.force
def still(
    scene: str,
    given: dict[str, Any],
    config: Path | None,
    output: Path | None,
    chapter: str | None,
    at: float | None,
    force: bool,
    **film_options: Any,
) -> None:
    """Draw one picture.

    It is that of the last chapter, of another one, or of a moment of the film.
    """
    if at is not None and chapter is not None:
        raise api.SettingError("at: is a moment of the whole film; leave out --chapter")
    settings = api.FilmOptions(**film_options).settings()
    (shot,) = options.shots_of([scene], given, config, chapter)
    picture = output or api.MEDIA / f"{shot.file.name}.png"
    outputs.check_picture(picture, force)
    click.echo(api.save_picture(picture, engine.still(shot, settings, at), [shot], settings, force))
