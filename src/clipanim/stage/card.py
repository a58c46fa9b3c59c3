"""Closing card of a film: a misconception, its correction, and small plots as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import RoundedRectangle, VGroup
from numpy.typing import ArrayLike

from clipanim.scene.card_text import CardText
from clipanim.stage.text.labels import Label, mixed, text

from . import theme
from .frame import PX, at
from .picture import Picture
from .shapes import Dot, Path

LEFT, RIGHT = 176, 1744  # px, as all positions here
COLUMNS = (1000, 1424)  # left edges of the small plots
PASCANU = (  # for `source`; the section is added
    "Pascanu, Mikolov, Bengio, “On the difficulty of training recurrent neural networks”, ICML 2013"
)
PLOT_WIDTH, PLOT_TOP, PLOT_BOTTOM = 290, 530, 760


@dataclass(frozen=True)
class Evidence:
    """A small plot of real data: a curve, a line at its base value, and the number it ends at.

    Attributes:
        title: formulas between dollar signs.
        aside: a remark below the title.
        ys: the curve, shape (n,).
        color: of the curve.
        value: the number it ends at, as text.
        meaning: of the value; "times, after n steps" if it is not given.
        log: whether the plot is logarithmic.
        base: the value at which the line is drawn.
        hollow: whether the marker is, for what shrinks.
        square: whether the marker is, for what is clipped by value.
    """

    title: str
    aside: str
    ys: ArrayLike
    color: str
    value: str
    meaning: str = ""
    log: bool = True
    base: float = 1.0
    hollow: bool = False
    square: bool = False


class Card(Picture):
    """Closing card: a misconception and its correction.

    Args:
        said: the misconception, at most two lines of about 50 characters, without quotes.
        holds: the correction, at most four lines of about 30 characters.
        source: author, title, place, year.
        evidence: at most two small plots.
        aside: at most two lines below the correction, muted.
    """

    def __init__(
        self,
        said: str,
        holds: str,
        source: str,
        evidence: Sequence[Evidence] = (),
        aside: str = "",
    ):
        super().__init__()
        self.ending = CardText(0.0, " ".join(said.split()), " ".join(holds.split()), source)
        self.panel = RoundedRectangle(
            width=1728 * PX,
            height=936 * PX,
            corner_radius=16 * PX,
            stroke_width=0,
            fill_color=theme.panel,
            fill_opacity=1,
        ).move_to(at(960, 540))
        self.panel.role = "panel"
        self.said = VGroup(_heading_label("OFTEN SAID", 168), *_quotation_labels(said))
        self.rule = Path([at(LEFT, 368), at(RIGHT, 368)], theme.axis, theme.GRID, role="axis")
        correction = _row_labels(holds.split("\n"), theme.CORRECTION, theme.ink, 515, 60)
        asides = (
            _row_labels(aside.split("\n"), theme.NARRATION, theme.muted, 776, 50) if aside else ()
        )
        self.holds = VGroup(_heading_label("WHAT HOLDS", 440), *correction, *asides)
        columns = COLUMNS[-1:] if len(evidence) == 1 else COLUMNS
        self.evidence = VGroup(*map(_evidence_plot, evidence, columns))
        self.source = text(source, theme.NUMBER, theme.muted).at(LEFT, 952)


def _heading_label(words: str, y: float) -> Label:
    color = theme.muted if words.startswith("O") else theme.ink
    return text(words, theme.NUMBER, color, "semibold").at(LEFT, y)


def _quotation_labels(said: str) -> list[Label]:
    first, *rest = _row_labels(f"“{said}”".split("\n"), theme.QUOTE, theme.muted, 238, 66)
    for row in rest:  # the quotation mark hangs in the margin
        row.shift([0.42 * theme.QUOTE * PX, 0.0, 0.0])
    return [first, *rest]


def _row_labels(
    rows: Sequence[str], size: float, color: str, y: float, leading: float
) -> list[Label]:
    return [text(row, size, color).at(LEFT, y + leading * n) for n, row in enumerate(rows)]


def _evidence_plot(one: Evidence, x: float) -> VGroup:
    ys = np.asarray(one.ys, dtype=np.float64)
    meaning = one.meaning or f"times, after {len(ys) - 1} steps"
    heights = np.log10(np.maximum(ys, 1e-300)) if one.log else ys
    base = np.log10(one.base) if one.log else one.base
    low, high = min(heights.min(), base), max(heights.max(), base)
    along = x + PLOT_WIDTH * np.linspace(0, 1, len(ys))
    down = PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * (heights - low) / ((high - low) or 1)
    base_y = PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * (base - low) / ((high - low) or 1)
    points = np.array([at(a, b) for a, b in zip(along, down, strict=True)])
    return VGroup(
        mixed(one.title, theme.NARRATION + 2).at(x, 438),
        text(one.aside, theme.ASIDE, theme.muted).at(x, 486),
        Path([at(x, base_y), at(x + PLOT_WIDTH, base_y)], theme.axis, theme.GRID, role="axis"),
        text(f"{one.base:g}", theme.NUMBER, theme.muted).at(x - 12, base_y + 9, "right"),
        Path(points, one.color, theme.CURVE, role="curve"),
        Dot(points[-1], one.color, theme.MARK, one.hollow, square=one.square),
        text(one.value, theme.BIG + 4, theme.ink, "semibold").at(x, 832),
        text(meaning, theme.ASIDE, theme.muted).at(x, 876),
    )
