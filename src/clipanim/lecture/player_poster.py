"""The picture that stands for a film until it plays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

QUALITY = 3  # of JPEG, from 2, the best, to 31
SMALL = (96, 54)  # px: enough to tell how much there is to see
ENOUGH = 8.0  # standard deviation of grey, of 255: more than a title on an empty frame


def poster(video: Path) -> bytes:
    """The first meaningful picture of a film, as JPEG.

    Films begin with an empty or a fading picture. Of the key frames, which are read without the
    others, it is the first with something drawn on it; if none has, the richest.
    """
    best, richest = None, -1.0
    with av.open(str(video)) as film:
        stream = film.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        for frame in film.decode(stream):
            contrast = _contrast(frame)
            if contrast > richest:
                best, richest = frame, contrast
            if contrast >= ENOUGH:
                break
    return _jpeg(best)


def _contrast(frame: Any) -> float:
    return float(frame.reformat(*SMALL, format="gray").to_ndarray().std())


def _jpeg(frame: Any) -> bytes:
    """A frame as JPEG, whose colours are coded otherwise than those of films."""
    film = {"src_colorspace": "ITU709", "src_color_range": "MPEG"}
    still = {"dst_colorspace": "ITU601", "dst_color_range": "JPEG"}
    picture = frame.reformat(format="yuvj420p", **film, **still)
    coder: Any = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = picture.width, picture.height, "yuvj420p"
    coder.time_base = picture.time_base = Fraction(1, 1)
    coder.options = {"qmin": str(QUALITY), "qmax": str(QUALITY)}
    picture.pts = 0
    return b"".join(bytes(packet) for packet in [*coder.encode(picture), *coder.encode(None)])
