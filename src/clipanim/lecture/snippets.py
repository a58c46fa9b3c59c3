"""Export a film as chapter clips with snippets for Quarto, reveal.js, Beamer, Markdown and HTML.

The files have ASCII names that no format needs to escape; every text of the film is escaped for
the format of its snippet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import captions
from .chapter_clips import cut_chapter
from .escaping import (
    escape_html,
    escape_latex,
    escape_markdown,
    format_timestamp,
    quote_yaml,
    sanitize_text,
)
from .movie import Chapter, Movie
from .video_frames import frame_png
from .youtube import youtube_text

MAX_HEIGHT = 1080  # pixels, as of most projectors
TRACK_ATTRIBUTES = ' kind="captions" srclang="en" label="English"'


@dataclass(frozen=True)
class ChapterFiles:
    """A chapter and the names of its clip, poster and caption file."""

    chapter: Chapter
    stem: str
    captions_shown: bool  # by default: whether they are not burned into the video

    @property
    def video(self) -> str:
        return f"{self.stem}.mp4"

    @property
    def poster(self) -> str:
        return f"{self.stem}.png"

    @property
    def captions(self) -> str:
        return f"{self.stem}.vtt"

    @property
    def name(self) -> str:
        return sanitize_text(self.chapter.name) or f"Chapter {self.chapter.number}"


def export_snippets(movie: Movie, folder: Path) -> dict[str, bytes | Path]:
    """Export clips, posters, captions and snippets, and a description for YouTube.

    Args:
        movie: the film.
        folder: a private folder for the clips.

    Returns:
        The files of the export, by name.
    """
    chapters = chapter_files(movie)
    exported: dict[str, bytes | Path] = {}
    for files in chapters:
        exported[files.video] = cut_chapter(movie, files.chapter, folder / files.video, MAX_HEIGHT)
        exported[files.poster] = frame_png(movie, files.chapter.hold_frame, MAX_HEIGHT)
        exported[files.captions] = chapter_vtt(files.chapter).encode()
    texts = {
        "quarto.qmd": quarto_slides(movie, chapters),
        "reveal.html": reveal_sections(chapters),
        "beamer.tex": beamer_frames(movie, chapters),
        "page.md": markdown_page(movie, chapters),
        "page.html": html_figures(movie, chapters),
        "youtube.txt": youtube_text(movie),
    }
    return {**exported, **{name: text.encode() for name, text in texts.items()}}


def chapter_files(movie: Movie) -> list[ChapterFiles]:
    """Every chapter with ASCII file names, which need no escaping in any format."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", movie.video.stem).strip("-") or "film"
    captions_shown = movie.captions == "track"
    return [ChapterFiles(one, f"{stem}-{one.number:02}", captions_shown) for one in movie.chapters]


def chapter_vtt(chapter: Chapter) -> str:
    """The captions of a chapter as WebVTT, timed from its start."""
    return captions.vtt(chapter.lines_from_start)


def video_element(files: ChapterFiles, attributes: str = "") -> str:
    """The HTML video element of a clip; its captions are on by default unless burned in."""
    default = " default" if files.captions_shown else ""
    return (
        f'<video src="{files.video}" poster="{files.poster}" controls playsinline'
        f' preload="metadata" aria-label="{escape_html(files.name)}"{attributes}>'
        f'<track src="{files.captions}"{TRACK_ATTRIBUTES}{default}></video>'
    )


def quarto_slides(movie: Movie, chapters: Sequence[ChapterFiles]) -> str:
    """A Quarto document with a slide for each chapter, and its lines as speaker notes."""
    head = [
        "---",
        f"title: {quote_yaml(escape_markdown(movie.title))}",
        "format: revealjs",
        "resources:",
        *(f"  - {name}" for one in chapters for name in (one.video, one.poster, one.captions)),
        "---",
    ]
    rows = ["\n".join(head)]
    for files in chapters:
        rows.append(f"## {escape_markdown(files.name)}")
        rows.append("```{=html}\n" + video_element(files, ' class="r-stretch"') + "\n```")
        if files.chapter.lines:
            said = "\n".join(f"- {escape_markdown(one.text)}" for one in files.chapter.lines)
            rows.append(f"::: {{.notes}}\n{said}\n:::")
    return "\n\n".join(rows) + "\n"


def reveal_sections(chapters: Sequence[ChapterFiles]) -> str:
    """Sections of reveal.js for its `<div class="slides">`, with clips that play automatically."""
    rows = []
    for files in chapters:
        rows += [
            f'<section aria-label="{escape_html(files.name)}">',
            "  " + video_element(files, ' class="r-stretch" data-autoplay'),
            f'  <aside class="notes">{_notes_html(files)}</aside>',
            "</section>",
        ]
    return "\n".join(rows) + "\n"


def _notes_html(files: ChapterFiles) -> str:
    return "".join(f"<p>{escape_html(one.text)}</p>" for one in files.chapter.lines)


def beamer_frames(movie: Movie, chapters: Sequence[ChapterFiles]) -> str:
    """Frames of LaTeX Beamer, whose clips pdfpc, pympress and Okular play in place.

    Not with media9, which needs Flash.
    """
    rows = [
        "% In the preamble: \\usepackage{multimedia}",
        "% Typeset it with lualatex, which knows all signs. The clips stay beside the PDF;",
        "% pdfpc, pympress and Okular play them in the slide.",
        f"% {sanitize_text(movie.title)}",
    ]
    for files in chapters:
        rows += [
            f"\\begin{{frame}}{{{escape_latex(files.name)}}}",
            "  \\centering",
            "  \\movie{\\includegraphics[width=\\textwidth,"
            f"height=0.8\\textheight,keepaspectratio]{{{files.poster}}}}}{{{files.video}}}",
            *(f"  \\note[item]{{{escape_latex(one.text)}}}" for one in files.chapter.lines),
            "\\end{frame}",
        ]
    return "\n".join(rows) + "\n"


def markdown_page(movie: Movie, chapters: Sequence[ChapterFiles]) -> str:
    """A Markdown page of posters that link to the clips, as Markdown has no videos."""
    rows = [f"## {escape_markdown(movie.title)}"]
    for files in chapters:
        name = escape_markdown(files.name)
        rows.append(f"### {name} ({format_timestamp(files.chapter.seconds)})")
        rows.append(f"[![{name}]({files.poster})]({files.video})")
    return "\n\n".join(rows) + "\n"


def html_figures(movie: Movie, chapters: Sequence[ChapterFiles]) -> str:
    """HTML figures of the clips, and an iframe for the page of `export --to player`."""
    high = movie.height + movie.width // 8  # the picture, and the bar below it
    wide = f"width:100%;aspect-ratio:{movie.width}/{high};border:0"
    rows = []
    for files in chapters:
        rows += [
            "<figure>",
            "  " + video_element(files, ' style="max-width:100%"'),
            f"  <figcaption>{escape_html(files.name)}</figcaption>",
            "</figure>",
        ]
    page = escape_html(quote(f"{movie.video.stem}.html"))
    rows += [
        "<!-- or all of it, as `export --to player` writes it: -->",
        f'<iframe src="{page}" title="{escape_html(movie.title)}" allowfullscreen loading="lazy"'
        f' style="{wide}"></iframe>',
    ]
    return "\n".join(rows) + "\n"
