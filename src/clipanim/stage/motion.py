"""Animations that move points instead of rebuilding shapes.

Every one is a function of its own alpha: no memory, no updaters, so that any play
of a scene can be drawn without the plays before it having been drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from manim import Animation, Mobject, VGroup, VMobject, linear, smooth
from numpy.typing import NDArray

from . import theme
from .type import Label

Points = NDArray[np.float64]


def ease_out(alpha: float) -> float:
    """Ease-out cubic: how things appear. What ends before the rest of its play stays at 1."""
    return 1 - (1 - min(alpha, 1.0)) ** 3


class _Motion(Animation):
    """An animation of several shapes, which join the scene one by one and never as a group."""

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


class Run(_Motion):
    """Call `move(share)` with share from 0 to 1; `move` sets points, words or colours.

    The one way to animate a computed thing: `Run(lambda s: arrow.move(a(s), b(s)), arrow)`.
    All shapes that `move` touches are listed, so that they are drawn anew each frame. With
    `over`, `move` is called with what lies between these two: steps, radii, angles.
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
    """Repeat an operation: `move(step)` twice slowly, once at half time, then at an even run.

    Args:
        move: called with the step, also between two of them.
        shapes: all that it touches.
        over: the first and the last step; fewer than four leave out what does not fit.
        longest: seconds for the run at the end, at most.
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


class Fade(_Motion):
    """Bring shapes to an opacity, relative to the one each of them was drawn with.

    `Appear` and `Vanish` are fades to 1 and 0; `Dim` is a fade to 35 %.
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
                *_own(shape),
                getattr(shape, "_shown", 1.0) if self.start is None else self.start,
            )
            for top in self.mobject.submobjects
            for shape in top.get_family()
            if isinstance(shape, VMobject)
        ]
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        for shape, fill, line, start in self.family:
            share = start + (self.to - start) * self.rate_func(alpha)
            shape._shown = share
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
    """Step back to 35 %, for something else to be looked at; `Fade(..., to=1)` undoes it."""

    def __init__(self, *shapes: Mobject, run_time: float = theme.EMPHASISE):
        super().__init__(*shapes, to=theme.STEPPED_BACK, run_time=run_time)


class Morph(Animation):
    """Turn one formula into the next: parts of the same name travel, the rest cross-fades.

    `origins` says where parts come from that the old formula lacks: the τ of a picture
    flies to its place in the formula, and stays in the picture too.

        Morph(math("{{tau: limit}} / {{norm(g): length}}"), math("{{g: raw}} dot ..."))

    Args:
        old: what leaves, or nothing.
        new: what is there in the end.
        origins: shapes by name of part, which takes precedence over `old`.
    """

    def __init__(
        self,
        old: Label | None,
        new: Label,
        origins: Mapping[str, VMobject] | None = None,
        run_time: float = theme.MOVE,
        rate_func: Callable[[float], float] = smooth,
    ):
        self.old, self.new, self.origins = old, new, dict(origins or {})
        super().__init__(VGroup(new, *filter(None, [old])), run_time=run_time, rate_func=rate_func)

    def begin(self) -> None:
        before = {} if self.old is None else self.old.parts
        sources = {name: part for name, part in before.items() if name} | self.origins
        self.ends = {name: part.points for name, part in self.new.parts.items()}
        self.starts = {
            name: _fitted(points, sources[name].get_all_points())
            for name, points in self.ends.items()
            if name in sources
        }
        self.leaving = [
            part
            for name, part in before.items()
            if name not in self.starts or len(part.points) != len(self.ends[name])
        ]
        if self.old is not None:
            hide(*(part for part in before.values() if part not in self.leaving))
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        share = self.rate_func(alpha)
        for name, part in self.new.parts.items():
            end = self.ends[name]
            travels = name in self.starts
            part.points = self.starts[name] + share * (end - self.starts[name]) if travels else end
            part._shown = 1.0 if travels else max(0.0, 2 * share - 1)
            show(part, *_own(part), part._shown)
        for part in self.leaving:
            part._shown = max(0.0, 1 - 2 * share)
            show(part, *_own(part), part._shown)

    def finish(self) -> None:
        self.interpolate(1)

    def is_introducer(self) -> bool:
        return True

    def _setup_scene(self, scene: Any) -> None:
        if scene is not None and self.new not in scene.get_mobject_family_members():
            scene.add(self.new)

    def clean_up_from_scene(self, scene: Any) -> None:
        if self.old is not None:
            scene.remove(self.old)


