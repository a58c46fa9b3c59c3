"""Words and formulas. Everything that is read on screen is set here, by Typst.

One typesetter for words and mathematics gives both the same baseline, exact
kerning, and fonts that come with packages: nothing is looked for on the system.
A label is one shape (or one per named part), so it is cheap to move and to fade.

    text("16 of 24 arrows have grown")
    math("{{hat(g) : clipped}} = {{g : raw}} dot tau / norm(g)", parts={"raw": theme.raw})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from . import theme
from .frame import PX, Point, at, to_px
from .typeset import Typeset, typeset

HALO = 4.0  # px

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵏᵀᵗ", "0123456789−kTt")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵏᵀᵗ]+")
_PART = re.compile(r"\{\{(.*?):\s*(\w+)\s*\}\}", re.DOTALL)


class Label(VGroup):
    """A line (or block) of type that knows its words, its size and its baseline.

    `label["raw"]` is the shape of the part so named. `names` may hold the shape that
    the label belongs to; the layout check allows the two to stand close.
    """

    def __init__(
        self, set_: Typeset, words: str, size: float, color: str, parts: Mapping[str, str]
    ):
        super().__init__()
        self.words, self.size, self.colour = words, size, color
        self.names: VMobject | None = None
        self.parts: dict[str, VMobject] = {}
        for part, points in set_.parts.items():
            shape = VMobject(stroke_width=0, fill_opacity=1, fill_color=parts.get(part, color))
            shape.points = points * (PX, PX, 1.0)
            self.parts[part] = shape
            self.add(shape)
        self._set_height = self.height  # as set, to know by how much it was scaled
        self._baseline = set_.baseline  # share of the height that lies below the baseline

    def __getitem__(self, part: str | int) -> VMobject:
        return self.parts[part] if isinstance(part, str) else super().__getitem__(part)

    @property
    def baseline(self) -> float:
        """The y of the (first) baseline, in manim's units."""
        return float(self.get_bottom()[1] + self._baseline * self.height)

    @property
    def scaled(self) -> float:
        """By how much it was made larger or smaller since it was set."""
        return float(self.height / self._set_height) if self._set_height else 1.0

    @property
    def has_halo(self) -> bool:
        """Whether it may stand over a line."""
        return any(shape.background_stroke_width for shape in self.parts.values())

    def at(self, x: float, y: float, anchor: str = "left") -> Label:
        """Put the label's left, centre or right at px `x` and its baseline at px `y`."""
        edge = {"left": self.get_left, "centre": self.get_center, "right": self.get_right}[anchor]
        target = at(x, y)
        self.shift([target[0] - edge()[0], target[1] - self.baseline, 0.0])
        return self

    def beside(self, point: Point, dx: float = 0.0, dy: float = 0.0, anchor: str = "left") -> Label:
        """Put the middle of the x-height `dx`, `dy` px right of and above a point."""
        x, y = to_px(point)
        return self.at(x + dx, y - dy + 0.24 * self.size, anchor)

    def halo(self) -> Label:
        """Give the label an edge in the background's colour, to stand over a line."""
        for shape in self.parts.values():
            shape.set_stroke(theme.background, width=2 * HALO * PX * 100, background=True)
        return self

    def naming(self, shape: VMobject) -> Label:
        """Say which shape the label belongs to, and return the label."""
        self.names = shape
        return self

    def colour_part(self, part: str, color: str) -> Label:
        """Colour one named part."""
        self.parts[part].set_fill(color)
        return self

    def say(self, words: str, weight: str = "regular") -> Label:
        """Show other words in the same place: same left edge, same baseline, same colour.

        Cheap enough for every frame: only the points change.
        """
        left, baseline = self.get_left()[0], self.baseline
        set_ = _set_words(words, self.size, weight, "left")
        self.parts[""].points = set_.parts.get("", np.zeros((0, 3))) * (PX, PX, 1.0)
        self._baseline, self.words, self._set_height = set_.baseline, words, self.height
        self.shift([left - self.get_left()[0], baseline - self.baseline, 0.0])
        return self


