"""A bundle of arrows from one point, coloured by what has become of their length."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from . import theme
from .frame import Point
from .shapes import Dots, Path

KEPT = 1e-9  # lengths that differ less from 1 have neither grown nor shrunk


def fate(length: float) -> str:
    """The colour of what has this length now, and had 1."""
    if abs(length - 1) <= KEPT:
        return theme.ink
    return theme.raw if length > 1 else theme.state


class Spokes(VGroup):
    """Lines from a centre to their tips: grown beyond length 1, shrunk below it, or kept.

    Args:
        centre: where all start.
        tips: where they end, manim's coordinates, shape (n, 3).
        lengths: what they are to be coloured by, shape (n,); not measured, so that arrows
            which are drawn at one length can still say which of them have grown.
        radius: of the tips, px.
    """

    def __init__(self, centre: Point, tips: ArrayLike, lengths: ArrayLike, radius: float = 7.0):
        super().__init__()
        self.centre = np.asarray(centre, dtype=np.float64)
        styles = (
            (theme.state, theme.state, True),
            (theme.muted, theme.ink, False),
            (theme.raw, theme.raw, False),
        )
        nothing = np.zeros((0, 3))
        self.spokes = [Path([centre], line, 2.2, opacity=0.75) for line, _, _ in styles]
        self.tips = [Dots(nothing, tip, radius, hollow) for _, tip, hollow in styles]
        self.add(*self.spokes, *self.tips)
        self.move(tips, lengths)

    def move(self, tips: ArrayLike, lengths: ArrayLike) -> Spokes:
        """Point to other tips, of other lengths."""
        tips, lengths = np.asarray(tips, dtype=np.float64), np.asarray(lengths)
        grown, shrunk = lengths > 1 + KEPT, lengths < 1 - KEPT
        masks = (shrunk, ~(grown | shrunk), grown)
        for mask, line, dots in zip(masks, self.spokes, self.tips, strict=True):
            line.move(self._lines(tips[mask]))
            dots.move(tips[mask])
        return self

    def _lines(self, tips: NDArray[np.float64]) -> NDArray[np.float64]:
        breaks = np.full_like(tips, np.nan)
        starts = np.broadcast_to(self.centre, tips.shape)
        joined = np.stack([starts, tips, breaks], axis=1).reshape(-1, 3)
        return joined if len(joined) else np.full((1, 3), np.nan)
