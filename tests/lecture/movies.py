"""A film to export: small, drawn by no scene, with chapters, sound and captions."""

import json
from fractions import Fraction

import av
import numpy as np
from av.video.frame import PictureType

from clipanim.lecture.movie import open_movie

FPS = 10
CHAPTERS = [("One", 24), ("Two", 35), ("What holds", 21)]  # name, frames


def sheet_of(title, chapters, texts, fps=FPS):
    """A recipe: a line for each text in each chapter, and a card in the last one."""
    starts = np.cumsum([0, *(frames for _, frames in chapters)]) / fps
    lines = [
        {
            "id": f"{c}.{n}",
            "text": text,
            "start": float(start + (n - 1) * frames / fps / len(texts)),
            "end": float(start + n * frames / fps / len(texts)),
            "values": {"story.norm": "79.5"} if "79.5" in text else {},
        }
        for c, ((_, frames), start) in enumerate(zip(chapters, starts, strict=False), 1)
        for n, text in enumerate(texts, 1)
    ]
    card = {"start": float(starts[-2]), "said": "Steep.", "holds": texts[-1], "source": "Ours"}
    return {
        "versions": {"clipanim": "0.1.0"},
        "scenes": [{"scene": "toy", "params": {"steps": 5, "start": [4.8, -2.31]}}],
        "settings": {"fps": fps, "captions": "burned"},
        "title": title,
        "chapters": [
            {"name": name, "start": float(start)}
            for (name, _), start in zip(chapters, starts, strict=False)
        ],
        "lines": lines,
        "endings": [card],
    }


def film(path, *, title="A film", chapters=CHAPTERS, texts=("It is 79.5 long.",), size=(320, 180),
         sound=True, key_every=None, noise=False, comment=None, scenes=None):  # fmt: skip
    """Write a film in which every frame has its own brightness, and open it.

    With noise, no two pixels are alike. A comment stands in place of the recipe, and then it is
    not opened; `scenes` are those of the recipe. Its sound is a tone whose pitch is higher in each
    chapter.
    """
    frames = sum(count for _, count in chapters)
    firsts = set(np.cumsum([0, *(count for _, count in chapters)]).tolist())
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as target:
        sheet = sheet_of(title, chapters, texts)
        sheet["scenes"] = scenes or sheet["scenes"]
        target.metadata["comment"] = json.dumps(sheet) if comment is None else comment
        options = {"preset": "ultrafast", "qp": "10", "bf": "0", "g": "1000", "sc_threshold": "0"}
        video = target.add_stream("libx264", rate=FPS, options=options)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        heard = target.add_stream("aac", rate=48000, layout="mono") if sound else None
        for n in range(frames):
            pixels = np.full((*reversed(size), 3), brightness(n), np.uint8)
            if noise:
                pixels = np.random.default_rng(n).integers(0, 256, pixels.shape, np.uint8)
            picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            picture.pts, picture.time_base = n, Fraction(1, FPS)
            is_key = n % key_every == 0 if key_every else n in firsts
            picture.pict_type = PictureType.I if is_key else PictureType.P
            target.mux(video.encode(picture))
        target.mux(video.encode(None))
        if heard:
            target.mux(_tones(heard, [count for _, count in chapters]))
    return open_movie(path) if comment is None else None


def brightness(n):
    """Of the picture with this number: neighbours are far apart."""
    return 16 + 37 * n % 220


def _tones(stream, counts):
    pieces = [
        np.sin(2 * np.pi * 220 * n * np.arange(count * 48000 // FPS) / 48000)
        for n, count in enumerate(counts, 1)
    ]
    samples, packets = np.hstack(pieces).astype(np.float32) / 4, []
    for start in range(0, samples.size, 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], "fltp", "mono")
        frame.sample_rate, frame.pts = 48000, start
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]


def seen(path):
    """The mean brightness of every picture in a video."""
    with av.open(str(path)) as video:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in video.decode(video=0)]
