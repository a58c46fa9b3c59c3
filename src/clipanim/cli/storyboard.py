"""`clipanim storyboard`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clipanim import api
from clipanim.film import outputs

from . import options
from .command import SceneCommand


@click.command(cls=SceneCommand, example="clipanim storyboard cliff_leap --lr 0.1 -o cliff.png")
@options.scene
@options.configured
@options.film("quality", "size", quality="low")
@options.output("a .png file; media/NAME-storyboard.png unless said")
@options.film("theme")
@options.chapter
@options.force
def storyboard(
    scene: str,
    given: dict[str, Any],
    config: Path | None,
    output: Path | None,
    chapter: str | None,
    force: bool,
    **film_options: Any,
) -> None:
    """Draw a film on one sheet.

    It shows the frame at the end of each line of narration.
    """
    settings = api.FilmOptions(**film_options).settings()
    (shot,) = options.shots_of([scene], given, config, chapter)
    picture = output or api.MEDIA / f"{shot.file.name}-storyboard.png"
    outputs.check_picture(picture, force)
    pixels = api.storyboard(shot, settings)
    click.echo(api.save_picture(picture, pixels, [shot], settings, force))
