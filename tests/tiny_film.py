"""A tiny film whose frames tell which chapter they are of, and which frame of it."""

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from clipanim.lecture.movie import Chapter, Movie, NarrationLine
from clipanim.scene.card_text import CardText

FPS, LENGTH = 30, 18  # frames a chapter
COLOURS = ((210, 40, 40), (40, 180, 60), (50, 70, 220))  # of the chapters, in the right half
STEP = 10  # grey of the left half: this times the frame's number in its chapter
NAMES = ("First", "Second", "Third")


def film(path: Path, sound: bool = False) -> Path:
    """The film as an .mp4: 3 chapters of 0.6 s."""
    with av.open(str(path), "w") as target:
        video = target.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "bf": "0"})
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        tone = target.add_stream("aac", rate=48000, layout="mono") if sound else None
        for colour in COLOURS:
            for n in range(LENGTH):
                picture = np.full((180, 320, 3), STEP * n, np.uint8)
                picture[:, 160:] = colour
                target.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        target.mux(video.encode(None))
        if tone:
            _hum(target, tone)
    return path


def _hum(target, tone):
    count = 48000 * len(COLOURS) * LENGTH // FPS
    wave = np.sin(np.arange(count) * (2 * math.pi * 220 / 48000)).astype(np.float32) / 10
    for start in range(0, count, 1024):
        part = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], "flt", "mono")
        part.sample_rate, part.pts, part.time_base = 48000, start, Fraction(1, 48000)
        target.mux(tone.encode(part))
    target.mux(tone.encode(None))


def movie(
    video: Path,
    captions: str = "burned",
    theme: str = "dark",
    title: str = "A tiny film",
    names=NAMES,
    text: str = "",
    leaving: int = 0,
) -> Movie:
    """The film with a line in each chapter, and a card in the last one.

    The pictures of all but the last leave in the last frames of their chapters.
    """
    chapters = []
    for n, name in enumerate(names):
        frames = range(n * LENGTH, (n + 1) * LENGTH)
        start, stop = frames.start / FPS, frames.stop / FPS
        line = NarrationLine(f"line.{n}", text or f"Line {n + 1}.", start + 0.1, stop - 0.1, {})
        card = CardText(start, text or "Often.", text or "Holds.", text or "Somebody, 2013")
        is_last = n == len(names) - 1
        endings, leaves = ((card,), None) if is_last else ((), frames.stop - leaving)
        chapters.append(Chapter(n + 1, name, frames, FPS, (line,), endings, leaves))
    document = {"settings": {"captions": captions, "theme": theme}}
    count = len(names) * LENGTH
    return Movie(video, title, 320, 180, FPS, count, tuple(chapters), document)
