"""A toy scene, and an engine that draws nothing: so that the command alone is tested."""

from dataclasses import dataclass, field
from pathlib import Path

from clipanim.engine import ChapterMark, Clip, Frame, Line, Timeline

TOY = '''"""A toy that counts.

It needs no manim.
"""

from __future__ import annotations

from dataclasses import dataclass

from clipanim.params import SceneParams, param

LENGTH = 2


@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(3, "How many steps", low=1, high=9, unit="steps")
    rate: float = param(0.5, "How fast", low=0, high=1)
    start: tuple[float, float] = param((1.0, -2.0), "Where from", low=(0, -3), high=(2, -1))
    matrix: tuple[tuple[float, ...], ...] = param(((1, 0), (0, 1)), "W", low=-2, high=2)
    radii: tuple[float, ...] = param((0.5,), "Radii", low=0, high=2, length=(1, 3))
    mode: str = param("norm", "How it is clipped", choices=("norm", "value"))
    fast: bool = param(False, "Whether it hurries")


@dataclass(frozen=True)
class Story:
    values: list
    pairs: list
    last: float


def tell(params):
    if params.steps == 7:
        raise ZeroDivisionError("seven")
    values = [params.rate * k for k in range(params.steps)]
    return Story(values, [[k, complex(k, 1)] for k in range(2)], float("inf"))


class Toy:
    Params = Params
    tell = staticmethod(tell)
    chapters = {"Going up": None, "Coming down": None}
'''
OTHER = TOY.replace("A toy that counts", "Another one").replace("Toy", "Other")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108020000009077 53de") + b"IDAT"


@dataclass
class FakeEngine:
    """What was asked of the engine, and what shall go wrong in it."""

    asked: list = field(default_factory=list)
    problem: dict = field(default_factory=dict)  # scene: exception

    def meet(self, *request):
        self.asked.append(request)
        for one in request[1] if isinstance(request[1], list) else [request[1]]:
            if (error := self.problem.get(one.file.name)) is not None:
                raise error

    def plan(self, shot, settings):
        self.meet("plan", shot, settings)
        return self.timeline(settings)

    def cached_plan(self, shot, settings, cache=None):
        self.meet("cached_plan", shot, settings)
        return self.timeline(settings)

    def timeline(self, settings):
        lines = (Line("1.1", "It goes up.", 0.5, 1.5),)
        return Timeline(2 * settings.fps, settings.fps, lines, (ChapterMark("Going up", 0.0),))

    def render(
        self, shots, settings, folder, *, jobs, progress, executor=None, cache=None, fresh=False
    ):
        (folder / "half.mp4").write_bytes(b"half")
        total = 20 * len(shots)
        for done in range(0, total + 1):
            progress(done, total, shots[0].file.name)
            if done == total // 2:
                self.meet("render", shots, settings)
        return [Clip(folder / "half.mp4", self.timeline(settings)) for _ in shots]

    def render_each(self, shots, settings, folder, *, progress, **how):
        for n, shot in enumerate(shots):

            def part(done, total, what, before=20 * n):
                progress(before + done, 20 * len(shots), what)

            try:
                yield n, self.render([shot], settings, folder, progress=part, **how)[0]
            except Exception as problem:
                yield n, problem

    def concat_clips(self, clips, output, comment="", captions=(), cache=None):
        output.write_bytes(b"film" * len(clips))
        return clips[0].timeline

    def still(self, shot, settings, at=None):
        self.meet("still", shot, settings, at)

    def storyboard(self, shot, settings):
        self.meet("storyboard", shot, settings)
        return [Frame("It goes up.", 1.5, None)]


@dataclass(frozen=True)
class Finding:
    kind: str
    moment: str
    message: str
    count: int = 1


def files_in(folder: Path):
    """What lies in a folder, and below it, with its content."""
    return {one: one.read_bytes() if one.is_file() else None for one in folder.rglob("*")}
