"""The sounds that a scene adds, noted while it is played; they are mixed when the film is whole.

manim mixes each at once, in every process that plays the scene. Here whoever plays it notes the
same few lines, and one mixes and encodes them, once, for the whole film.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import av
from manim import Scene
from manim.utils.sounds import get_full_sound_file_path

from .depends import digest_of_bytes, note
from .settings import Sound
from .watch import unwatched


class Sounds:
    """In place of `add_sound` of a scene's file writer."""

    def __init__(self, scene: Scene):
        writer: Any = scene.renderer.file_writer
        self.folder = writer.settings.assets_dir
        self.noted: list[Sound] = []
        writer.add_sound = self

    def __call__(
        self,
        sound_file: str | os.PathLike[str],
        time: float,
        gain: float | None = None,
        gain_to_background: float | None = None,
    ) -> None:
        """As `SceneFileWriter.add_sound`.

        Args:
            sound_file: a file that PyAV can read, where manim looks for it.
            time: when it starts, seconds from the start of the scene.
            gain: how much louder it is, decibels.
            gain_to_background: how much louder what was added before is meanwhile, decibels.
        """
        path = get_full_sound_file_path(sound_file, self.folder)
        note(sound_file, path)
        if time < 0:
            raise ValueError(f"{sound_file}: starts {-time:g} s before the film")
        digest = digest_of_bytes(_playable(path))
        self.noted.append(
            Sound(os.fspath(path), digest, time, gain or 0.0, gain_to_background or 0.0)
        )


def sounds_of(scene: Scene) -> tuple[Sound, ...]:
    """What a scene has added so far, in that order."""
    sounds = scene.renderer.file_writer.add_sound
    return tuple(sounds.noted) if isinstance(sounds, Sounds) else ()


def _playable(path: Path) -> bytes:
    """The content of a file that holds sound; refused now, not when all has been drawn."""
    with unwatched():
        content = path.read_bytes()
    try:
        with av.open(io.BytesIO(content)) as file:
            if file.streams.audio:
                return content
    except av.FFmpegError as error:
        raise ValueError(f"{path}: no sound that can be read: {error.strerror}") from error
    raise ValueError(f"{path}: there is no sound in it")
