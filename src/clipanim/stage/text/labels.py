"""Text labels and formulas: everything that is read on screen is typeset here, by Typst.

One typesetter for words and mathematics gives both the same baseline, exact
kerning, and fonts that come with packages: nothing is looked for on the system.
A label is one mobject (or one per named part), so it is cheap to move and to fade.

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

from clipanim.stage import theme
from clipanim.stage.frame import PX, Point, at, to_px

from .typeset import TextOutlines, typeset

HALO = 4.0  # px around each glyph

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵏᵀᵗ", "0123456789−kTt")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵏᵀᵗ]+")
_PART = re.compile(r"\{\{(.*?):\s*(\w+)\s*\}\}", re.DOTALL)


class Label(VGroup):
    """A mobject of one or more lines of text that knows its words, size (px) and baseline.

    `label["raw"]` is the mobject of the part so named; "" is the rest. `names` may hold the
    mobject that the label belongs to; the layout check allows the two to stand close.
    """

    def __init__(
        self, outlines: TextOutlines, words: str, size: float, color: str, parts: Mapping[str, str]
    ):
        super().__init__()
        self.words, self.size, self.colour = words, size, color
        self.names: VMobject | None = None
        self.parts: dict[str, VMobject] = {}
        for part, points in outlines.parts.items():
            shape = VMobject(stroke_width=0, fill_opacity=1, fill_color=parts.get(part, color))
            shape.points = points * (PX, PX, 1.0)
            self.parts[part] = shape
            self.add(shape)
        self._typeset_height = self.height  # to know by how much it was scaled since
        self._baseline = outlines.baseline  # share of the height that lies below the baseline

    def __getitem__(self, part: str | int) -> VMobject:
        return self.parts[part] if isinstance(part, str) else super().__getitem__(part)

    @property
    def baseline(self) -> float:
        """The y of the (first) baseline, scene units."""
        return float(self.get_bottom()[1] + self._baseline * self.height)

    @property
    def scaled(self) -> float:
        """The factor by which it was scaled since it was typeset."""
        return float(self.height / self._typeset_height) if self._typeset_height else 1.0

    @property
    def has_halo(self) -> bool:
        """Whether it has a halo, so that it may stand over a line."""
        return any(shape.background_stroke_width for shape in self.parts.values())

    def at(self, x: float, y: float, anchor: str = "left") -> Label:
        """Put the label's left, centre or right at px `x` and its baseline at px `y`."""
        edge = {"left": self.get_left, "centre": self.get_center, "right": self.get_right}[anchor]
        target = at(x, y)
        self.shift([target[0] - edge()[0], target[1] - self.baseline, 0.0])
        return self

    def beside(self, point: Point, dx: float = 0.0, dy: float = 0.0, anchor: str = "left") -> Label:
        """Put the label next to a point: the middle of its x-height `dx`, `dy` px right and up.

        Args:
            point: scene units.
            dx: px to the right.
            dy: px up.
            anchor: which end of the label stands there: "left", "centre" or "right".
        """
        x, y = to_px(point)
        return self.at(x + dx, y - dy + 0.24 * self.size, anchor)

    def halo(self) -> Label:
        """Give the label an outline in the background's colour, to stand over a line."""
        for shape in self.parts.values():
            shape.set_stroke(theme.background, width=2 * HALO * PX * 100, background=True)
        return self

    def naming(self, shape: VMobject) -> Label:
        """Note which mobject the label names, and return the label."""
        self.names = shape
        return self

    def colour_part(self, part: str, color: str) -> Label:
        """Colour one named part."""
        self.parts[part].set_fill(color)
        return self

    def say(self, words: str, weight: str = "regular") -> Label:
        """Replace the text in place: same left edge, same baseline, same colour.

        Cheap enough for every frame: only the points change.
        """
        left, baseline = self.get_left()[0], self.baseline
        outlines = _typeset_words(words, self.size, weight, "left")
        self.parts[""].points = outlines.parts.get("", np.zeros((0, 3))) * (PX, PX, 1.0)
        self._baseline, self.words, self._typeset_height = outlines.baseline, words, self.height
        self.shift([left - self.get_left()[0], baseline - self.baseline, 0.0])
        return self


def text(
    words: str,
    size: float = theme.LABEL,
    color: str | None = None,
    weight: str = "regular",
    align: str = "left",
) -> Label:
    """A label of plain words, on several lines if there are newlines; nothing is markup.

    Args:
        words: any characters; superscript digits (10⁻⁷) are set as real superscripts.
        size: em, px at 1080p.
        color: the theme's ink unless given.
        weight: "regular" or "semibold".
        align: "left", "center" or "right", of several lines.
    """
    return Label(_typeset_words(words, size, weight, align), words, size, color or theme.ink, {})


