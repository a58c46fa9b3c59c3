"""What drawing the frames of a moving camera takes: `python -m benchmarks.scene_frames`.

Drawing alone, play by play: no conversion, no encoding. The time is that of the processor,
so that a busy machine shows the same.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

from . import measure

sys.path.insert(0, str(measure.SOURCES))
from clipanim.engine import EngineError, Settings, Shot
from clipanim.scene import catalogue

TARGET = 100  # ms a frame
EXAMPLE = "python -m benchmarks.scene_frames cliff_leap --chapter 'The leap'"
HEAD = ("play", "at s", "frames", "redrawn", "ms a frame", "slowest ms")


@dataclass
class Play:
    """What was measured of one play."""

    start: float  # seconds into the film
    shapes: str  # what moves, by class
    times: list[float] = field(default_factory=list)  # ms of a core
    areas: list[float] = field(default_factory=list)  # shares of the frame drawn anew


class Stopwatch:
    """Draws the plays of one chapter and takes the time: a `FrameSink`."""

    def __init__(self, scene: Any, chapter: str, fps: int):
        from clipanim.engine.draw.canvas import Canvas

        self.canvas, self.chapter, self.fps = Canvas(scene.renderer.camera), chapter, fps
        self.plays: list[Play] = []

    def begin(self, scene: Any, frames: range) -> bool:
        if scene.current_chapter != self.chapter or not frames:
            return False
        self.canvas.begin_play(scene.static_mobjects)
        names = dict.fromkeys(type(one).__name__ for one in scene.moving_mobjects)
        self.plays.append(Play(frames[0] / self.fps, ", ".join([*names][:3])))
        return True

    def draw(self, scene: Any, repeat: int) -> None:
        before = time.process_time()
        changed = self.canvas.draw_frame(scene.moving_mobjects)
        taken = time.process_time() - before
        self.plays[-1].times.append(1000 * taken)
        self.plays[-1].areas.append(sum(box.area for box in changed) / self.canvas.frame_rect.area)

    def end(self, scene: Any) -> None:
        pass


def measured(name: str, chapter: str | None, settings: Settings) -> tuple[str, list[Play]]:
    """Play a film and draw one of its chapters; its name and what was measured.

    Raises:
        BenchmarkError: if there is no such chapter, or the scene fails.
    """
    from clipanim.engine.play.scene_setup import build_scene, manim_settings, run_scene
    from clipanim.engine.play.stepper import Stepper

    file = catalogue.find_scene(name)
    chosen = named(file.chapters(), chapter)
    with (
        tempfile.TemporaryDirectory(prefix="clipanim-") as folder,
        manim_settings(settings, folder),
    ):
        scene = build_scene(Shot(file, file.params({})))
        stopwatch = Stopwatch(scene, chosen, settings.fps)
        Stepper(scene, settings.fps, stopwatch)
        try:
            run_scene(scene)
        except (EngineError, ArithmeticError, AttributeError, NotImplementedError) as error:
            raise measure.BenchmarkError(f"{name}: {type(error).__name__}: {error}") from error
    return chosen, stopwatch.plays


def named(chapters: Sequence[str], chapter: str | None) -> str:
    """The chapter that is meant: by its number or name, or else the one with the leap."""
    if chapter is None:
        return next((one for one in chapters if "leap" in one.lower()), chapters[0])
    by_number = dict(zip(map(str, range(1, len(chapters) + 1)), chapters, strict=True))
    found = by_number.get(chapter, chapter)
    if found not in chapters:
        raise measure.BenchmarkError(f"no chapter {chapter!r}; one of {', '.join(chapters)}")
    return found


def report(plays: Sequence[Play]) -> str:
    """The table of plays that move, and the slowest of them."""
    moving = [play for play in plays if len(play.times) > 1]
    if not moving:
        raise measure.BenchmarkError("nothing moves in this chapter")
    rows = [
        (
            play.shapes,
            f"{play.start:.1f}",
            len(play.times),
            f"{100 * mean(play.areas):.0f} %",
            f"{median(play.times):.0f}",
            f"{max(play.times):.0f}",
        )
        for play in moving
    ]
    slowest = max(moving, key=lambda play: median(play.times))
    verdict = "within" if median(slowest.times) < TARGET else "above"
    return (
        f"{measure.table(HEAD, rows)}\n\n"
        f"The slowest play, at {slowest.start:.1f} s: {median(slowest.times):.0f} ms a frame "
        f"(median), {verdict} the target of {TARGET} ms."
    )


def benchmark(given: Sequence[str] | None) -> str:
    """The whole benchmark; what it found, ready to paste."""
    parser = measure.arguments("What drawing the frames of a moving camera takes.", EXAMPLE)
    parser.add_argument("scene", nargs="?", default="cliff_leap", help="a film of ours")
    parser.add_argument("--chapter", help="by name or number; the one with the leap unless said")
    parser.add_argument("--fps", type=int, default=15, help="how many frames a second to try")
    options = parser.parse_args(given)
    if options.scene not in catalogue.builtin_scenes():
        raise measure.BenchmarkError(f"no scene {options.scene!r}")
    settings = Settings(426, 240, 5) if options.quick else Settings(1920, 1080, options.fps)
    chapter, plays = measured(options.scene, options.chapter, settings)
    conditions = (
        f"{options.scene}, {chapter}: drawing alone, {settings.width}x{settings.height}, "
        f"{settings.fps} frames of each second, time of one core."
    )
    return "\n".join([report(plays), "", conditions, measure.machine()])


if __name__ == "__main__":
    measure.main(benchmark)
