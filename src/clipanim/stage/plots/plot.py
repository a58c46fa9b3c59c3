"""Plots: x and y axes, linear or log, with ticks, and directly labelled curves."""

from __future__ import annotations

import math as m
from collections.abc import Sequence

import numpy as np
from manim import UL, VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import GUTTER, PX, Box, Point, at, to_px
from clipanim.stage.shapes import Dot, Path
from clipanim.stage.text.labels import Label, math, mixed, text
from clipanim.stage.text.numbers import number, power_of_ten

from .label_spacing import separate
from .tick_values import linear_ticks, log_ticks, outward_ticks

Points = NDArray[np.float64]

MARK_TO_TICK = 11.0  # px from a mark to a tick label: what the layout check wants


class Plot(VGroup):
    """Axes of a plot in a box of the frame. What is drawn into it is placed by `point`.

    Args:
        box: where the data go, px; tick labels and axis names are outside it.
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
        self.x_labels: list[Label] = []
        automatic = log_ticks if log_x else linear_ticks
        ticks = list(automatic(*x) if x_ticks is None else x_ticks)
        if log_x:
            self.x = (min(ticks[0], x[0]), max(ticks[-1], x[1]))
        self._draw_y_axis()
        self._draw_x_axis(ticks, x_name)
        self.name = _name_label(y_name, theme.ASIDE).at(box.left, box.top - 30)
        self.add(self.grid, self.axis, self.marks)
        if y_name:
            self.add(self.name)

    def point(self, x: ArrayLike, y: ArrayLike) -> Points:
        """Convert data to scene units, shape (..., 3). y beyond the plot is clipped to its edge.

        A NaN stays a NaN, and breaks the curve; inf goes to the upper edge.

        Args:
            x: data, shape (...).
            y: data, shape (...).
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
        """The polyline through data (xs, ys), shape (n,) each; width and dash in px."""
        return Path(self.point(xs, ys), color, width, dash, opacity, role="curve")

    def dot(self, x: float, y: float, color: str, hollow: bool = False) -> Dot:
        """A marker at data (x, y)."""
        return Dot(self.point(x, y), color, theme.MARK, hollow)

    def level(self, y: float, name: str = "", dash: Sequence[float] = theme.LONG_DASH) -> VGroup:
        """A threshold: a dashed ink line across the plot at data y, named at its right end."""
        ends = self.point(np.array(self.x), np.array([y, y]))
        line = Path(ends, theme.ink, theme.AXIS, dash, role="limit")
        if not name:
            return VGroup(line)
        return VGroup(line, _name_label(name, theme.LABEL, theme.ink).beside(ends[1], GUTTER))

    def end_label(
        self,
        y: float,
        name: str,
        color: str,
        value: str = "",
        dy: float = 0.0,
        x: float | None = None,
    ) -> Label | VGroup:
        """A curve's name in the gutter next to its end, and a big value below it.

        Args:
            y: where the curve ends, data.
            name: in the curve's colour; formulas between dollar signs.
            color: of the curve.
            value: as text; none if empty.
            dy: px by which to stand higher.
            x: where the curve ends, data; the right edge unless given.
        """
        end = self.point(self.x[1] if x is None else x, y)
        label = _name_label(name, theme.SMALL_LABEL, color).beside(end, GUTTER, dy)
        if not value:
            return label
        label.beside(end, GUTTER, dy + 22)
        big = text(value, theme.BIG - 4, theme.ink, "semibold").beside(end, GUTTER, dy - 26)
        return VGroup(label, big)

    def gutter(self, ys: ArrayLike, least: float = 0.0) -> Points:
        """Positions in the gutter for the names of curves by where they end.

        Args:
            ys: last values of the curves, data, shape (n,).
            least: px between two names.

        Returns:
            Scene units, shape (n, 3).
        """
        ends = self.point(self.x[1], ys) + np.array([GUTTER * PX, 0, 0])
        low, high = at(0, self.box.bottom - 56)[1], at(0, self.box.top + 20)[1]
        heights = np.array(separate(np.clip(ends[:, 1], low, high).tolist(), least * PX))
        ends[:, 1] = np.maximum(heights, low + least * PX * heights.argsort().argsort())
        return ends

    def _draw_y_axis(self) -> None:
        for tick in self.y_ticks:
            ends = self.point(np.array(self.x), np.array([tick, tick]))
            on_base = tick == self.base
            if tick != self.y_ticks[0] or on_base:
                color = theme.axis if on_base else theme.grid
                role = "axis" if on_base else "grid"
                self.grid.add(Path(ends, color, theme.GRID, role=role))
            name = power_of_ten(round(m.log10(tick))) if self.log else number(float(tick))
            self.marks.add(text(name, theme.NUMBER, theme.muted).beside(ends[0], -16, 0, "right"))

    def _draw_x_axis(self, ticks: Sequence[float], name: str) -> None:
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
            self.x_labels.append(label)

    def lower_x_labels(self, path: Points, radius: float) -> None:
        """Move the x tick labels down until a mark anywhere on a path is clear of them.

        Args:
            path: where the middle of the mark goes, shape (n, 3).
            radius: of the mark, px.
        """
        least = radius + MARK_TO_TICK
        x, y = np.array(to_px(path[np.isfinite(path).all(axis=1)].T))
        lacking = 0.0
        for label in self.x_labels:
            (left, top), right = to_px(label.get_corner(UL)), to_px(label.get_right())[0]
            aside = np.maximum(0.0, np.maximum(left - x, x - right))
            near = aside < least
            wanted = y[near] + np.sqrt(least**2 - aside[near] ** 2)
            lacking = max(lacking, float(np.max(wanted - top, initial=0.0)))
        for label in self.x_labels:
            label.shift([0.0, -lacking * PX, 0.0])


def _name_label(words: str, size: float, color: str | None = None) -> Label:
    """A label of words that are, or contain, a formula between dollar signs."""
    color = color or theme.muted
    if words.startswith("$") and words.endswith("$") and words.count("$") == 2:
        return math(words[1:-1], size, color)
    return mixed(words, size, color) if "$" in words else text(words, size, color)


def marker_line(plot: Plot, x: float, opacity: float = 0.5) -> Path:
    """A vertical line at data x, which marks in a plot the step that the picture shows."""
    foot: Point = plot.point(x, plot.y[0])
    return Path([foot, plot.point(x, plot.y[1])], theme.muted, theme.GRID, opacity=opacity)
