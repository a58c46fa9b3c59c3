"""Write WebM videos: VP9, optionally with an alpha channel, and the film's audio as Opus."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from clipanim.engine.encode.audio_stream import encode_audio

from .chapter_clips import chapter_audio
from .movie import Chapter, Movie

# Quality that is hard to tell from the film's, at a bearable speed.
VP9_OPTIONS = {"crf": "32", "b": "0", "cpu-used": "5", "row-mt": "1", "threads": "4", "g": "240"}
# Colour and alpha are encoded separately, and must not have hidden reference frames of their own.
ALPHA_OPTIONS = {"auto-alt-ref": "0", "lag-in-frames": "0"}


class WebmWriter:
    """A context manager that encodes a .webm; the audio is that of the film.

    Args:
        file: the .webm file, in a private folder.
        movie: the film, whose size and frame rate it gets.
        frames: the frame range of the film; `write` is called once for each.
        transparent: whether the frames have an alpha channel.
    """

    def __init__(self, file: Path, movie: Movie, frames: range, transparent: bool = False):
        self.movie, self.frame_count, self.transparent = movie, 0, transparent
        reproducible = {"fflags": "+bitexact"}  # no random ids in the file
        self.target = av.open(str(file), "w", options=reproducible)
        options = {**VP9_OPTIONS, **(ALPHA_OPTIONS if transparent else {})}
        stream: Any = self.target.add_stream("libvpx-vp9", rate=movie.fps, options=options)
        stream.width, stream.height = movie.width, movie.height
        stream.pix_fmt = "yuva420p" if transparent else "yuv420p"
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = 1
        if transparent:
            stream.metadata["alpha_mode"] = "1"  # how browsers recognize it
        self.stream = stream
        with av.open(str(movie.video)) as source:
            track = chapter_audio(source, Chapter(1, movie.title, frames, movie.fps))
        self.pending_audio: list[Any] = []
        if track is not None:
            samples, rate, layout = track
            self.pending_audio = [
                *encode_audio(samples, self.target, rate, layout, codec="libopus")
            ]

    def __enter__(self) -> WebmWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._mux(self.stream.encode(None))
            self._mux(self.pending_audio)
        self.target.close()

    def write(self, frame: Any) -> None:
        """Encode the next frame, of any pixel format, and mux the audio up to it."""
        if frame.format.name != self.stream.pix_fmt:
            how = {"dst_colorspace": 1, "dst_color_range": 1}
            frame = frame.reformat(format=self.stream.pix_fmt, **how)
        time_base = Fraction(1, self.movie.fps)
        frame.pts, frame.duration, frame.time_base = self.frame_count, 1, time_base
        frame.pict_type = 0  # the encoder chooses which are key frames
        self._mux(self.stream.encode(frame))
        shown_at = frame.pts * time_base
        audio = self.pending_audio
        while audio and audio[0].dts * audio[0].time_base <= shown_at:
            self.target.mux(audio.pop(0))
        self.frame_count += 1

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            self.target.mux(packet)
