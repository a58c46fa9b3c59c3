"""A 2 x 2 matrix as a label whose entries can change."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from manim import VGroup
from numpy.typing import ArrayLike, NDArray

from clipanim.stage import theme
from clipanim.stage.frame import at
from clipanim.stage.text.labels import math
from clipanim.stage.text.numbers import number

ENTRIES = ("a", "b", "c", "d")  # row by row
SUPERSCRIPT_TO_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Matrix(VGroup):
    """A named matrix, "W = (...)". Brackets and columns stay in place when the entries change.

    Args:
        name: mathematics in front of the equals sign.
        values: every matrix that it will ever show, shape (2, 2) or (n, 2, 2); the last is
            shown first, the widest entries set the columns.
        colours: one, or one for each entry, row by row.
        size: em, px.
        digits: significant digits of an entry.
        names: every name that it will ever have; the longest makes the room.
    """

    def __init__(
        self,
        name: str,
        values: ArrayLike,
        colours: str | Sequence[str] | None = None,
        size: float = theme.LABEL,
        digits: int = 3,
        names: Sequence[str] = (),
    ):
        super().__init__()
        shown = np.asarray(values, dtype=np.float64).reshape(-1, 4)
        self.size, self.digits = size, digits
        wide = [max((self._entry(v) for v in column), key=_width) for column in shown.T]
        wide = [max(wide[i % 2], wide[i % 2 + 2], key=_width) for i in range(4)]
        longest = max([name, *names], key=_width)
        sources = dict(zip(("name", *ENTRIES), (longest, *wide), strict=True))
        n, a, b, c, d = (f"{{{{{source} : {part}}}}}" for part, source in sources.items())
        self.label = math(f"{n} = mat({a}, {b} ; {c}, {d})", size)
        self.add(self.label)
        given = [colours] * 4 if isinstance(colours, str) or colours is None else colours
        for entry, colour in zip(ENTRIES, given, strict=True):
            self.label.colour_part(entry, colour or theme.ink)
        self._positions = {part: self._position(part, source) for part, source in sources.items()}
        self.show(shown[-1].reshape(2, 2), name)

    def at(self, x: float, y: float, anchor: str = "left") -> Matrix:
        """Put the left edge or the centre at px `x`, the middle between the rows at px `y`."""
        edge = {"left": self.label.get_left, "centre": self.label.get_center}[anchor]()
        middle, target = self.label[""].get_center(), at(x, y)
        self.shift([target[0] - edge[0], target[1] - middle[1], 0.0])
        return self

    def show(self, values: ArrayLike, name: str = "") -> Matrix:
        """Show other entries, shape (2, 2), and another name; cheap enough for every frame."""
        for part, value in zip(ENTRIES, np.ravel(values), strict=True):
            self._replace_part(part, self._entry(float(value)))
        if name:
            self._replace_part("name", name)
        return self

    def swap(self, share: float) -> Matrix:
        """Transpose by a share, 0 to 1: the entries off the diagonal swap their places."""
        upper, lower = self.label["b"], self.label["c"]
        way = share * (lower.get_center() - upper.get_center())
        upper.shift(way)
        lower.shift(-way)
        return self

    def _position(self, part: str, source: str) -> NDArray[np.float64]:
        """Position of a part relative to the brackets: its middle (a name: its right), baseline."""
        shape, alone = self.label[part], math(source, self.size)
        x = shape.get_right()[0] if part == "name" else shape.get_center()[0]
        line = shape.get_bottom()[1] + alone.baseline - alone.get_bottom()[1]
        place: NDArray[np.float64] = np.array([x, line, 0.0]) - self.label[""].get_center()
        return place

    def _replace_part(self, part: str, source: str) -> None:
        """Replace the outlines of a part, in its place."""
        new = math(source, self.size)
        x = new.get_right()[0] if part == "name" else new.get_center()[0]
        here = self.label[""].get_center() + self._positions[part]
        self.label[part].points = new[""].points + (here - [x, new.baseline, 0.0])

    def _entry(self, value: float) -> str:
        """Typst source of an entry."""
        words = number(value, self.digits).replace("−", "-").replace("·", "dot")
        return re.sub(
            "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda s: f"^({s[0].translate(SUPERSCRIPT_TO_PLAIN)})", words
        )


def _width(source: str) -> float:
    """Width of a formula, scene units."""
    return float(math(source).width)
