"""Recording the sounds that a scene adds, to be mixed once for the whole film.

manim mixes each at once, in every process that plays the scene. Here each process records the
same few sounds, and one process mixes and encodes them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import av
from manim import Scene
from manim.utils.sounds import get_full_sound_file_path

from clipanim.engine.settings import Sound
from clipanim.engine.store.audit_hook import audit_hook_paused
from clipanim.engine.store.dependencies import declare_file_reads, digest_of_bytes


class SoundRecorder:
    """Replaces `add_sound` of a scene's file writer; records instead of mixing."""

    def __init__(self, scene: Scene):
        writer: Any = scene.renderer.file_writer
        self.folder = writer.settings.assets_dir
        self.sounds: list[Sound] = []
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

        Raises:
            ValueError: if it starts before the film, or no sound can be read from the file.
        """
        path = get_full_sound_file_path(sound_file, self.folder)
        declare_file_reads(sound_file, path)
        if time < 0:
            raise ValueError(f"{sound_file}: starts {-time:g} s before the film")
        digest = digest_of_bytes(_read_sound_file(path))
        self.sounds.append(
            Sound(os.fspath(path), digest, time, gain or 0.0, gain_to_background or 0.0)
        )


def recorded_sounds(scene: Scene) -> tuple[Sound, ...]:
    """The sounds that a scene has added so far, in that order; none if nothing records them."""
    recorder = scene.renderer.file_writer.add_sound
    return tuple(recorder.sounds) if isinstance(recorder, SoundRecorder) else ()


def _read_sound_file(path: Path) -> bytes:
    """The content of a file with an audio stream; refused now, not when all has been drawn."""
    with audit_hook_paused():
        content = path.read_bytes()
    try:
        with av.open(io.BytesIO(content)) as file:
            if file.streams.audio:
                return content
    except av.FFmpegError as error:
        raise ValueError(f"{path}: no sound that can be read: {error.strerror}") from error
    raise ValueError(f"{path}: there is no sound in it")
