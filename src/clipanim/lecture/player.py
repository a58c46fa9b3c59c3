"""A film as a web page, to be handed around: it works offline, by a double click.

Either one file that holds all, or a folder with the film beside the page. The page holds
captions, chapters, and notes; it asks nothing of any other machine, and forbids itself to.
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
from .player_poster import poster

TEMPLATES = Path(__file__).parent / "templates"
SPEEDS = (0.5, 0.75, 1, 1.25, 1.5, 2)
LARGEST = 200 * 2**20  # bytes of film in a page: browsers hold a page as one text
SCRIPTS = ("film.js", "show.js", "lecture.js", "notes.js", "controls.js", "keys.js")
PAGE, FILM, POSTER, CAPTIONS, EMBED = (
    "index.html",
    "film.mp4",
    "poster.jpg",
    "film.vtt",
    "embed.txt",
)
HELP = (  # keys, what they do, whether in lecture mode only
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
    """A film that fits into no page, in one line."""


def page(movie: Movie) -> bytes:
    """The film as one HTML file that holds all it needs.

    Raises:
        PlayerError: if it is larger than a browser can take at once.
    """
    size = movie.video.stat().st_size
    if size > LARGEST:
        raise PlayerError(
            f"{movie.video}: {size / 2**20:.0f} MB are too large for one page; "
            f"at most {LARGEST // 2**20} MB, or export a folder"
        )
    picture = f"data:image/jpeg;base64,{_base64(poster(movie.video))}"
    return _rendered(movie, poster=picture, bytes=_base64(movie.video.read_bytes()))


def folder(movie: Movie, private: Path) -> dict[str, bytes | Path]:
    """The film as a folder: page, film, poster, captions, and how to embed it, by file name.

    Args:
        movie: the film, which is copied.
        private: where the copy may lie until it is moved.
    """
    copy = private / FILM
    shutil.copyfile(movie.video, copy)
    return {
        PAGE: _rendered(movie, poster=POSTER, source=FILM),
        FILM: copy,
        POSTER: poster(movie.video),
        CAPTIONS: captions.vtt(movie.lines).encode("utf-8", "replace"),
        EMBED: embedding(movie).encode("utf-8", "replace"),
    }


def embedding(movie: Movie, at: str = "") -> str:
    """What to paste into another page, beside a folder of `folder`: the player, or the film alone.

    Args:
        movie: the film.
        at: the address of the folder, if the other page does not lie in it.
    """
    place = html.escape(f"{at.rstrip('/')}/" if at else "")
    title = html.escape(" ".join(movie.title.split()))
    shape = f"{movie.width} / {movie.height + movie.width // 8}"  # the picture, and its bar below
    how = movie.captions
    shown = " default" if how == "track" else ""
    track = (
        f'\n  <track kind="captions" src="{place}{CAPTIONS}" srclang="en" label="English"{shown}>'
    )
    return f"""\
<iframe src="{place}{PAGE}" title="{title}" allow="fullscreen" allowfullscreen
  style="width: 100%; aspect-ratio: {shape}; border: 0"></iframe>

<video src="{place}{FILM}" poster="{place}{POSTER}" title="{title}" controls playsinline
  preload="metadata" style="width: 100%">{"" if how == "burned" else track}
</video>
"""


def _rendered(movie: Movie, **how: Any) -> bytes:
    """The page; `how` it comes to its poster and film: `poster`, `bytes` or `source`."""
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("clipanim.lecture")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True)
    environment.filters["clock"] = _clock

    def text(name: str) -> str:
        return loader.get_source(environment, name)[0]

    style = f":root {{ --ratio: {movie.width / movie.height:.6f}; }}\n{text('player.css')}"
    script = "\n".join(map(text, SCRIPTS))
    made = environment.get_template("player.html").render(
        movie=movie,
        film=_data(movie),
        theme=_theme(movie),
        sound=_has_sound(movie.video),
        speeds=SPEEDS,
        help=HELP,
        style=style,
        script=script,
        policy=_policy(style, script),
        **how,
    )
    return made.encode("utf-8", "replace")


def _data(movie: Movie) -> dict[str, Any]:
    """What the scripts of the page know of the film."""
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
                "stands": one.stands,
            }
            for one in movie.chapters
        ],
        "cues": [
            {"start": cue.start, "end": cue.end, "rows": cue.rows}
            for cue in captions.cues(movie.lines)
        ],
    }


def _policy(style: str, script: str) -> str:
    """What the page may do: run its own script, and play what it holds or what lies beside it."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src 'self' file: data:; media-src 'self' file: blob:"
    )


def _hash(text: str) -> str:
    return f"'sha256-{_base64(hashlib.sha256(text.encode()).digest())}'"


def _settings(movie: Movie) -> Mapping[str, Any]:
    found = movie.document.get("settings")
    return found if isinstance(found, Mapping) else {}


def _theme(movie: Movie) -> str:
    return "light" if _settings(movie).get("theme") == "light" else "dark"


def _has_sound(video: Path) -> bool:
    with av.open(str(video)) as film:
        return bool(film.streams.audio)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes}:{seconds:02}"
