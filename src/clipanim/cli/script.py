"""`clipanim script`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import click

from clipanim import api
from clipanim.film import narration
from clipanim.film.lesson import is_lesson
from clipanim.lecture.recording_script import ScriptLine, recording_name

from . import options, render_request
from .command import SceneCommand

EXAMPLE = """\
clipanim script cliff_leap --threshold 0.5
clipanim script cliff_leap -o recordings    # then record recordings/1.1.wav and so on
clipanim render cliff_leap --voice recordings"""


@click.command(cls=SceneCommand, lessons=True, example=EXAMPLE)
@click.argument("scene", type=options.SceneName(lessons=True))
@options.configured
@options.chapter
@click.option(
    "-o", "--output", type=options.PATH, metavar="FOLDER",
    help="Write the sheet that recordings belong to, script.tsv, into this folder.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Take recordings of other texts for the new ones.")
@options.cache_dir
@options.as_json
def script(
    scene: str,
    given: dict[str, Any],
    config: Path | None,
    chapter: str | None,
    output: Path | None,
    force: bool,
    cache_dir: Path | None,
    as_json: bool,
) -> None:
    """Print the lines that a film says, to be recorded.

    Each has an id, which is its file's name, and seconds, when nobody speaks. A lesson is one
    film of several scenes; each of them has a folder for its recordings.
    """
    if is_lesson(scene):
        render_request.refuse_flags(["config", "chapter"], "a lesson says it in its file")
        shots = api.lesson_shots(scene)
    else:
        shots = options.shots_of([scene], given, config, chapter)
    lines = narration.recording_cues(shots, api.settings(), cache_dir)
    written = narration.write_recording_sheets(lines, output, force) if output else []
    if as_json:
        files = {"sheets": [str(file) for file in written]} if written else {}
        click.echo(json.dumps({"lines": [*map(_document, lines)], **files}, indent=2))
    elif written:
        for file in written:
            click.echo(file)
    else:
        click.echo(table(lines), nl=False)


def table(lines: Sequence[ScriptLine]) -> str:
    """The lines to be read, below their scenes and chapters."""
    rows, above = list[str](), ""
    width = max((len(one.id) for one in lines), default=0)
    for one in lines:
        heading = f"{one.scene}: {one.chapter}" if one.chapter else one.scene
        if heading != above:
            rows += ["", heading] if rows else [heading]
            above = heading
        rows.append(f"  {one.id:{width}} {one.start:7.1f} {one.end - one.start:5.1f} s  {one.text}")
    return "".join(f"{row}\n" for row in rows)


def _document(line: ScriptLine) -> dict[str, Any]:
    about = asdict(line)
    file = (PurePosixPath(about.pop("folder")) / recording_name(line.id)).as_posix()
    return {**about, "file": file}
