"""Labels at the ends of a plot's curves, in a column beside it and apart from each other."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike

from clipanim.stage import theme
from clipanim.stage.frame import PX, Point, at
from clipanim.stage.text.labels import big, block, text

from .label_spacing import separate_within


def column_points(
    heights: ArrayLike, x: float, top: float, bottom: float, least: float
) -> list[Point]:
    """Points of a column for labels, as near as they can be to the heights of what they name.

    Args:
        heights: y of what is named, shape (n,), in manim's units.
        x: of the column, px.
        top: y of the highest place, px.
        bottom: y of the lowest place, px.
        least: distance of two places, px.
    """
    ys = separate_within(heights, least * PX, at(0, bottom)[1], at(0, top)[1])
    return [np.array([at(x, 0)[0], y, 0]) for y in ys]


def value_label(point: Point, value: str, name: str, color: str) -> VGroup:
    """A big value with the name of its curve below, in the curve's colour."""
    return block(point, big(value), text(name, theme.SMALL_LABEL, color), leading=42)
