"""Frame coordinates in px at 1080p (x right, y down), and their conversion to scene units.

manim counts in units from the centre, y up; the frame is 8 units high. `at` and `to_px`
convert. Here are also the layout grid (margins, baselines, panels) and boxes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

PX = 8 / 1080  # one px in scene units

Point = NDArray[np.float64]

WIDTH, HEIGHT = 1920, 1080
LEFT_MARGIN, RIGHT_MARGIN = 96, 1824
TITLE_BASELINE, CHAPTER_BASELINE, STAMP_BASELINE = 108, 152, 106
STAGE_TOP, STAGE_BOTTOM = 190, 900
PANEL_TOP, PANEL_BOTTOM = 236, 830
NARRATION_BASELINE = 962
NARRATION_BAND = (910, 1080)
GUTTER = 24


def at(x: float, y: float) -> Point:
    """Convert px (x, y) to a point in scene units, shape (3,)."""
    return np.array([(x - WIDTH / 2) * PX, (HEIGHT / 2 - y) * PX, 0.0])


def to_px(point: Point) -> tuple[float, float]:
    """Convert a point in scene units to px (x, y); the inverse of `at`."""
    return point[0] / PX + WIDTH / 2, HEIGHT / 2 - point[1] / PX


def frame_size(aspect: float) -> tuple[float, float]:
    """Width and height, scene units, of the smallest frame of an aspect ratio that holds 16:9.

    Args:
        aspect: width by height of the frame.
    """
    width = max(WIDTH, HEIGHT * aspect) * PX
    return width, width / aspect


@dataclass(frozen=True)
class Box:
    """A rectangle of the frame, px."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The middle, scene units."""
        return at((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def but(self, **edges: float) -> Box:
        """The same box with some edges moved: `box.but(right=900)`."""
        return replace(self, **edges)


def picture_and_plot(plot_left: float = 1250, plot_right: float = 1570) -> tuple[Box, Box]:
    """The two panels of most frames: the picture on the left, its plot on the right.

    Labels of the plot's lines go to the gutter between `plot_right` and the margin.

    Args:
        plot_left: left edge of the plot, px.
        plot_right: right edge of the plot, px.
    """
    picture = Box(LEFT_MARGIN, PANEL_TOP, plot_left - 160, PANEL_BOTTOM)
    return picture, Box(plot_left, PANEL_TOP, plot_right, PANEL_BOTTOM)
