"""clipanim in a notebook, and as functions that take a scene's parameters by name.

    import clipanim

    clipanim.show("cliff_leap", threshold=0.5)  # the film, below the cell
    clipanim.render("cliff_leap", threshold=0.5, output="leap.mp4")
    clipanim.data("cliff_leap", threshold=0.5)

`clipanim.api` has the same with more to choose: workers, several films, lessons.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipanim.film.options import FilmOptions, RenderOptions, split_options, with_options
from clipanim.film.progress_bar import ProgressBar
from clipanim.lecture.escaping import escape_html
from clipanim.scene.catalogue import SceneFile

from . import api
from .api import Film
from .lecture import captions as caption_files

LARGEST = 25_000_000  # bytes of a film inside a notebook, which grows by a third more


@dataclass(frozen=True)
class NotebookFilm:
    """A film that a notebook shows: the video in its page, with its captions.

    The video's own bytes, so that the notebook can be kept, sent and shown anywhere.
    """

    name: str
    seconds: float
    width: int  # of the picture, px
    video: bytes
    captions: str  # WebVTT; empty if there shall be none
    has_default: bool  # whether they are shown unasked, as they are not in the picture

    def __repr__(self) -> str:
        size = f"{len(self.video) / 1e6:.1f} MB"
        return f"<film of {self.name}: {self.seconds:.0f} s, {size}>"

    def _repr_html_(self) -> str:
        if len(self.video) > LARGEST:
            return (
                f"<p>{escape_html(self.name)}: {len(self.video) / 1e6:.0f} MB are too large for a "
                f"notebook (at most {LARGEST / 1e6:.0f} MB): lower the quality, or show one "
                "chapter. <code>output=</code> keeps the film as a file.</p>"
            )
        default = " default" if self.has_default else ""
        track = (
            '<track kind="captions" srclang="en" label="English"'
            f' src="{_data_url("text/vtt", self.captions.encode())}"{default}>'
        )
        return (
            f'<video controls preload="metadata" width="{self.width}" style="max-width: 100%"'
            f' aria-label="{escape_html(self.name)}" src="{_data_url("video/mp4", self.video)}">'
            f"{track if self.captions else ''}</video>"
        )

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        kinds = {"text/html": self._repr_html_, "text/plain": self.__repr__}
        return {
            kind: shown()
            for kind, shown in kinds.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }


@with_options(FilmOptions, RenderOptions, quality="low")
def show(
    scene: str | Path | SceneFile,
    *,
    chapter: str | int | None = None,
    output: str | Path | None = None,
    **params: Any,
) -> NotebookFilm:
    """A film to look at in a notebook, rendered while a bar tells how far it is.

    What is unchanged is not drawn again. A notebook holds films of up to 25 MB; a larger one is
    not shown, and that is said.

    Args:
        scene: its name, or the path of its file.
        chapter: one of its chapters alone, by name or number.
        output: where the film shall stay, as `render` leaves it; nowhere, unless said.
        params: the scene's parameters; and options of the film, such as quality (draft, low,
            medium, high or 4k), theme (dark or light), captions (burned into the picture, on a
            track that is shown, or none), voice (piper, espeak, a folder of recordings, or
            none), force (replace files there that clipanim did not make).

    Raises:
        SceneError: if there is no such scene.
        ParamError: if a parameter is unknown, or cannot have its value.
        SettingError: if quality, theme, captions or chapter cannot be.
        OutputError: if something lies there that we did not make, unless `force`.
        EngineError: if drawing fails.
    """
    options, _, _ = split_options(params)
    if output is not None:
        return _for_notebook(render(scene, output=output, chapter=chapter, **params), options)
    with tempfile.TemporaryDirectory() as folder:
        film = render(scene, output=Path(folder) / "film.mp4", chapter=chapter, **params)
        return _for_notebook(film, options)


@with_options(FilmOptions, RenderOptions)
def render(
    scene: str | Path | SceneFile,
    *,
    output: str | Path | None = None,
    chapter: str | int | None = None,
    **params: Any,
) -> Film:
    """Render a film to `output`, by default media/NAME.mp4; see `show`, and `api.render`.

    Its transcript, captions and recipe lie beside it.
    """
    _, _, values = split_options(params)
    options = {name: value for name, value in params.items() if name not in values}
    with ProgressBar() as bar:
        bar.bar = bar.bar or "ipykernel" in sys.modules  # which shows it in one row
        options.setdefault("progress", bar)
        return api.render(scene, values, output=output, chapter=chapter, **options)


def data(scene: str | Path | SceneFile, **params: Any) -> dict[str, Any]:
    """Every number of a film, as JSON can hold it: scene, parameters, and its story.

    Raises:
        SceneError: if there is no such scene.
        ParamError: if a parameter is unknown, or cannot have its value.
    """
    return api.data(scene, params)


def _for_notebook(film: Film, options: FilmOptions) -> NotebookFilm:
    return NotebookFilm(
        ", ".join(film.scenes),
        film.timeline.seconds,
        options.settings().width,
        film.video.read_bytes(),
        "" if options.captions == "none" else caption_files.vtt(film.timeline.lines),
        options.captions == "track",
    )


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
