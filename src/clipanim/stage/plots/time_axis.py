"""Time axis in years that slides and zooms, with a dot for each event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from clipanim.stage import theme
from clipanim.stage.frame import LEFT_MARGIN, RIGHT_MARGIN, Point, at
from clipanim.stage.opacity import show
from clipanim.stage.shapes import Dot, Dots, Path
from clipanim.stage.text.labels import text

AXIS_Y = 820  # px
TICK_LENGTH, LABEL_OFFSET = 10, 46  # px below it
FADE_WIDTH = 60.0  # px over which a year fades at the margins
ALL_LABELS_SCALE = 100.0  # px a year from which on each year is named, and not only each fifth

Window = tuple[float, float]  # the first and the last year to be seen


class TimeAxis(VGroup):
    """Time axis of the years `first` to `last`, of which a window is shown between the margins.

    Args:
        first: year.
        last: year.
        events: the years of the events.
        window: what is seen at first.
    """

    is_axis = True  # its numbers are those of an axis

    def __init__(self, first: int, last: int, events: Sequence[float], window: Window):
        super().__init__()
        self.years, self.events = range(first, last + 1), np.unique(events)
        axis = [at(LEFT_MARGIN, AXIS_Y), at(RIGHT_MARGIN, AXIS_Y)]
        self.axis = Path(axis, theme.axis, theme.AXIS, role="axis")
        self.ticks = Path(axis, theme.axis, theme.AXIS, role="axis")
        self.names = VGroup(*(text(str(y), theme.NUMBER, theme.muted) for y in self.years))
        self.dots = Dots(axis[:1], theme.muted, 6.0)
        self.now = Dot(axis[0], theme.emphasis, theme.MARK)
        self.add(self.axis, self.ticks, self.names, self.dots, self.now)
        self.year = float(self.events[0])
        self.see(window)

    def see(self, window: Window) -> TimeAxis:
        """Change the window: first and last year that are shown."""
        self.window = window
        ends = np.repeat(self.inside(np.array(self.years)), 3).astype(float)
        ends[2::3] = np.nan
        feet = np.where(np.arange(len(ends)) % 3 == 1, AXIS_Y + TICK_LENGTH, AXIS_Y)
        self.ticks.move([at(x, y) for x, y in zip(ends, feet, strict=True)])
        inside = self.inside(self.events)
        self.dots.move([at(x, AXIS_Y) for x in inside[np.isfinite(inside)]] or np.zeros((0, 3)))
        roomy = np.clip(2 * (self.scale / ALL_LABELS_SCALE - 1), 0, 1)
        for year, name in zip(self.years, self.names, strict=True):
            x = self.x(year)
            edge = np.clip(min(x - LEFT_MARGIN, RIGHT_MARGIN - x) / FADE_WIDTH + 0.5, 0, 1)
            for part in name.parts.values():
                share = float(edge * (1 if year % 5 == 0 else roomy))
                show(part, 1.0, 0.0, share)
                part._base_opacities = share, 0.0  # what it fades from when the film moves on
            name.at(float(np.clip(x, LEFT_MARGIN, RIGHT_MARGIN)), AXIS_Y + LABEL_OFFSET, "centre")
        return self.mark(self.year)

    def mark(self, year: float) -> TimeAxis:
        """Put the bright marker on a year."""
        self.year = year
        self.now.move(self.point(float(np.clip(year, *self.window))))
        return self

    @property
    def scale(self) -> float:
        """Px per year."""
        return (RIGHT_MARGIN - LEFT_MARGIN) / (self.window[1] - self.window[0])

    def x(self, year: float) -> float:
        """The x of a year, px, also outside the window."""
        return LEFT_MARGIN + (year - self.window[0]) * self.scale

    def inside(self, years: np.ndarray) -> np.ndarray:
        """The x of years, px, shape (n,); NaN outside the window."""
        x = LEFT_MARGIN + (years - self.window[0]) * self.scale
        return np.where((x >= LEFT_MARGIN - 1e-9) & (x <= RIGHT_MARGIN + 1e-9), x, np.nan)

    def point(self, year: float) -> Point:
        """Convert a year to a point on the axis, scene units."""
        return at(self.x(year), AXIS_Y)


def window_through(first: tuple[float, float], second: tuple[float, float]) -> Window:
    """The window that puts two years at two places: pairs of year and px.

    >>> window_through((1991, 96), (1995, 1824))
    (1991.0, 1995.0)
    """
    (year, x), (other, y) = first, second
    scale = (y - x) / (other - year)
    start = year - (x - LEFT_MARGIN) / scale
    return start, start + (RIGHT_MARGIN - LEFT_MARGIN) / scale


def interpolate_windows(first: Window, last: Window, share: float) -> Window:
    """Interpolate two windows: the scale changes by the same factor in the same time.

    >>> interpolate_windows((0.0, 1.0), (0.0, 100.0), 0.5)
    (0.0, 10.0)
    """
    widths = first[1] - first[0], last[1] - last[0]
    width = widths[0] ** (1 - share) * widths[1] ** share
    gap = widths[1] - widths[0]
    moved = (width - widths[0]) / gap if abs(gap) > 1e-9 * widths[1] else share
    start = first[0] + moved * (last[0] - first[0])
    return start, start + width
