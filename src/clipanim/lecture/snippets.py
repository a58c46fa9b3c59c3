"""A film as a folder of clips and of texts to paste, for what lectures are written in.

The clips have plain names, so that no language needs them escaped; every word of the film is
escaped for the language that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import captions
from .cuts import cut, picture
from .movie import Chapter, Movie
from .words import clock, html, latex, markdown, settled, yaml
from .youtube import youtube

TALLEST = 1080  # pixels; more than a projector shows
MODES = ' kind="captions" srclang="en" label="English"'


@dataclass(frozen=True)
class Piece:
    """A chapter, and what its files are called."""

    chapter: Chapter
    stem: str
    shown: bool  # whether its captions are not in the picture already

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
        return settled(self.chapter.name) or f"Chapter {self.chapter.number}"


def snippets(movie: Movie, folder: Path) -> dict[str, bytes | Path]:
    """A film for Quarto, reveal.js, Beamer, Markdown, HTML and YouTube.

    Args:
        movie: the film.
        folder: a private folder, for the clips.

    Returns:
        What belongs into one folder: each file's name, with its content.
    """
    pieces = pieces_of(movie)
    made: dict[str, bytes | Path] = {}
    for piece in pieces:
        made[piece.video] = cut(movie, piece.chapter, folder / piece.video, TALLEST)
        made[piece.poster] = picture(movie, piece.chapter.stands, TALLEST)
        made[piece.captions] = captions_of(piece.chapter).encode()
    texts = {
        "quarto.qmd": quarto(movie, pieces),
        "reveal.html": reveal(pieces),
        "beamer.tex": beamer(movie, pieces),
        "page.md": page_in_markdown(movie, pieces),
        "page.html": page_in_html(movie, pieces),
        "youtube.txt": youtube(movie),
    }
    return {**made, **{name: text.encode() for name, text in texts.items()}}


def pieces_of(movie: Movie) -> list[Piece]:
    """Every chapter, with a name for its files that means nothing anywhere."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", movie.video.stem).strip("-") or "film"
    shown = movie.captions == "track"
    return [Piece(one, f"{plain}-{one.number:02}", shown) for one in movie.chapters]


def captions_of(chapter: Chapter) -> str:
    """The captions of a chapter alone, as WebVTT."""
    return captions.vtt(chapter.lines_alone)


def video_element(piece: Piece, more: str = "") -> str:
    """A clip as HTML; its captions are shown unasked only if they are not in the picture."""
    default = " default" if piece.shown else ""
    return (
        f'<video src="{piece.video}" poster="{piece.poster}" controls playsinline'
        f' preload="metadata" aria-label="{html(piece.name)}"{more}>'
        f'<track src="{piece.captions}"{MODES}{default}></video>'
    )


def quarto(movie: Movie, pieces: Sequence[Piece]) -> str:
    """Slides of Quarto: a chapter each, with what is said as notes."""
    head = [
        "---",
        f"title: {yaml(markdown(movie.title))}",
        "format: revealjs",
        "resources:",
        *(f"  - {name}" for one in pieces for name in (one.video, one.poster, one.captions)),
        "---",
    ]
    rows = ["\n".join(head)]
    for piece in pieces:
        rows.append(f"## {markdown(piece.name)}")
        rows.append("```{=html}\n" + video_element(piece, ' class="r-stretch"') + "\n```")
        if piece.chapter.lines:
            said = "\n".join(f"- {markdown(one.text)}" for one in piece.chapter.lines)
            rows.append(f"::: {{.notes}}\n{said}\n:::")
    return "\n\n".join(rows) + "\n"


def reveal(pieces: Sequence[Piece]) -> str:
    """Sections of reveal.js, for its `<div class="slides">`; a clip plays when it is reached."""
    rows = []
    for piece in pieces:
        rows += [
            f'<section aria-label="{html(piece.name)}">',
            "  " + video_element(piece, ' class="r-stretch" data-autoplay'),
            f'  <aside class="notes">{_said(piece)}</aside>',
            "</section>",
        ]
    return "\n".join(rows) + "\n"


def _said(piece: Piece) -> str:
    return "".join(f"<p>{html(one.text)}</p>" for one in piece.chapter.lines)


def beamer(movie: Movie, pieces: Sequence[Piece]) -> str:
    """Frames of Beamer, whose clips pdfpc, pympress and Okular play in place.

    media9 is not among the ways: it plays through Flash, which no reader has any more.
    """
    rows = [
        "% In the preamble: \\usepackage{multimedia}",
        "% Typeset it with lualatex, which knows all signs. The clips stay beside the PDF;",
        "% pdfpc, pympress and Okular play them in the slide.",
        f"% {settled(movie.title)}",
    ]
    for piece in pieces:
        rows += [
            f"\\begin{{frame}}{{{latex(piece.name)}}}",
            "  \\centering",
            "  \\movie{\\includegraphics[width=\\textwidth,"
            f"height=0.8\\textheight,keepaspectratio]{{{piece.poster}}}}}{{{piece.video}}}",
            *(f"  \\note[item]{{{latex(one.text)}}}" for one in piece.chapter.lines),
            "\\end{frame}",
        ]
    return "\n".join(rows) + "\n"


def page_in_markdown(movie: Movie, pieces: Sequence[Piece]) -> str:
    """Markdown, which has no videos: pictures that lead to them, and when they are said."""
    rows = [f"## {markdown(movie.title)}"]
    for piece in pieces:
        name = markdown(piece.name)
        rows.append(f"### {name} ({clock(piece.chapter.seconds)})")
        rows.append(f"[![{name}]({piece.poster})]({piece.video})")
    return "\n\n".join(rows) + "\n"


def page_in_html(movie: Movie, pieces: Sequence[Piece]) -> str:
    """Figures for any page, and a frame for the page that `export --to player` writes."""
    high = movie.height + movie.width // 8  # the picture, and the bar below it
    wide = f"width:100%;aspect-ratio:{movie.width}/{high};border:0"
    rows = []
    for piece in pieces:
        rows += [
            "<figure>",
            "  " + video_element(piece, ' style="max-width:100%"'),
            f"  <figcaption>{html(piece.name)}</figcaption>",
            "</figure>",
        ]
    page = html(quote(f"{movie.video.stem}.html"))
    rows += [
        "<!-- or all of it, as `export --to player` writes it: -->",
        f'<iframe src="{page}" title="{html(movie.title)}" allowfullscreen loading="lazy"'
        f' style="{wide}"></iframe>',
    ]
    return "\n".join(rows) + "\n"
