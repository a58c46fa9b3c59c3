"""The poster image of a film, which players show before it plays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

JPEG_QUALITY = 3  # quantizer scale, from 2, the best, to 31
THUMBNAIL_SIZE = (96, 54)  # pixels, in which the contrast is measured
MIN_CONTRAST = 8.0  # standard deviation of grey, 0 to 255: more than a title on an empty frame


def poster_jpeg(video: Path) -> bytes:
    """Choose the first key frame with enough contrast, or else that with the most, as JPEG.

    Films begin with an empty frame or a fade. Only key frames are decoded.
    """
    best, richest = None, -1.0
    with av.open(str(video)) as film:
        stream = film.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        for frame in film.decode(stream):
            contrast = _thumbnail_contrast(frame)
            if contrast > richest:
                best, richest = frame, contrast
            if contrast >= MIN_CONTRAST:
                break
    return _encode_jpeg(best)


def _thumbnail_contrast(frame: Any) -> float:
    return float(frame.reformat(*THUMBNAIL_SIZE, format="gray").to_ndarray().std())


def _encode_jpeg(frame: Any) -> bytes:
    """Encode a frame as JPEG, converted from BT.709 limited range to BT.601 full range."""
    film = {"src_colorspace": "ITU709", "src_color_range": "MPEG"}
    still = {"dst_colorspace": "ITU601", "dst_color_range": "JPEG"}
    picture = frame.reformat(format="yuvj420p", **film, **still)
    coder: Any = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = picture.width, picture.height, "yuvj420p"
    coder.time_base = picture.time_base = Fraction(1, 1)
    coder.options = {"qmin": str(JPEG_QUALITY), "qmax": str(JPEG_QUALITY)}
    picture.pts = 0
    return b"".join(bytes(packet) for packet in [*coder.encode(picture), *coder.encode(None)])
