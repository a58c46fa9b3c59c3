"""Animations of mobjects: run a function, repeat steps, fade, dim, draw a line.

They move points instead of rebuilding mobjects. Every one is a function of its own alpha: no
memory, no updaters, so that any play of a scene can be drawn without the plays before it
having been drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Animation, Mobject, VGroup, VMobject, linear, smooth
from numpy.typing import NDArray

from clipanim.stage.text.labels import Label

from . import theme
from .opacity import base_opacities, opacity_share, show

Points = NDArray[np.float64]


def ease_out(alpha: float) -> float:
    """Cubic ease-out, with which things appear: 0 to 1 for alpha from 0 to 1, and 1 beyond."""
    return 1 - (1 - min(alpha, 1.0)) ** 3


class _MobjectsAnimation(Animation):
    """An animation of several mobjects, which join the scene one by one and not as a group."""

    def begin(self) -> None:
        self.interpolate(0)

    def finish(self) -> None:
        self.interpolate(1)

    def is_introducer(self) -> bool:
        return True

    def _setup_scene(self, scene: Any) -> None:
        if scene is not None:
            present = scene.get_mobject_family_members()
            scene.add(*(shape for shape in self.mobject.submobjects if shape not in present))

    def clean_up_from_scene(self, scene: Any) -> None:
        pass


class Run(_MobjectsAnimation):
    """Animate by a function: call `move(share)` each frame, with share from 0 to 1.

    The one way to animate a computed thing: `Run(lambda s: arrow.move(a(s), b(s)), arrow)`.

    Args:
        move: sets points, words or colours.
        shapes: all mobjects that `move` changes, so that they are drawn anew each frame.
        run_time: seconds.
        rate_func: easing of the share.
        over: first and last value that `move` is called with instead: steps, radii, angles.
    """

    def __init__(
        self,
        move: Callable[[float], Any],
        *shapes: Mobject,
        run_time: float = theme.MOVE,
        rate_func: Callable[[float], float] = smooth,
        over: tuple[float, float] = (0.0, 1.0),
    ):
        self.move, self.over = move, over
        super().__init__(VGroup(*shapes), run_time=run_time, rate_func=rate_func)

    def interpolate_mobject(self, alpha: float) -> None:
        start, end = self.over
        self.move(start + (end - start) * self.rate_func(alpha))


class Repeat(Run):
    """Animate repeated steps: two slowly, one in half the time, the rest at an even pace.

    Args:
        move: called with the step, a float; between two steps too.
        shapes: all mobjects that it changes.
        over: the first and the last step; with fewer than four steps the later paces fall away.
        longest: seconds for the even run at the end, at most.
    """

    def __init__(
        self,
        move: Callable[[float], Any],
        *shapes: Mobject,
        over: tuple[int, int],
        longest: float = 0.75 * theme.DRAW,
    ):
        start, end = over
        self.stops = [start, *range(start + 1, min(start + 4, end)), end]
        rest = min(longest, theme.MOVE / 2 * (end - self.stops[-2]))
        paces = [theme.MOVE, theme.MOVE, theme.MOVE / 2, rest][: len(self.stops) - 1]
        self.times = np.cumsum([0.0, *paces])
        super().__init__(move, *shapes, run_time=float(self.times[-1]), over=over)

    def interpolate_mobject(self, alpha: float) -> None:
        now = alpha * self.run_time
        n = int(np.searchsorted(self.times[1:-1], now, side="right"))
        share = (now - self.times[n]) / (self.times[n + 1] - self.times[n])
        ease = smooth if n < 3 else linear
        self.move(self.stops[n] + (self.stops[n + 1] - self.stops[n]) * ease(share))


class Fade(_MobjectsAnimation):
    """Fade mobjects to an opacity, relative to the one that each of them was made with.

    `Appear` and `Vanish` are fades to 1 and 0; `Dim` is a fade to 35 %.

    Args:
        shapes: with all their submobjects.
        to: share of their own opacities, 0 to 1; at 0 they leave the scene.
        run_time: seconds.
        start: share to start from; where each of them is unless given.
    """

    def __init__(
        self,
        *shapes: Mobject,
        to: float,
        run_time: float = theme.APPEAR,
        start: float | None = None,
    ):
        self.to, self.start = to, start
        super().__init__(VGroup(*shapes), run_time=run_time, rate_func=ease_out)

    def begin(self) -> None:
        self.family = [
            (
                shape,
                *base_opacities(shape),
                opacity_share(shape) if self.start is None else self.start,
            )
            for top in self.mobject.submobjects
            for shape in top.get_family()
            if isinstance(shape, VMobject)
        ]
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        for shape, fill, line, start in self.family:
            share = start + (self.to - start) * self.rate_func(alpha)
            shape._opacity_share = share
            show(shape, fill, line, share)

    def _setup_scene(self, scene: Any) -> None:
        if self.to > 0:
            super()._setup_scene(scene)

    def clean_up_from_scene(self, scene: Any) -> None:
        if self.to == 0:
            scene.remove(*self.mobject.submobjects)


class Appear(Fade):
    """Fade in."""

    def __init__(self, *shapes: Mobject, run_time: float = theme.APPEAR):
        super().__init__(*shapes, to=1.0, run_time=run_time, start=0.0)


class Vanish(Fade):
    """Fade out, and leave the scene."""

    def __init__(self, *shapes: Mobject, run_time: float = theme.APPEAR):
        super().__init__(*shapes, to=0.0, run_time=run_time)


class Dim(Fade):
    """Fade to 35 %, for something else to be looked at; `Fade(..., to=1)` undoes it."""

    def __init__(self, *shapes: Mobject, run_time: float = theme.EMPHASISE):
        super().__init__(*shapes, to=theme.STEPPED_BACK, run_time=run_time)


class Draw(_MobjectsAnimation):
    """Draw lines from start to end, as manim's Create: evenly by curve, not by length."""

    def __init__(
        self,
        *shapes: VMobject,
        run_time: float = theme.DRAW,
        rate_func: Callable[[float], float] = linear,
    ):
        super().__init__(VGroup(*shapes), run_time=run_time, rate_func=rate_func)

    def begin(self) -> None:
        self.full_points = [
            (shape, shape.points.copy())
            for top in self.mobject.submobjects
            for shape in top.get_family()
            if isinstance(shape, VMobject) and len(shape.points)
        ]
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        for shape, points in self.full_points:
            shape.points = partial_path(points, self.rate_func(alpha))

    def finish(self) -> None:
        for shape, points in self.full_points:
            shape.points = points


