"""The least time a film can take: that of merely encoding its frames, on all cores.

    python -m benchmarks.floor media/cliff_leap.mp4

Prints one JSON document: how many frames the film has, and the seconds. Decoding is not
counted. The settings are those of a usual fast film, on one thread for each core.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av

from .measure import cores

X264 = {"preset": "superfast", "crf": "20", "threads": "1", "bf": "0"}
CHUNK = 60  # frames that are held at once


def count(film: Path) -> int:
    """How many frames a film has."""
    with av.open(str(film)) as container:
        return sum(packet.size > 0 for packet in container.demux(video=0))


def encoding_time(film: Path, start: int, stop: int) -> float:
    """Seconds that encoding the frames from `start` to `stop`, excluded, takes."""
    taken = 0.0
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        video.thread_type, video.codec_context.thread_count = "NONE", 1
        encoder = _encoder(video)
        frames = islice(container.decode(video), start, stop)
        pts = 0
        while chunk := list(islice(frames, CHUNK)):
            for frame in chunk:
                frame.pts, frame.time_base, frame.pict_type = pts, encoder.time_base, 0
                pts += 1
            before = time.perf_counter()
            for frame in chunk:
                encoder.encode(frame)
            taken += time.perf_counter() - before
        before = time.perf_counter()
        encoder.encode(None)
        return taken + time.perf_counter() - before


def _encoder(video: Any) -> Any:
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = video.width, video.height, "yuv420p"
    encoder.framerate = video.average_rate
    encoder.time_base = 1 / Fraction(video.average_rate)
    encoder.options = X264
    return encoder


def shares(frames: int, parts: int) -> Iterator[tuple[int, int]]:
    """Frames in equal parts, one after the other; none of them empty."""
    parts = max(1, min(parts, frames))
    for n in range(parts):
        yield frames * n // parts, frames * (n + 1) // parts


def floor(film: Path, processes: int) -> tuple[int, float]:
    """How many frames a film has, and the seconds that encoding them takes."""
    frames = count(film)
    parts = list(shares(frames, processes))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(parts), mp_context=spawn) as pool:
        times = pool.map(encoding_time, [film] * len(parts), *zip(*parts, strict=True))
        return frames, max(times)


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("film", type=Path)
    parser.add_argument("--processes", type=int, default=cores(), help="as many as cores")
    parser.add_argument("--count", action="store_true", help="count frames only")
    options = parser.parse_args(given)
    if options.count:
        frames, seconds = count(options.film), None
    else:
        frames, seconds = floor(options.film, options.processes)
    print(json.dumps({"frames": frames, "seconds": seconds}))


if __name__ == "__main__":
    main()
