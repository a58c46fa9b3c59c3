"""A ring of arrows, its image (an ellipse) under a matrix, and the matrix's eigenlines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from manim import DR, UL, VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import PX, Box, Point, to_px
from clipanim.stage.outlines import circle, ellipse
from clipanim.stage.shapes import Path, box_outline
from clipanim.stage.text.labels import Label, mixed, text
from clipanim.stage.text.numbers import number

from .spokes import Spokes

Points = NDArray[np.float64]
GHOST_OPACITIES = np.linspace(0.55, 0.2, 5)  # of earlier ellipses, the latest first
ZOOM_SLACK = 1.1  # factor by which arrows may leave the window before it is zoomed out
ENOUGH_ROOM = 40.0  # px between a label and what it must not touch
INVISIBLE_ZOOM = 40.0  # from which the window's outline is too small to be seen
NO_POINTS = np.full((1, 3), np.nan)


class Ring(VGroup):
    """Arrows with their tips on an ellipse, the unit circle, and ellipses of earlier steps.

    `zoom` is how far the view has been zoomed out, to be set before anything is shown.

    Args:
        window: the box that it has been fitted into, px; when the view zooms out, its
            outline stays in the picture at the size that it then has.
        unit: px that length 1 is long before any zoom.
    """

    def __init__(self, window: Box, unit: float):
        super().__init__()
        self.window, self.unit, self.centre, self.zoom = window, unit, window.centre, 1.0
        self.circle = Path(NO_POINTS, theme.muted, theme.AXIS, theme.DASH)
        self.ghosts = [Path(NO_POINTS, theme.muted, theme.AXIS, opacity=o) for o in GHOST_OPACITIES]
        self.first_view = Path(NO_POINTS, theme.ink, theme.GRID, opacity=0.8)
        self.outline = Path(NO_POINTS, theme.ink, theme.LINE)
        self.spokes = Spokes(self.centre, np.zeros((0, 3)), np.zeros(0))
        self.add(*self.ghosts[::-1], self.circle, self.first_view, self.outline, self.spokes)

    def place(self, vectors: ArrayLike) -> Points:
        """Convert vectors, shape (..., 2), to the scene units of their tips, shape (..., 3)."""
        flat = np.asarray(vectors, dtype=np.float64) * (self.unit * PX / self.zoom)
        return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1) + self.centre

    def show(self, matrix: ArrayLike, arrows: ArrayLike, ghosts: ArrayLike = ()) -> Ring:
        """Show the circle's image under a matrix, and arrows, at the zoom that is set.

        Args:
            matrix: product of all that have been applied so far, shape (2, 2).
            arrows: shape (n, 2).
            ghosts: matrices of earlier steps, shape (m, 2, 2); the first five are shown.
        """
        unit = self.unit * PX / self.zoom
        self.outline.move(ellipse(matrix, self.centre, unit))
        first = np.asarray(ghosts)[: len(self.ghosts)]
        shown = [ellipse(one, self.centre, unit) for one in first[::-1]]
        for n, ghost in enumerate(self.ghosts):
            ghost.move(shown[n] if n < len(shown) else NO_POINTS)
        self.first_view.move(self._zoomed_window() if self.zoom > 1 else NO_POINTS)
        return self.point(arrows, np.hypot(*np.asarray(arrows).T))

    def point(self, arrows: ArrayLike, lengths: ArrayLike) -> Ring:
        """Show arrows and the unit circle only.

        Args:
            arrows: shape (n, 2).
            lengths: what they are coloured by, shape (n,).
        """
        self.circle.move(circle(self.centre, self.unit * PX / self.zoom))
        self.spokes.move(self.place(arrows), lengths)
        return self

    def view(self, zoom: float) -> Label:
        """Label that says what the outline in a zoomed picture is; blank if it is not zoomed."""
        words = f"frame: the first view, now {number(zoom, 2)} times smaller"
        if zoom > INVISIBLE_ZOOM:
            words = f"zoomed out {number(zoom, 2)} times: the first view is a point"
        return text(words if zoom > 1 else " ", theme.NUMBER, theme.muted)

    def _zoomed_window(self) -> Points:
        """Outline of the window at the size that it has at the zoom that is set."""
        corners = box_outline(self.window).points[::4]
        corners = np.concatenate([corners, corners[:1]])
        return (corners - self.centre) / self.zoom + self.centre


class EigenLine(VGroup):
    """A dotted eigenline through a centre, labelled with its eigenvalue at one end.

    Args:
        centre: which it goes through, scene units.
        end: a unit vector, towards the end with the label.
        words: of the label, mathematics between dollars.
        color: of both.
        radius: px from the centre to either end.
    """

    def __init__(
        self, centre: Point, end: ArrayLike, words: str, color: str, radius: float = 278.0
    ):
        super().__init__()
        self.centre, self.radius = centre, radius
        self.line = Path(NO_POINTS, color, theme.LINE, theme.DOTS)
        self.label: Label = mixed(words, theme.SMALL_LABEL, color).naming(self.line)
        self.add(self.line, self.label)
        self.along(end)
        x, y = np.asarray(end, dtype=np.float64)
        tip = np.asarray(centre) + np.array([x, y, 0.0]) * (radius * PX)
        if abs(x) < 0.35:
            self.label.beside(tip, 0, np.copysign(26, y), "centre")
        else:
            self.label.beside(tip, np.copysign(14, x), 18 * y, "left" if x > 0 else "right")

    def along(self, direction: ArrayLike) -> EigenLine:
        """Rotate the line, not its label, to another direction, shape (2,)."""
        x, y = np.asarray(direction, dtype=np.float64) * (self.radius * PX)
        reach = np.array([x, y, 0.0])
        self.line.move([self.centre - reach, self.centre + reach])
        return self

    def turning(self, start: ArrayLike, end: ArrayLike) -> Callable[[float], EigenLine]:
        """A `move` for `Run` that rotates the line from one direction to another, shape (2,)."""
        (x, y), (z, w) = np.asarray(start, float), np.asarray(end, float)
        old, new = np.arctan2(y, x), np.arctan2(w, z)
        angle = (new - old + np.pi / 2) % np.pi - np.pi / 2

        def turned(share: float) -> EigenLine:
            return self.along([np.cos(old + share * angle), np.sin(old + share * angle)])

        return turned


def zoom_per_step(needed: ArrayLike, slow: int, far: float = 8.0) -> Points:
    """How far the view is zoomed out at each step, so that growing arrows stay in the window.

    Args:
        needed: the least zoom at each step, shape (n,).
        slow: the last step that is shown by itself: up to there the view moves seldom.
        far: the most that the view is zoomed out at once, before the run of the other
            steps; further than that, it goes with the run.

    >>> zoom_per_step([1, 1, 2, 3, 4], slow=1)
    array([1., 1., 4., 4., 4.])
    """
    needed = np.asarray(needed, dtype=np.float64)
    zoom, now = np.ones(len(needed)), 1.0
    for k, least in enumerate(needed):
        if least > ZOOM_SLACK * now:
            now = least if k > slow else min(max(least, 1.6 * now), needed.max())
        zoom[k] = now
    if zoom[-1] <= far * zoom[slow]:
        zoom[slow + 1 :] = zoom[-1]
    return zoom


def eigenlines(
    centre: Point, lines: Sequence[tuple[ArrayLike, str, str]], clear: Sequence[Box] = ()
) -> list[EigenLine]:
    """Eigenlines through a centre, each labelled at the end where its label has most room.

    Args:
        centre: which they go through, scene units.
        lines: of each a unit vector, the words of its label and its colour.
        clear: boxes that labels keep away from, px.
    """
    best: list[EigenLine] = []
    most = -np.inf
    for signs in product((1, -1), repeat=len(lines)):
        tried = [
            EigenLine(centre, sign * np.asarray(direction), words, color)
            for sign, (direction, words, color) in zip(signs, lines, strict=True)
        ]
        room = min(_label_room(tried, clear), ENOUGH_ROOM)
        if room > most:
            best, most = tried, room
    return best


def _label_room(lines: Sequence[EigenLine], clear: Sequence[Box]) -> float:
    """The least distance, px, from a label to what it must not touch."""
    gaps = [ENOUGH_ROOM]
    for n, one in enumerate(lines):
        box = _bounding_box(one.label)
        for other in lines:
            if other is not one:
                start, end = other.line.points[0], other.line.points[-1]
                along = np.linspace(start, end, 80)
                gaps.append(min(_box_distance(box, Box(x, y, x, y)) for x, y in map(to_px, along)))
        gaps += [_box_distance(box, _bounding_box(other.label)) for other in lines[n + 1 :]]
        gaps += [_box_distance(box, other) for other in clear]
    return min(gaps)


def _bounding_box(label: Label) -> Box:
    """Bounding box of a label, px."""
    left, top = to_px(label.get_corner(UL))
    right, bottom = to_px(label.get_corner(DR))
    return Box(left, top, right, bottom)


def _box_distance(one: Box, other: Box) -> float:
    """Distance of two boxes, px; 0 if they overlap."""
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return float(np.hypot(across, down))