def partial_path(points: Points, share: float) -> Points:
    """The first `share` of the cubic Bézier curves of a path, the last one split (de Casteljau).

    Args:
        points: control points, shape (4 n, 3).
        share: 0 to 1.
    """
    count = len(points) // 4
    done = share * count
    full = int(done)
    if full >= count:
        return points
    curve, t = points[4 * full : 4 * full + 4], done - full
    a, b, c = (curve[i] + (curve[i + 1] - curve[i]) * t for i in range(3))
    ab, bc = a + (b - a) * t, b + (c - b) * t
    cut = np.array([curve[0], a, ab, ab + (bc - ab) * t])
    return np.concatenate([points[: 4 * full], cut]) if t > 0 else points[: 4 * full]


def count_to(
    label: Label, words: Callable[[float], str], weight: str = "regular"
) -> Callable[[float], Any]:
    """A `move` for `Run` that rewrites a label: `Run(count_to(label, lambda s: ...), label)`.

    Args:
        label: to be rewritten in place.
        words: the text at a share of the way, 0 to 1.
        weight: "regular" or "semibold".
    """
    return lambda share: label.say(words(share), weight)


def together(*moves: Callable[[float], Any]) -> Callable[[float], None]:
    """One `move` for `Run` that calls several: for an arrow and its dot on the plot."""

    def move(share: float) -> None:
        for one in moves:
            one(share)

    return move
