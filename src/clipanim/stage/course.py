"""How quantities went, step by step: one curve with its dot, or many thin ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import UL, VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, at, to_px
from .numbers import times
from .plot import Plot, apart
from .shapes import Dot, Path

Points = NDArray[np.float64]

OFF_SCALE = 14.0  # px that a dot which has left the scale stands above its end
CLEAR = 22.0  # px from a label to the middle of a curve or a dot


class Course(VGroup):
    """One quantity, drawn up to a step with a dot there; it may run from right to left.

    Where it falls below the plot (as zero does on a log axis), it ends at the plot's edge.

    Args:
        plot: where.
        xs: shape (n,).
        ys: shape (n,).
        color: of the curve and the dot.
        hollow: whether the dot is; for what shrinks.
    """

    def __init__(self, plot: Plot, xs: ArrayLike, ys: ArrayLike, color: str, hollow: bool = False):
        super().__init__()
        self.places = plot.point(xs, ys)[: _until(plot, np.asarray(ys)) + 1]
        if np.asarray(ys)[len(self.places) - 1] < plot.y[0]:
            self.places[-1, 1] += OFF_SCALE * PX
        self.curve = Path(self.places, color, theme.CURVE, role="curve")
        self.dot = Dot(self.places[-1], color, theme.MARK, hollow)
        self.add(self.curve, self.dot)

    def to(self, step: float) -> Course:
        """Draw it up to `step`, counted from 0; between two steps the dot is on its way."""
        line = _up_to(self.places[None], step)[0]
        self.curve.move(line)
        self.dot.move(line[-1])
        return self


class Fan(VGroup):
    """Many quantities over the steps 0, 1, 2, ..., thin and as one shape.

    Args:
        plot: where.
        ys: shape (steps + 1, n).
    """

    def __init__(self, plot: Plot, ys: ArrayLike):
        super().__init__()
        self.places = np.array(
            [plot.point(np.arange(len(one)), one) for one in np.asarray(ys, dtype=np.float64).T]
        )
        for place, one in zip(self.places, np.asarray(ys).T, strict=True):
            place[_until(plot, one) + 1 :] = np.nan
        self.lines = Path(self.places[0], theme.muted, theme.NOISE, opacity=0.6, role="noise")
        self.add(self.lines)
        self.to(len(np.asarray(ys)) - 1)

    def to(self, step: float) -> Fan:
        """Draw all of them up to `step`."""
        shown = _up_to(self.places, step)
        gaps = np.full((len(shown), 1, 3), np.nan)
        self.lines.move(np.concatenate([shown, gaps], axis=1).reshape(-1, 3))
        return self


def end_labels(plot: Plot, ends: Sequence[tuple[str, float, str]], least: float = 124.0) -> VGroup:
    """A name and a big factor (value against 1) for each end of a curve, apart from each other.

    Args:
        plot: beside which they stand.
        ends: of each the name, the value and the colour.
        least: px from one to the next.
    """
    box = plot.box
    wanted = [to_px(plot.point(0, value))[1] for _, value, _ in ends]
    inside = [min(max(y, box.top + 54), box.bottom - 50) for y in wanted]
    places = np.array(apart(inside, least))
    places -= max(0.0, places.max() - (box.bottom - 50))
    return VGroup(
        *(
            plot.end_label(value, name, color, times(value), dy=y - place)
            for (name, value, color), y, place in zip(ends, wanted, places, strict=True)
        )
    )


def near_end(label: VGroup, course: Course, plot: Plot, courses: Sequence[Course]) -> VGroup:
    """Put a label inside the plot, near the end of its course and off all of the courses.

    Args:
        label: of any size.
        course: to which it belongs.
        plot: in which it stays.
        courses: which it must not touch, its own among them.
    """
    width, height = label.width / PX, label.height / PX
    steps = [np.array([to_px(p) for p in one.places]) for one in courses]
    drawn = np.concatenate([_dense(one) for one in steps])
    x, y = to_px(course.places[-1])
    best, least = (x, y), np.inf
    for left in np.arange(plot.box.left + 24, plot.box.right - width, 8):
        for top in np.arange(plot.box.top + 12, plot.box.bottom - height - 12, 8):
            away = np.hypot(
                np.maximum(0, np.maximum(left - drawn[:, 0], drawn[:, 0] - left - width)),
                np.maximum(0, np.maximum(top - drawn[:, 1], drawn[:, 1] - top - height)),
            ).min()
            far = np.hypot(max(left - x, x - left - width, 0), max(top - y, y - top - height, 0))
            if away >= CLEAR and far < least:
                best, least = (left, top), far
    corner = label.get_corner(UL)
    label.shift(at(*best) - corner)
    return label


def _dense(places: Points) -> Points:
    """Points along a polyline, a few px apart."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    stops = np.arange(0, along[-1] + 4, 4)
    return np.column_stack([np.interp(stops, along, one) for one in places.T])


def _until(plot: Plot, ys: Points) -> int:
    """The last step that is drawn: the first that falls below the plot, or the last."""
    below = np.flatnonzero(ys < plot.y[0] * (1 - 1e-9))
    return int(below[0]) if len(below) else len(ys) - 1


def _up_to(places: Points, step: float) -> Points:
    """The first steps of curves (n, steps + 1, 3), and the point between two steps."""
    last = places.shape[1] - 1
    step = min(max(step, 0.0), float(last))
    whole = int(step)
    after = places[:, min(whole + 1, last)]
    end = places[:, whole] + (step - whole) * (after - places[:, whole])
    return np.concatenate([places[:, : whole + 1], end[:, None]], axis=1)
