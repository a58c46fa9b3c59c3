"""Plots of numbers: an axis, a few ticks, and lines that carry their own names."""

from __future__ import annotations

import math as m
from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import GUTTER, PX, Box, Point, at
from .numbers import number, power_of_ten
from .shapes import Dot, Path
from .type import Label, math, mixed, text

Points = NDArray[np.float64]


class Plot(VGroup):
    """An empty plot in a box of the frame. What is drawn into it is placed by `point`.

    Args:
        box: where the data go, px; ticks and names stand outside it.
        x: first and last x; rounded outwards to ticks if logarithmic.
        y: lowest and highest y that must fit; rounded outwards to ticks.
        log: whether y is logarithmic (use it for more than three decades).
        log_x: whether x is.
        x_name: name of the x quantity, set into its last tick ("k = 60").
        y_name: name of the y quantity, above the axis; mathematics between dollars.
        base: the y that is drawn as an axis line: 1 on a log plot, 0 otherwise.
        x_ticks: own ticks instead of the automatic ones; none, if it is empty.
        y_ticks: likewise; the first and the last are the ends of the axis.
    """

    def __init__(
        self,
        box: Box,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        log: bool = False,
        log_x: bool = False,
        x_name: str = "",
        y_name: str = "",
        base: float | None = None,
        x_ticks: Sequence[float] | None = None,
        y_ticks: Sequence[float] | None = None,
    ):
        super().__init__()
        self.box, self.log, self.log_x, self.x = box, log, log_x, x
        self.y_ticks = list(y_ticks or (log_ticks(*y) if log else outward_ticks(*y)))
        self.y = (min(self.y_ticks[0], y[0]), max(self.y_ticks[-1], y[1]))
        self.base = (1.0 if log else 0.0) if base is None else base
        self.grid, self.axis, self.marks = VGroup(), VGroup(), VGroup()
        automatic = log_ticks if log_x else linear_ticks
        ticks = list(automatic(*x) if x_ticks is None else x_ticks)
        if log_x:
            self.x = (min(ticks[0], x[0]), max(ticks[-1], x[1]))
        self._draw_y()
        self._draw_x(ticks, x_name)
        self.name = _named(y_name, theme.ASIDE).at(box.left, box.top - 30)
        self.add(self.grid, self.axis, self.marks)
        if y_name:
            self.add(self.name)

    def point(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Where (x, y) lies, shape (..., 3). Values beyond the plot stop at its edge.

        A NaN stays a NaN, and breaks the curve; inf goes to the upper edge.
        """
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        low, high = (np.log10(self.y) if self.log else np.asarray(self.y, float))[[0, 1]]
        with np.errstate(divide="ignore"):
            up = (np.clip(np.log10(y) if self.log else y, low, high) - low) / (high - low)
        first, last = np.log10(self.x) if self.log_x else self.x
        along = ((np.log10(x) if self.log_x else x) - first) / (last - first or 1)
        left, bottom = at(self.box.left, self.box.bottom)[:2]
        return np.stack(
            [left + along * self.box.width * PX, bottom + up * self.box.height * PX, 0 * up],
            axis=-1,
        )

    def curve(
        self,
        xs: ArrayLike,
        ys: ArrayLike,
        color: str,
        width: float = theme.CURVE,
        dash: Sequence[float] = (),
        opacity: float = 1.0,
    ) -> Path:
        """The polyline through (xs, ys)."""
        return Path(self.point(xs, ys), color, width, dash, opacity, role="curve")

    def dot(self, x: float, y: float, color: str, hollow: bool = False) -> Dot:
        """A mark at (x, y)."""
        return Dot(self.point(x, y), color, theme.MARK, hollow)

    def level(self, y: float, name: str = "", dash: Sequence[float] = theme.LONG_DASH) -> VGroup:
        """A limit: a dashed ink line across, named at its right end."""
        ends = self.point(np.array(self.x), np.array([y, y]))
        line = Path(ends, theme.ink, theme.AXIS, dash, role="limit")
        if not name:
            return VGroup(line)
        return VGroup(line, _named(name, theme.LABEL, theme.ink).beside(ends[1], GUTTER))

    def end_label(
        self,
        y: float,
        name: str,
        color: str,
        value: str = "",
        dy: float = 0.0,
        x: float | None = None,
    ) -> Label | VGroup:
        """A name in the gutter at height `y`, in the line's colour, and a big value below it."""
        end = self.point(self.x[1] if x is None else x, y)
        label = _named(name, theme.SMALL_LABEL, color).beside(end, GUTTER, dy)
        if not value:
            return label
        label.beside(end, GUTTER, dy + 22)
        big = text(value, theme.BIG - 4, theme.ink, "semibold").beside(end, GUTTER, dy - 26)
        return VGroup(label, big)

    def gutter(self, ys: ArrayLike, least: float = 0.0) -> Points:
        """Where names of lines that end at these heights go, `least` px apart: shape (n, 3)."""
        ends = self.point(self.x[1], ys) + np.array([GUTTER * PX, 0, 0])
        low, high = at(0, self.box.bottom - 56)[1], at(0, self.box.top + 20)[1]
        heights = np.array(apart(np.clip(ends[:, 1], low, high).tolist(), least * PX))
        ends[:, 1] = np.maximum(heights, low + least * PX * heights.argsort().argsort())
        return ends

    def _draw_y(self) -> None:
        for tick in self.y_ticks:
            ends = self.point(np.array(self.x), np.array([tick, tick]))
            on_base = tick == self.base
            if tick != self.y_ticks[0] or on_base:
                color = theme.axis if on_base else theme.grid
                role = "axis" if on_base else "grid"
                self.grid.add(Path(ends, color, theme.GRID, role=role))
            name = power_of_ten(round(m.log10(tick))) if self.log else number(float(tick))
            self.marks.add(text(name, theme.NUMBER, theme.muted).beside(ends[0], -16, 0, "right"))

    def _draw_x(self, ticks: Sequence[float], name: str) -> None:
        bottom, foot = self.box.bottom, at(0, self.box.bottom)[1]
        left, right = at(self.box.left, bottom), at(self.box.right, bottom)
        self.axis.add(Path([left, right], theme.axis, theme.AXIS, role="axis"))
        for tick in ticks:
            x = self.point(tick, self.y[0])[0]
            self.axis.add(
                Path([(x, foot), (x, foot - 9 * PX)], theme.axis, theme.AXIS, role="axis")
            )
            value = power_of_ten(round(m.log10(tick))) if self.log_x else number(tick)
            words = f"{name} = {value}" if name and tick == ticks[-1] else value
            label = text(words, theme.NUMBER, theme.muted).beside(
                np.array([x, foot, 0.0]), 0, -32, "centre"
            )
            self.marks.add(label)


def log_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Powers of ten that enclose [low, high], evenly spaced, at most `most`, 1 among them."""
    bottom, top = m.floor(m.log10(low) + 1e-9), m.ceil(m.log10(high) - 1e-9)
    bottom, top = min(bottom, 0), max(top, 0)
    if bottom == top:
        top += 1
    every = 1
    while True:  # multiples of `every`, so that 10^0 is one of them
        first, last = m.floor(bottom / every), m.ceil(top / every)
        if last - first < most:
            return [10.0 ** (every * n) for n in range(first, last + 1)]
        every += 1


def linear_ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Ticks from `low` to `high` themselves, at round numbers between, at most `most`.

    For an x axis: its last tick stands at the very end, where it carries the name.
    """
    span = (high - low) or 1.0
    even = [s for s in _steps(span / (most - 1)) if abs(span / s - round(span / s)) < 1e-9]
    step = even[0] if even else next(iter(_steps(span / (most - 1))))
    ticks = [low + n * step for n in range(int(span / step + 1e-9) + 1)]
    if high - ticks[-1] > 1e-9 * span:
        if high - ticks[-1] < 0.55 * step and len(ticks) > 1:
            ticks.pop()
        ticks.append(high)
    return [_tidy(tick) for tick in ticks]


def outward_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that enclose [low, high], for a y axis."""
    for step in _steps(((high - low) or abs(high) or 1.0) / (most - 1)):
        first, last = m.floor(low / step + 1e-9), m.ceil(high / step - 1e-9)
        if last - first < most:
            break
    return [_tidy(step * n) for n in range(first, max(last, first + 1) + 1)]


def _steps(least: float) -> list[float]:
    """Round steps from `least` up to ten times it."""
    scale = 10.0 ** m.floor(m.log10(least))
    rounds = (1, 2, 2.5, 3, 4, 5, 10, 20, 25, 50, 100)
    return [s * scale for s in rounds if s * scale >= least * (1 - 1e-9)]


def _tidy(tick: float) -> float:
    tick = float(f"{tick:.12g}")
    return int(tick) if tick == int(tick) else tick


def _named(words: str, size: float, color: str | None = None) -> Label:
    color = color or theme.muted
    if words.startswith("$") and words.endswith("$") and words.count("$") == 2:
        return math(words[1:-1], size, color)
    return mixed(words, size, color) if "$" in words else text(words, size, color)


def apart(wanted: Sequence[float], least: float) -> list[float]:
    """Places nearest to the wanted ones, in the same order, at least `least` from each other.

    For labels at the ends of lines, px: groups that would touch spread about their middle.

    >>> apart([100, 110, 300], 40)
    [85.0, 125.0, 300.0]
    """
    order = np.argsort(wanted, kind="stable")
    groups: list[list[float]] = []  # each: sum of (wanted - own offset), count
    for place in (wanted[i] for i in order):
        groups.append([place, 1])
        while len(groups) > 1:
            (sum_, count), (next_, more) = groups[-2:]
            if sum_ / count + count * least <= next_ / more:
                break
            groups[-2:] = [[sum_ + next_ - more * count * least, count + more]]
    found = [sum_ / count + n * least for sum_, count in groups for n in range(int(count))]
    places = [0.0] * len(found)
    for i, place in zip(order, found, strict=True):
        places[i] = float(place)
    return places


def marker_line(plot: Plot, x: float, opacity: float = 0.5) -> Path:
    """The vertical line that marks the same step in a plot as in the picture."""
    foot: Point = plot.point(x, plot.y[0])
    return Path([foot, plot.point(x, plot.y[1])], theme.muted, theme.GRID, opacity=opacity)