class Draw(_Motion):
    """Draw a line from its start to its end, evenly in its own parameter."""

    def __init__(
        self,
        *shapes: VMobject,
        run_time: float = theme.DRAW,
        rate_func: Callable[[float], float] = linear,
    ):
        super().__init__(VGroup(*shapes), run_time=run_time, rate_func=rate_func)

    def begin(self) -> None:
        self.whole = [
            (shape, shape.points.copy())
            for top in self.mobject.submobjects
            for shape in top.get_family()
            if isinstance(shape, VMobject) and len(shape.points)
        ]
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        for shape, points in self.whole:
            shape.points = first_part(points, self.rate_func(alpha))

    def finish(self) -> None:
        for shape, points in self.whole:
            shape.points = points


def first_part(points: np.ndarray[Any, Any], share: float) -> np.ndarray[Any, Any]:
    """The first `share` of the curves of a path, its last curve cut where it must be."""
    count = len(points) // 4
    done = share * count
    whole = int(done)
    if whole >= count:
        return points
    curve, t = points[4 * whole : 4 * whole + 4], done - whole
    a, b, c = (curve[i] + (curve[i + 1] - curve[i]) * t for i in range(3))
    ab, bc = a + (b - a) * t, b + (c - b) * t
    cut = np.array([curve[0], a, ab, ab + (bc - ab) * t])
    return np.concatenate([points[: 4 * whole], cut]) if t > 0 else points[: 4 * whole]


def count_to(
    label: Label, words: Callable[[float], str], weight: str = "regular"
) -> Callable[[float], Any]:
    """A `move` for `Run` that rewrites a label: `Run(count_to(label, lambda s: ...), label)`."""
    return lambda share: label.say(words(share), weight)


def together(*moves: Callable[[float], Any]) -> Callable[[float], None]:
    """One `move` out of several: an arrow and its dot on the plot."""

    def move(share: float) -> None:
        for one in moves:
            one(share)

    return move


def show(shape: VMobject, fill: float, line: float, share: float) -> None:
    """Draw a shape at a share of the opacities that it was made with."""
    shape.set_fill(opacity=fill * share, family=False)
    shape.set_stroke(opacity=line * share, family=False)
    if shape.background_stroke_width:
        shape.set_stroke(opacity=share, background=True, family=False)


def hide(*shapes: Mobject) -> None:
    """Make shapes invisible until they are faded in."""
    for top in shapes:
        for shape in top.get_family():
            if isinstance(shape, VMobject):
                show(shape, *_own(shape), 0.0)
                shape._shown = 0.0


def reveal(share: float, *shapes: Mobject) -> None:
    """Make `share` of what shapes were drawn with their opacity, also once they are faded in.

    For what fades as a function of something else: of an axis that is rescaled, of a step.
    """
    for top in shapes:
        for shape in top.get_family():
            if isinstance(shape, VMobject):
                if not hasattr(shape, "_whole"):
                    shape._whole = _own(shape)
                fill, line = (share * whole for whole in shape._whole)
                shape._own = (fill, line)
                show(shape, fill, line, getattr(shape, "_shown", 1.0))


def _fitted(points: Points, place: Points) -> Points:
    """`points` moved and scaled so that they fill the height of `place` about its centre."""
    low, high = points.min(axis=0), points.max(axis=0)
    below, above = place.min(axis=0), place.max(axis=0)
    scale = (above[1] - below[1]) / (high[1] - low[1] or 1.0)
    return (points - (low + high) / 2) * scale + (below + above) / 2


def _own(shape: VMobject) -> tuple[float, float]:
    """The opacities a shape was made with, noted the first time it fades."""
    if not hasattr(shape, "_own"):
        shape._own = (shape.get_fill_opacity(), shape.get_stroke_opacity())
    return shape._own
