"""Curves over steps that are drawn as the steps go: one with a marker, or many thin ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import UL, VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Box, at, to_px
from clipanim.stage.shapes import Dot, Path
from clipanim.stage.text.numbers import times

from .label_spacing import separate
from .plot import Plot, marker_line
from .tick_values import linear_ticks

Points = NDArray[np.float64]

OFF_SCALE_LIFT = 14.0  # px that the marker of a value below the plot stands above its edge
SMALLEST_SHOWN = 1e-20  # smaller values leave the plot
CLEARANCE = 22.0  # px from a label to the middle of a curve or a marker


class Trace(VGroup):
    """A curve in a plot with a marker at its tip, drawn up to any of its points or between two.

    Where it falls below the plot (as zero does on a log axis), it ends at the plot's edge.

    Args:
        plot: where it is drawn.
        xs: the x of each point, data, shape (n,), in any order.
        ys: the y of each point, data, shape (n,).
        color: of the curve and of the marker at its tip.
        hollow: whether the marker is, as for what shrinks.
        width: of the curve, px.
        dash: of the curve, px.
        square: whether the marker is, as for what is clipped by value.
        upright: whether a vertical line across the plot marks the point too.
    """

    def __init__(
        self,
        plot: Plot,
        xs: ArrayLike,
        ys: ArrayLike,
        color: Any = None,
        hollow: bool = False,
        width: float = theme.CURVE,
        dash: Sequence[float] = (),
        square: bool = False,
        upright: bool = False,
    ):
        super().__init__()
        self.xs, ys = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
        below, after = _below_plot(plot, ys)
        self.plot, self.colour, self.value = plot, color or theme.ink, float(ys[-1])
        self.stops = plot.point(xs, ys)[~after]
        if below[~after][-1]:
            self.stops[-1, 1] += OFF_SCALE_LIFT * PX
        self.curve = Path(self.stops, color, width, dash, role="curve")
        self.mark = Dot(self.stops[-1], color, theme.MARK, hollow, square=square)
        plot.lower_x_labels(self.stops, self.mark.height / 2 / PX)
        self.upright = VGroup(*[marker_line(plot, self.xs[-1])] * upright)
        self.add(self.upright, self.curve, self.mark)

    def to(self, k: float) -> Trace:
        """Draw up to point `k`, from 0, and mark it; between two points, interpolated."""
        line = _first_steps(self.stops[None], k)[0]
        self.curve.move(line)
        self.mark.move(line[-1])
        for one in self.upright:
            x = np.interp(k, range(len(self.xs)), self.xs)
            one.move(self.plot.point([x, x], self.plot.y))
        return self


class Fan(VGroup):
    """Many thin curves over the steps 0, 1, 2, ..., as one mobject.

    Args:
        plot: where they are drawn.
        ys: shape (steps + 1, n).
    """

    def __init__(self, plot: Plot, ys: ArrayLike):
        super().__init__()
        ys = np.asarray(ys, dtype=np.float64)
        self.stops = plot.point(np.arange(len(ys)), ys.T)
        self.stops[_below_plot(plot, ys)[1].T] = np.nan
        self.lines = Path(self.stops[0], theme.muted, theme.NOISE, opacity=0.6, role="noise")
        self.add(self.lines)
        self.to(len(ys) - 1)

    def to(self, k: float) -> Fan:
        """Draw all curves up to step `k`, a float."""
        shown = _first_steps(self.stops, k)
        gaps = np.full((len(shown), 1, 3), np.nan)
        self.lines.move(np.concatenate([shown, gaps], axis=1).reshape(-1, 3))
        return self


def steps_plot(box: Box, ys: ArrayLike, x_name: str, y_name: str, room: float = 0.0) -> Plot:
    """Log plot over steps, scaled to hold all values but those too small to matter.

    Args:
        box: where the data go, px.
        ys: what will be drawn, shape (steps + 1, n).
        x_name: name of the step.
        y_name: name of the values.
        room: for labels above and below, as a share of the decades that are drawn.
    """
    ys = np.asarray(ys, dtype=np.float64)
    steps, low, high = len(ys) - 1, float(ys.min()), float(ys.max())
    if low <= SMALLEST_SHOWN:
        low = min(1e-3, 1 / high)
    spare = (10 * high / low) ** room
    if abs(np.log10(low) - np.round(np.log10(low))) < 0.1:
        low /= 2  # so that no mark stands on the tick labels
    x, y = (-0.03 * steps, steps), (low / spare, high * spare)
    ticks = linear_ticks(0, steps)
    return Plot(box, x, y, log=True, x_name=x_name, y_name=y_name, x_ticks=ticks)


def end_labels(*ends: tuple[str, Trace], least: float = 124.0) -> VGroup:
    """Labels at the ends of traces: the name and the last value as a big factor, spaced apart.

    Args:
        ends: name and trace of each.
        least: px from one label to the next.
    """
    plot = ends[0][1].plot
    wanted = [to_px(plot.point(0, trace.value))[1] for _, trace in ends]
    lowest = plot.box.bottom - 50
    places = np.array(separate(np.clip(wanted, plot.box.top + 54, lowest).tolist(), least))
    places -= max(0.0, places.max() - lowest)
    return VGroup(
        *(
            plot.end_label(trace.value, name, trace.colour, times(trace.value), dy=y - place)
            for (name, trace), y, place in zip(ends, wanted, places, strict=True)
        )
    )


def near_end(label: VGroup, trace: Trace, *others: Trace) -> VGroup:
    """Move a label to the free place in the plot that is nearest to the end of its trace.

    Args:
        label: to be moved.
        trace: that it names.
        others: further traces that it must not cover.
    """
    box, (width, height) = trace.plot.box, (label.width / PX, label.height / PX)
    drawn = np.concatenate(
        [_sample_polyline(np.array(to_px(one.stops.T)).T) for one in (trace, *others)]
    )
    x, y = to_px(trace.stops[-1])
    best, least = (x, y), np.inf
    for left in np.arange(box.left + 24, box.right - width, 8):
        for top in np.arange(box.top + 12, box.bottom - height - 12, 8):
            away = np.hypot(
                np.maximum(0, np.maximum(left - drawn[:, 0], drawn[:, 0] - left - width)),
                np.maximum(0, np.maximum(top - drawn[:, 1], drawn[:, 1] - top - height)),
            ).min()
            far = np.hypot(max(left - x, x - left - width, 0), max(top - y, y - top - height, 0))
            if away >= CLEARANCE and far < least:
                best, least = (left, top), far
    label.shift(at(*best) - label.get_corner(UL))
    return label


def _sample_polyline(places: Points) -> Points:
    """Points along a polyline, 4 px apart."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    stops = np.arange(0, along[-1] + 4, 4)
    return np.column_stack([np.interp(stops, along, one) for one in places.T])


def _below_plot(plot: Plot, ys: Points) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of values below the plot, and of all after the first of these; shaped as `ys`."""
    low, high = plot.y
    below = ys < low - 1e-9 * (low if plot.log else high - low)
    return below, np.cumsum(below, axis=0) > below


def _first_steps(stops: Points, k: float) -> Points:
    """The first `k` steps of curves, shape (n, steps + 1, 3), the last one interpolated."""
    last = stops.shape[1] - 1
    k = min(max(k, 0.0), float(last))
    full = int(k + 1e-9)
    end = stops[:, full] + (k - full) * (stops[:, min(full + 1, last)] - stops[:, full])
    return np.concatenate([stops[:, : full + 1], end[:, None]], axis=1)