def math(
    source: str,
    size: float = theme.LABEL,
    color: str | None = None,
    parts: Mapping[str, str] | None = None,
) -> Label:
    """A label of a formula in Typst's notation; `{{ body : name }}` makes a named part.

    Args:
        source: mathematics without the dollar signs; words in it stand in quotes.
        size: em, px at 1080p.
        color: the theme's ink unless given.
        parts: colours by name of part.
    """
    return _label_of_markup(f"$display({source})$", source, size, color, parts)


def part(body: str, name: str) -> str:
    """Formula source whose `body` is the part `name`: `part("g", "raw")` is "{{g: raw}}"."""
    return "{{" + f"{body}: {name}" + "}}"


def mixed(
    source: str,
    size: float = theme.LABEL,
    color: str | None = None,
    parts: Mapping[str, str] | None = None,
) -> Label:
    """A label of words with formulas between dollar signs: "along $lambda = 0.7$".

    Args:
        source: words; between dollar signs mathematics as for `math`.
        size: em, px at 1080p.
        color: the theme's ink unless given.
        parts: colours by name of part.
    """
    pieces = source.split("$")
    pieces[::2] = [escape(piece) for piece in pieces[::2]]
    return _label_of_markup("$".join(pieces), source, size, color, parts)


def aside(words: str, color: str | None = None) -> Label:
    """A label of a remark, muted unless given a colour; may have formulas between dollar signs."""
    return (mixed if "$" in words else text)(words, theme.ASIDE, color or theme.muted)


def big(words: str) -> Label:
    """A label of a large semibold number, the answer; at most three in a frame."""
    return text(words, theme.BIG - 4, weight="semibold")


def escape(words: str) -> str:
    """Escape words as Typst markup that shows them literally, but sets superscript digits."""

    def escaped(run: str) -> str:
        return re.sub(r"[^\w ]|_", lambda c: f"\\u{{{ord(c[0]):x}}}", run).replace("\n", "\\ ")

    markup, last = "", 0
    for run in _SUPERSCRIPT_RUN.finditer(words):
        markup += escaped(words[last : run.start()])
        markup += f"#super(typographic: false)[{escaped(run[0].translate(SUPERSCRIPTS))}]"
        last = run.end()
    return markup + escaped(words[last:])


def lines(*labels: Label, x: float, y: float, leading: float, anchor: str = "left") -> VGroup:
    """Stack labels on baselines `leading` px apart, the first anchored at px (x, y)."""
    return VGroup(*(label.at(x, y + leading * n, anchor) for n, label in enumerate(labels)))


def block(
    point: Point,
    *labels: Label,
    dx: float = 0.0,
    dy: float = 0.0,
    leading: float = 40.0,
    anchor: str = "left",
) -> VGroup:
    """Stack labels next to a point: their middle is `dx`, `dy` px right of and above it.

    Args:
        point: scene units.
        labels: from top to bottom.
        dx: px to the right.
        dy: px up.
        leading: px between baselines.
        anchor: which end of the labels stands there: "left", "centre" or "right".
    """
    top = dy + leading * (len(labels) - 1) / 2
    return VGroup(
        *(one.beside(point, dx, top - leading * n, anchor) for n, one in enumerate(labels))
    )


def _label_of_markup(
    markup: str, words: str, size: float, color: str | None, parts: Mapping[str, str] | None
) -> Label:
    names = [match[1] for match in _PART.findall(markup)]

    def tagged(match: re.Match[str]) -> str:
        tag = names.index(match[2]) + 1
        return f"#text(fill: rgb(0, 0, {tag}), $display({match[1].strip()})$)"

    outlines = typeset(_PART.sub(tagged, markup), size, "regular", "left", tuple(names))
    plain = _PART.sub(lambda match: match[1].strip(), words)
    return Label(outlines, plain, size, color or theme.ink, parts or {})


@lru_cache(maxsize=4096)
def _typeset_words(words: str, size: float, weight: str, align: str) -> TextOutlines:
    return typeset(escape(words), size, weight, align, ())


def points_of(label: Label) -> NDArray[np.float64]:
    """All points of a label, scene units, shape (n, 3); for measuring."""
    return np.concatenate([shape.points for shape in label.parts.values()])
