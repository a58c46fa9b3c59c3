"""Export a film as an HTML player with captions, chapters and notes, which works offline.

It is either one self-contained file, or a folder with the video beside the page. The page makes
no network requests, and a Content Security Policy forbids them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av

from . import captions
from .errors import ExportError
from .movie import Movie
from .poster import poster_jpeg

TEMPLATES = Path(__file__).parent / "templates"
PLAYBACK_RATES = (0.5, 0.75, 1, 1.25, 1.5, 2)
MAX_PAGE_BYTES = 200 * 2**20  # of video in a page, which browsers hold as one string
SCRIPTS = ("film.js", "show.js", "lecture.js", "notes.js", "controls.js", "keys.js")
PAGE_FILE, FILM_FILE, POSTER_FILE, CAPTIONS_FILE, EMBED_FILE = (
    "index.html",
    "film.mp4",
    "poster.jpg",
    "film.vtt",
    "embed.txt",
)
KEY_HELP = (  # keys, what they do, whether in lecture mode only
    (("Space", "k"), "play, stop", False),
    (("←", "→"), "5 seconds back, on", False),
    (("Page ↑", "Page ↓"), "chapter before, after", False),
    (("1", "…", "9"), "to this chapter", False),
    (("Home", "End"), "first, last frame", False),
    (("c", "m"), "captions, sound", False),
    (("s", "+", "−"), "speed", False),
    (("n",), "notes", False),
    (("w",), "notes in a window, for a second screen", False),
    (("f",), "full screen", False),
    (("l",), "lecture mode: stop after each chapter", False),
    (("→", "Page ↓", "Space"), "in a lecture: on", True),
    (("←", "Page ↑"), "in a lecture: this chapter again, or the one before", True),
    (("Esc",), "leave the lecture", True),
)


class PlayerError(ExportError):
    """A film that is too large for one page; the message is one line."""


def export_page(movie: Movie) -> bytes:
    """The film as one self-contained HTML file, in UTF-8.

    Raises:
        PlayerError: if the video is larger than `MAX_PAGE_BYTES`.
    """
    size = movie.video.stat().st_size
    if size > MAX_PAGE_BYTES:
        raise PlayerError(
            f"{movie.video}: {size / 2**20:.0f} MB are too large for one page; "
            f"at most {MAX_PAGE_BYTES // 2**20} MB, or export a folder"
        )
    picture = f"data:image/jpeg;base64,{_base64(poster_jpeg(movie.video))}"
    return _render_page(movie, poster=picture, bytes=_base64(movie.video.read_bytes()))


def export_folder(movie: Movie, folder: Path) -> dict[str, bytes | Path]:
    """The film as a folder: page, video, poster, captions, and a text with the embed code.

    Args:
        movie: the film, which is copied.
        folder: a private folder for the copy.

    Returns:
        The files of the folder, by name.
    """
    copy = folder / FILM_FILE
    shutil.copyfile(movie.video, copy)
    return {
        PAGE_FILE: _render_page(movie, poster=POSTER_FILE, source=FILM_FILE),
        FILM_FILE: copy,
        POSTER_FILE: poster_jpeg(movie.video),
        CAPTIONS_FILE: captions.vtt(movie.lines).encode("utf-8", "replace"),
        EMBED_FILE: embed_code(movie).encode("utf-8", "replace"),
    }


def embed_code(movie: Movie, at: str = "") -> str:
    """HTML to embed the player, or the video alone, in another page.

    Args:
        movie: the film.
        at: the URL of a folder of `export_folder`; by default that of the other page.
    """
    place = html.escape(f"{at.rstrip('/')}/" if at else "")
    title = html.escape(" ".join(movie.title.split()))
    shape = f"{movie.width} / {movie.height + movie.width // 8}"  # the picture, and its bar below
    default = " default" if movie.captions == "track" else ""
    track = (
        f'\n  <track kind="captions" src="{place}{CAPTIONS_FILE}" srclang="en"'
        f' label="English"{default}>'
    )
    return f"""\
<iframe src="{place}{PAGE_FILE}" title="{title}" allow="fullscreen" allowfullscreen
  style="width: 100%; aspect-ratio: {shape}; border: 0"></iframe>

<video src="{place}{FILM_FILE}" poster="{place}{POSTER_FILE}" title="{title}" controls playsinline
  preload="metadata" style="width: 100%">{"" if movie.captions == "burned" else track}
</video>
"""


def _render_page(movie: Movie, **media: Any) -> bytes:
    """Render the HTML template; `media` are `poster` and either `bytes` or `source`."""
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("clipanim.lecture")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True)
    environment.filters["clock"] = _minutes_seconds

    def text(name: str) -> str:
        return loader.get_source(environment, name)[0]

    style = f":root {{ --ratio: {movie.width / movie.height:.6f}; }}\n{text('player.css')}"
    script = "\n".join(map(text, SCRIPTS))
    made = environment.get_template("player.html").render(
        movie=movie,
        film=_player_data(movie),
        theme=_theme(movie),
        sound=_has_audio(movie.video),
        speeds=PLAYBACK_RATES,
        help=KEY_HELP,
        style=style,
        script=script,
        policy=_content_security_policy(style, script),
        **media,
    )
    return made.encode("utf-8", "replace")


def _player_data(movie: Movie) -> dict[str, Any]:
    """The JSON that the scripts of the page read."""
    return {
        "width": movie.width,
        "height": movie.height,
        "fps": movie.fps,
        "frames": movie.frames,
        "captions": movie.captions,
        "theme": _theme(movie),
        "chapters": [
            {
                "name": one.name,
                "first": one.frames.start,
                "stop": one.frames.stop,
                "stands": one.hold_frame,
            }
            for one in movie.chapters
        ],
        "cues": [
            {"start": cue.start, "end": cue.end, "rows": cue.rows}
            for cue in captions.cues(movie.lines)
        ],
    }


def _content_security_policy(style: str, script: str) -> str:
    """Allow only the page's own script and style, by hash, and media in it or beside it."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_csp_hash(style)}; script-src {_csp_hash(script)}; "
        "img-src 'self' file: data:; media-src 'self' file: blob:"
    )


def _csp_hash(text: str) -> str:
    return f"'sha256-{_base64(hashlib.sha256(text.encode()).digest())}'"


def _render_settings(movie: Movie) -> Mapping[str, Any]:
    found = movie.recipe.get("settings")
    return found if isinstance(found, Mapping) else {}


def _theme(movie: Movie) -> str:
    return "light" if _render_settings(movie).get("theme") == "light" else "dark"


def _has_audio(video: Path) -> bool:
    with av.open(str(video)) as film:
        return bool(film.streams.audio)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _minutes_seconds(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes}:{seconds:02}"
