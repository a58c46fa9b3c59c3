"""The table of export kinds: what each writes, and the function that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from pathlib import Path

from clipanim import files
from clipanim.lecture.export_options import ExportOptions, Progress, no_progress
from clipanim.lecture.movie import Movie

Contents = Mapping[str, files.Content]  # by name, within a folder


@dataclass(frozen=True)
class ExportKind:
    """Something that a film can be exported as.

    Args:
        name: what it is asked for by.
        about: what it is, for a line of help.
        suffix: of its file; none if it is a folder.
        function: what makes it, as "module:name", imported when it is called. It takes some of
            `movie`, `folder` (a private one), `options` and `progress`, and returns
            the content of the file, or the files of the folder by name.
        options: the fields of ExportOptions that it understands.
    """

    name: str
    about: str
    suffix: str
    function: str
    options: tuple[str, ...] = ()

    def default_place(self, film: Path) -> Path:
        """Where it goes unless told: beside the film."""
        return film.with_suffix(self.suffix) if self.suffix else film.with_suffix(f".{self.name}")

    def make(
        self,
        movie: Movie,
        folder: Path,
        options: ExportOptions,
        progress: Progress = no_progress,
    ) -> Contents:
        """Make the files in a private folder; a single file has one entry, of any name."""
        module, _, name = self.function.partition(":")
        function = getattr(import_module(f"clipanim.{module}"), name)
        given = {"movie": movie, "folder": folder, "options": options, "progress": progress}
        made = function(**{one: given[one] for one in signature(function).parameters})
        if isinstance(made, str):
            made = made.encode()
        return made if isinstance(made, Mapping) else {name: made}


KINDS = {
    one.name: one
    for one in (
        ExportKind(
            "player",
            "one page that plays offline; a folder, if -o names one",
            ".html",
            "lecture.player:export_page",
        ),
        ExportKind(
            "pptx",
            "slides for PowerPoint, Keynote and Impress",
            ".pptx",
            "lecture.pptx_slides:export_pptx",
        ),
        ExportKind(
            "clips",
            "a video of each chapter, with sound and captions",
            "",
            "lecture.media_exports:export_clips",
        ),
        ExportKind(
            "gif",
            "an animation",
            ".gif",
            "lecture.media_exports:export_gif",
            ("chapter", "width", "fps", "max_size"),
        ),
        ExportKind(
            "webm",
            "the film as VP9, for pages",
            ".webm",
            "film.transparent_film:webm",
            ("chapter", "transparent"),
        ),
        ExportKind(
            "poster",
            "one picture",
            ".png",
            "lecture.media_exports:export_poster",
            ("chapter", "at"),
        ),
        ExportKind(
            "frames",
            "every picture, numbered",
            "",
            "lecture.media_exports:export_frames",
            ("chapter",),
        ),
        ExportKind(
            "snippets",
            "text to paste for Quarto, reveal.js, Beamer and more",
            "",
            "lecture.snippets:export_snippets",
        ),
        ExportKind(
            "manim-slides",
            "for `manim-slides present` and `convert`",
            "",
            "lecture.manim_slides:export_manim_slides",
        ),
        ExportKind(
            "transcript",
            "what is said, in Markdown",
            ".transcript.md",
            "lecture.transcript:transcript",
        ),
    )
}
FOLDERS = {  # kinds that are a folder where -o names one
    "player": ExportKind("player", KINDS["player"].about, "", "lecture.player:export_folder")
}