def text(
    words: str,
    size: float = theme.LABEL,
    color: str | None = None,
    weight: str = "regular",
    align: str = "left",
) -> Label:
    """A line of plain words, or several with newlines; what is written is what is shown.

    Args:
        words: any characters; superscript digits (10⁻⁷) are set as real superscripts.
        size: em, px at 1080p.
        color: the theme's ink unless given.
        weight: "regular" or "semibold".
        align: "left", "center" or "right", of several lines.
    """
    return Label(_set_words(words, size, weight, align), words, size, color or theme.ink, {})


def math(
    source: str,
    size: float = theme.LABEL,
    color: str | None = None,
    parts: Mapping[str, str] | None = None,
) -> Label:
    """A formula in Typst's notation; `{{ body : name }}` makes a part of its own.

    Args:
        source: mathematics without the dollar signs; words in it stand in quotes.
        size: em, px at 1080p.
        color: the theme's ink unless given.
        parts: colours by name of part.
    """
    return _rich(f"$display({source})$", source, size, color, parts)


def part(body: str, name: str) -> str:
    """Formula source whose `body` is the part `name`: `part("g", "raw")` is "{{g: raw}}"."""
    return "{{" + f"{body}: {name}" + "}}"


def mixed(
    source: str,
    size: float = theme.LABEL,
    color: str | None = None,
    parts: Mapping[str, str] | None = None,
) -> Label:
    """A line of words with mathematics between dollar signs: "along $lambda = 0.7$"."""
    pieces = source.split("$")
    pieces[::2] = [escape(piece) for piece in pieces[::2]]
    return _rich("$".join(pieces), source, size, color, parts)


def aside(words: str, color: str | None = None) -> Label:
    """A remark, muted unless it has a colour; mathematics between dollar signs if it has any."""
    return (mixed if "$" in words else text)(words, theme.ASIDE, color or theme.muted)


def big(words: str) -> Label:
    """A number that is the answer; at most three in a frame."""
    return text(words, theme.BIG - 4, weight="semibold")


def escape(words: str) -> str:
    """Typst markup that shows `words` literally, superscript digits excepted."""

    def plain(run: str) -> str:
        return re.sub(r"[^\w ]|_", lambda c: f"\\u{{{ord(c[0]):x}}}", run).replace("\n", "\\ ")

    shown, last = "", 0
    for run in _SUPERSCRIPT_RUN.finditer(words):
        shown += plain(words[last : run.start()])
        shown += f"#super(typographic: false)[{plain(run[0].translate(SUPERSCRIPTS))}]"
        last = run.end()
    return shown + plain(words[last:])


def lines(*labels: Label, x: float, y: float, leading: float, anchor: str = "left") -> VGroup:
    """Stack labels on baselines `leading` px apart, the first at px (x, y)."""
    return VGroup(*(label.at(x, y + leading * n, anchor) for n, label in enumerate(labels)))


def block(
    point: Point,
    *labels: Label,
    dx: float = 0.0,
    dy: float = 0.0,
    leading: float = 40.0,
    anchor: str = "left",
) -> VGroup:
    """Stack labels beside a point: their middle is `dx`, `dy` px right of and above it."""
    top = dy + leading * (len(labels) - 1) / 2
    return VGroup(
        *(one.beside(point, dx, top - leading * n, anchor) for n, one in enumerate(labels))
    )


def _rich(
    markup: str, words: str, size: float, color: str | None, parts: Mapping[str, str] | None
) -> Label:
    names = [match[1] for match in _PART.findall(markup)]

    def painted(match: re.Match[str]) -> str:
        tag = names.index(match[2]) + 1
        return f"#text(fill: rgb(0, 0, {tag}), $display({match[1].strip()})$)"

    set_ = typeset(_PART.sub(painted, markup), size, "regular", "left", tuple(names))
    plain = _PART.sub(lambda match: match[1].strip(), words)
    return Label(set_, plain, size, color or theme.ink, parts or {})


@lru_cache(maxsize=4096)
def _set_words(words: str, size: float, weight: str, align: str) -> Typeset:
    return typeset(escape(words), size, weight, align, ())


def points_of(label: Label) -> NDArray[np.float64]:
    """All points of a label, shape (n, 3); for measuring."""
    return np.concatenate([shape.points for shape in label.parts.values()])
