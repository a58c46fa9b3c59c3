"""Films for pages: VP9 with the film's own sound as Opus; also without their ground."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from clipanim.sounding import stream_of

from .cuts import sound
from .movie import Chapter, Movie

# x264's sister for pages: quality that is hard to tell from the film's, at a bearable pace.
VP9 = {"crf": "32", "b": "0", "cpu-used": "5", "row-mt": "1", "threads": "4", "g": "240"}
# Pictures and their transparency are encoded apart, and neither may hold a frame of its own that
# is not shown.
SEE_THROUGH = {"auto-alt-ref": "0", "lag-in-frames": "0"}


class Webm:
    """A .webm that is being written: `write` every picture, and it has the sound of the film.

    Args:
        file: in a private folder.
        movie: the film, whose size and pace it has.
        stretch: the frames that will be written.
        see_through: whether the pictures have transparency.
    """

    def __init__(self, file: Path, movie: Movie, stretch: range, see_through: bool = False):
        self.movie, self.frames, self.see_through = movie, 0, see_through
        same = {"fflags": "+bitexact"}  # no random numbers in the file
        self.target = av.open(str(file), "w", options=same)
        options = {**VP9, **(SEE_THROUGH if see_through else {})}
        stream: Any = self.target.add_stream("libvpx-vp9", rate=movie.fps, options=options)
        stream.width, stream.height = movie.width, movie.height
        stream.pix_fmt = "yuva420p" if see_through else "yuv420p"
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = 1
        if see_through:
            stream.metadata["alpha_mode"] = "1"  # by which browsers know it
        self.stream = stream
        with av.open(str(movie.video)) as source:
            track = sound(source, Chapter(1, movie.title, stretch, movie.fps))
        self.heard = []
        if track is not None:
            samples, rate, layout = track
            self.heard = [*stream_of(samples, self.target, rate, layout, codec="libopus")]

    def __enter__(self) -> Webm:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._mux(self.stream.encode(None))
            self._mux(self.heard)
        self.target.close()

    def write(self, picture: Any) -> None:
        """Add a picture, of any format."""
        frame = picture
        if picture.format.name != self.stream.pix_fmt:
            how = {"dst_colorspace": 1, "dst_color_range": 1}
            frame = picture.reformat(format=self.stream.pix_fmt, **how)
        time_base = Fraction(1, self.movie.fps)
        frame.pts, frame.duration, frame.time_base = self.frames, 1, time_base
        frame.pict_type = 0  # the encoder chooses which are key frames
        self._mux(self.stream.encode(frame))
        while self.heard and self.heard[0].dts * self.heard[0].time_base <= frame.pts * time_base:
            self.target.mux(self.heard.pop(0))
        self.frames += 1

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            self.target.mux(packet)
