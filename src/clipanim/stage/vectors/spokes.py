"""Lines from one centre to many tips, coloured by whether their lengths grew or shrank."""

from __future__ import annotations

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import Point
from clipanim.stage.shapes import Dots, Path

LENGTH_TOLERANCE = 1e-9  # lengths that differ less from 1 have neither grown nor shrunk


def growth_colour(length: float) -> str:
    """Colour of a length that was 1: the theme's `raw` if grown, `state` if shrunk, else ink."""
    if abs(length - 1) <= LENGTH_TOLERANCE:
        return theme.ink
    return theme.raw if length > 1 else theme.state


class Spokes(VGroup):
    """Lines from a centre to their tips: grown beyond length 1, shrunk below it, or kept.

    Args:
        centre: where all start, scene units.
        tips: where they end, scene units, shape (n, 3).
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
        """Move the tips, scene units, shape (n, 3), and colour by other lengths, shape (n,)."""
        tips, lengths = np.asarray(tips, dtype=np.float64), np.asarray(lengths)
        grown, shrunk = lengths > 1 + LENGTH_TOLERANCE, lengths < 1 - LENGTH_TOLERANCE
        masks = (shrunk, ~(grown | shrunk), grown)
        for mask, line, dots in zip(masks, self.spokes, self.tips, strict=True):
            line.move(self._polyline(tips[mask]))
            dots.move(tips[mask])
        return self

    def _polyline(self, tips: NDArray[np.float64]) -> NDArray[np.float64]:
        """All lines as one polyline, broken by NaN."""
        breaks = np.full_like(tips, np.nan)
        starts = np.broadcast_to(self.centre, tips.shape)
        joined = np.stack([starts, tips, breaks], axis=1).reshape(-1, 3)
        return joined if len(joined) else np.full((1, 3), np.nan)
