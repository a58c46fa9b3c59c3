"""Morphing formulas: parts of the same name move into each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from manim import Animation, VGroup, VMobject, smooth
from numpy.typing import NDArray

from clipanim.stage.text.labels import Label

from . import theme
from .opacity import fade_to, hide

Points = NDArray[np.float64]


class Morph(Animation):
    """Turn one formula into the next: parts of the same name move, the rest cross-fades.

    `origins` says where parts come from that the old formula lacks: the τ of a picture
    moves to its place in the formula, and stays in the picture too.

        Morph(math("{{tau: limit}} / {{norm(g): length}}"), math("{{g: raw}} dot ..."))

    Args:
        old: the formula that leaves, or None.
        new: the formula that is there in the end.
        origins: mobjects by name of part, which take precedence over the parts of `old`.
        run_time: seconds.
        rate_func: easing of the movement, from 0 to 1.
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
        self.end_points = {name: part.points for name, part in self.new.parts.items()}
        self.start_points = {
            name: _fit_to_height(points, sources[name].get_all_points())
            for name, points in self.end_points.items()
            if name in sources
        }
        self.leaving = [
            part
            for name, part in before.items()
            if name not in self.start_points or len(part.points) != len(self.end_points[name])
        ]
        if self.old is not None:
            hide(*(part for part in before.values() if part not in self.leaving))
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        share = self.rate_func(alpha)
        for name, part in self.new.parts.items():
            end = self.end_points[name]
            if name in self.start_points:
                start = self.start_points[name]
                part.points = start + share * (end - start)
                fade_to(part, 1.0)
            else:
                part.points = end
                fade_to(part, max(0.0, 2 * share - 1))
        for part in self.leaving:
            fade_to(part, max(0.0, 1 - 2 * share))

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


def _fit_to_height(points: Points, place: Points) -> Points:
    """`points` moved and scaled so that they fill the height of `place` about its centre."""
    low, high = points.min(axis=0), points.max(axis=0)
    below, above = place.min(axis=0), place.max(axis=0)
    scale = (above[1] - below[1]) / (high[1] - low[1] or 1.0)
    return (points - (low + high) / 2) * scale + (below + above) / 2
