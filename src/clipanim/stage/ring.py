"""A ring of arrows, the ellipse that a matrix makes of it, and the lines the matrix keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from manim import DR, UL, VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import PX, Box, Point, to_px
from .numbers import number
from .shapes import Path, circle, ellipse, frame_of
from .spokes import Spokes
from .type import Label, mixed, text

Points = NDArray[np.float64]
GHOSTS = np.linspace(0.55, 0.2, 5)  # opacities, the latest first
SLACK = 1.1  # what grows may leave its window by this factor before the view moves
ROOM = 40.0  # px that are enough between a label and what it must not touch
TO_A_POINT = 40.0  # a zoom at which the outline is too small to be seen
NOTHING = np.full((1, 3), np.nan)


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
        self.circle = Path(NOTHING, theme.muted, theme.AXIS, theme.DASH)
        self.ghosts = [Path(NOTHING, theme.muted, theme.AXIS, opacity=o) for o in GHOSTS]
        self.first_view = Path(NOTHING, theme.ink, theme.GRID, opacity=0.8)
        self.outline = Path(NOTHING, theme.ink, theme.LINE)
        self.spokes = Spokes(self.centre, np.zeros((0, 3)), np.zeros(0))
        self.add(*self.ghosts[::-1], self.circle, self.first_view, self.outline, self.spokes)

    def place(self, vectors: ArrayLike) -> Points:
        """Where vectors (..., 2) point to, manim's coordinates, (..., 3)."""
        flat = np.asarray(vectors, dtype=np.float64) * (self.unit * PX / self.zoom)
        return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1) + self.centre

    def show(self, matrix: ArrayLike, arrows: ArrayLike, ghosts: ArrayLike = ()) -> Ring:
        """Show what has become of the circle, at the zoom that is set.

        Args:
            matrix: that has been applied so far, (2, 2).
            arrows: (n, 2).
            ghosts: matrices of earlier steps; the first few of them are shown.
        """
        unit = self.unit * PX / self.zoom
        self.outline.move(ellipse(matrix, self.centre, unit))
        first = np.asarray(ghosts)[: len(self.ghosts)]
        shown = [ellipse(one, self.centre, unit) for one in first[::-1]]
        for n, ghost in enumerate(self.ghosts):
            ghost.move(shown[n] if n < len(shown) else NOTHING)
        self.first_view.move(self._shrunk() if self.zoom > 1 else NOTHING)
        return self.point(arrows, np.hypot(*np.asarray(arrows).T))

    def point(self, arrows: ArrayLike, lengths: ArrayLike) -> Ring:
        """Show arrows and the unit circle only.

        Args:
            arrows: (n, 2).
            lengths: what they are coloured by, (n,).
        """
        self.circle.move(circle(self.centre, self.unit * PX / self.zoom))
        self.spokes.move(self.place(arrows), lengths)
        return self

    def view(self, zoom: float) -> Label:
        """Words that say what the outline in a zoomed picture is; none if it is not zoomed."""
        words = f"frame: the first view, now {number(zoom, 2)} times smaller"
        if zoom > TO_A_POINT:
            words = f"zoomed out {number(zoom, 2)} times: the first view is a point"
        return text(words if zoom > 1 else " ", theme.NUMBER, theme.muted)

    def _shrunk(self) -> Points:
        corners = frame_of(self.window).points[::4]
        corners = np.concatenate([corners, corners[:1]])
        return (corners - self.centre) / self.zoom + self.centre


class EigenLine(VGroup):
    """A dotted line through a centre that carries its eigenvalue at one end.

    Args:
        centre: which it goes through.
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
        self.line = Path(NOTHING, color, theme.LINE, theme.DOTS)
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
        """Turn the line, not its label, into another direction."""
        x, y = np.asarray(direction, dtype=np.float64) * (self.radius * PX)
        reach = np.array([x, y, 0.0])
        self.line.move([self.centre - reach, self.centre + reach])
        return self

    def turning(self, start: ArrayLike, end: ArrayLike) -> Callable[[float], EigenLine]:
        """A `move` for `Run` that turns the line from one direction into another."""
        (x, y), (z, w) = np.asarray(start, float), np.asarray(end, float)
        old, new = np.arctan2(y, x), np.arctan2(w, z)
        by = (new - old + np.pi / 2) % np.pi - np.pi / 2

        def turned(share: float) -> EigenLine:
            return self.along([np.cos(old + share * by), np.sin(old + share * by)])

        return turned


def views(needed: ArrayLike, slow: int, far: float = 8.0) -> Points:
    """How far the view is zoomed out at each step, so that what grows stays in the picture.

    Args:
        needed: the least zoom at each step, (n,).
        slow: the last step that is shown by itself: up to there the view moves seldom.
        far: the most that the view is zoomed out at once, before the run of the other
            steps; further than that, it goes with the run.

    >>> views([1, 1, 2, 3, 4], slow=1)
    array([1., 1., 4., 4., 4.])
    """
    needed = np.asarray(needed, dtype=np.float64)
    zoom, now = np.ones(len(needed)), 1.0
    for k, least in enumerate(needed):
        if least > SLACK * now:
            now = least if k > slow else min(max(least, 1.6 * now), needed.max())
        zoom[k] = now
    if zoom[-1] <= far * zoom[slow]:
        zoom[slow + 1 :] = zoom[-1]
    return zoom


def eigenlines(
    centre: Point, lines: Sequence[tuple[ArrayLike, str, str]], clear: Sequence[Box] = ()
) -> list[EigenLine]:
    """Lines through a centre, each labelled at the end where its label stands most freely.

    Args:
        centre: which they go through.
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
        room = min(_room(tried, clear), ROOM)
        if room > most:
            best, most = tried, room
    return best


def _room(lines: Sequence[EigenLine], clear: Sequence[Box]) -> float:
    """The least distance, px, from a label to what it must not touch."""
    gaps = [ROOM]
    for n, one in enumerate(lines):
        box = _box(one.label)
        for other in lines:
            if other is not one:
                start, end = other.line.points[0], other.line.points[-1]
                along = np.linspace(start, end, 80)
                gaps.append(min(_gap(box, Box(x, y, x, y)) for x, y in map(to_px, along)))
        gaps += [_gap(box, _box(other.label)) for other in lines[n + 1 :]]
        gaps += [_gap(box, other) for other in clear]
    return min(gaps)


def _box(label: Label) -> Box:
    left, top = to_px(label.get_corner(UL))
    right, bottom = to_px(label.get_corner(DR))
    return Box(left, top, right, bottom)


def _gap(one: Box, other: Box) -> float:
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return float(np.hypot(across, down))
