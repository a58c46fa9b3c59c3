"""From Typst markup to outlines: compile in memory, read the SVG, return cubic curves.

manim's own Typst shapes go through files and one shape a glyph; here a line of type
is an array of points, in about two milliseconds. Text never reaches the compiler as
code: `type.escape` turns it into character references, and the root is an empty folder.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import numpy as np
import typst
from numpy.typing import NDArray

Points = NDArray[np.float64]
Affine = tuple[float, float, float, float, float, float]  # as in SVG's matrix(a b c d e f)
Curve = tuple[float, ...]  # x and y of the four points of a cubic Bézier

IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

FAMILY, MATH_FAMILY = "Source Sans Pro", "New Computer Modern Math"
MARKER = "#00ff00"  # the fill of the full stop that shows where the baseline is
TEMPLATE = """\
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: "{family}", size: {size}pt, weight: "{weight}", fill: rgb(0, 0, 0), lang: "en")
#set par(leading: 0.5em)
#show math.equation: set text(font: "{math}", weight: 450, size: {math_size}pt)
#set align({align})
#box(width: 0pt)[#text(fill: rgb("{marker}"))[.]]{body}
"""
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
DEFS, USE, PATH = f"{SVG}defs", f"{SVG}use", f"{SVG}path"
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}  # numbers that path commands take


class FontMissing(RuntimeError):
    """The font of the films is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Typeset:
    """Outlines by part, px with y up, and the share of the height below the baseline."""

    parts: dict[str, Points]  # cubic curves, shape (4 n, 3) each
    baseline: float


@cache
def font_folder() -> Path:
    """Where the font package keeps its files.

    Raises:
        FontMissing: if the package is not there; films are never set in a substitute.
    """
    spec = find_spec("font_source_sans_pro")
    folder = Path(spec.origin).parent / "files" if spec and spec.origin else None
    if folder is None or not (folder / "SourceSansPro-Regular.ttf").is_file():
        raise FontMissing("font Source Sans Pro is missing: pip install font-source-sans-pro")
    return folder


@cache
def _compiler() -> typst.Compiler:
    """One for all: making one takes longer than what it then does for a line of type."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(root=_empty_root().name, font_paths=fonts)


@cache
def _empty_root() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="clipanim-typst-")


@lru_cache(maxsize=1024)
def typeset(markup: str, size: float, weight: str, align: str, names: tuple[str, ...]) -> Typeset:
    """Set `markup`; what is filled rgb(0, 0, n) becomes the part `names[n - 1]`.

    Raises:
        ValueError: if Typst cannot compile the markup; the message is Typst's own.
    """
    source = TEMPLATE.format(
        family=FAMILY,
        math=MATH_FAMILY,
        size=size,
        math_size=round(size * 11.4 / 11, 2),
        weight=weight,
        align=align,
        marker=MARKER,
        body=markup,
    )
    try:
        svg = _compiler().compile(source.encode(), format="svg")
    except typst.TypstError as error:
        raise ValueError(f"cannot set {markup!r}: {error}") from None
    return _read(ElementTree.fromstring(cast(bytes, svg)), names)  # of one page


def _read(svg: ElementTree.Element, names: tuple[str, ...]) -> Typeset:
    glyphs = {
        symbol.get("id"): _outline(symbol[0].get("d", "")) if len(symbol) else np.zeros((0, 2))
        for symbol in svg.iter(f"{SVG}symbol")
    }
    baseline, found = 0.0, dict[str, list[Points]]()
    for fill, points in _leaves(svg, IDENTITY, glyphs):
        if fill == MARKER:
            baseline = points[:, 1].max()
        elif len(points):
            tag = int(fill[-2:], 16)
            found.setdefault(names[tag - 1] if tag else "", []).append(points)
    parts = {
        name: np.column_stack([p[:, 0], baseline - p[:, 1], np.zeros(len(p))])
        for name, pieces in found.items()
        for p in [np.concatenate(pieces)]
    }
    if not parts:
        return Typeset({"": np.zeros((0, 3))}, 0.0)
    everything = np.concatenate(list(parts.values()))[:, 1]
    return Typeset(parts, -everything.min() / max(np.ptp(everything), 1e-9))


def _leaves(
    node: ElementTree.Element, affine: Affine, glyphs: dict[str | None, Points]
) -> Iterator[tuple[str, Points]]:
    """What is filled below a node: its colour and its curves, in px of the page."""
    for child in node:
        if child.tag == DEFS:
            continue
        transform = child.get("transform")
        here = _combined(affine, _affine(transform)) if transform else affine
        if child.tag == USE:
            shift = (1.0, 0.0, 0.0, 1.0, float(child.get("x", 0)), float(child.get("y", 0)))
            points = glyphs[child.get(HREF, "")[1:]]
            yield child.get("fill", ""), _apply(_combined(here, shift), points)
        elif child.tag == PATH:
            points = _outline(child.get("d", ""))
            if stroke := child.get("stroke", ""):
                points = _bar(points, float(child.get("stroke-width", 1)))
            yield stroke or child.get("fill", ""), _apply(here, points)
        yield from _leaves(child, here, glyphs)


@lru_cache(maxsize=1024)
def _affine(transform: str) -> Affine:
    """The map of an SVG transform: x becomes a x + c y + e, y becomes b x + d y + f."""
    result = IDENTITY
    for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        v = [float(x) for x in re.split(r"[ ,]+", inside.strip())]
        if kind == "matrix":
            result = _combined(result, (v[0], v[1], v[2], v[3], v[4], v[5]))
        elif kind == "translate":
            result = _combined(result, (1.0, 0.0, 0.0, 1.0, v[0], v[1] if len(v) > 1 else 0.0))
        elif kind == "scale":
            result = _combined(result, (v[0], 0.0, 0.0, v[-1], 0.0, 0.0))
    return result


def _combined(outer: Affine, inner: Affine) -> Affine:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    linear = a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j
    return (*linear, a * k + c * m + e, b * k + d * m + f)


def _apply(affine: Affine, points: Points) -> Points:
    a, b, c, d, e, f = affine
    return points @ np.array([[a, b], [c, d]]) + np.array([e, f])


def _bar(points: Points, width: float) -> Points:
    """The rectangle of a horizontal or vertical rule: a fraction's bar, a root's."""
    half = width / 2
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    if right - left >= bottom - top:
        top, bottom = top - half, bottom + half
    else:
        left, right = left - half, right + half
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    return np.concatenate([_straight(p, q) for p, q in pairwise(corners)])


def _straight(start: Points, end: Points) -> Points:
    return np.reshape(_line(*start, *end), (4, 2))


def _line(x: float, y: float, to_x: float, to_y: float) -> Curve:
    """A straight line as a cubic Bézier."""
    near, far = 1 / 3, 2 / 3
    first = (1 - near) * x + near * to_x, (1 - near) * y + near * to_y
    second = (1 - far) * x + far * to_x, (1 - far) * y + far * to_y
    return x, y, *first, *second, to_x, to_y


def _quadratic(x: float, y: float, by_x: float, by_y: float, to_x: float, to_y: float) -> Curve:
    """A quadratic Bézier as a cubic one."""
    first = x + (by_x - x) * 2 / 3, y + (by_y - y) * 2 / 3
    second = to_x + (by_x - to_x) * 2 / 3, to_y + (by_y - to_y) * 2 / 3
    return x, y, *first, *second, to_x, to_y


# Letters come again and again, and numpy is slow for two numbers at a time.
@lru_cache(maxsize=4096)
def _outline(d: str) -> Points:
    """The curves of an SVG path as cubic Béziers, shape (4 n, 2); contours are closed."""
    curves: list[Curve] = []
    x = y = begin_x = begin_y = 0.0
    for command, inside in re.findall(r"([A-Za-z])([^A-Za-z]*(?:[eE]-?\d+[^A-Za-z]*)*)", d):
        numbers = [float(one) for one in NUMBER.findall(inside)]
        kind = command.lower()
        if kind == "z":
            if not _is_near(x, y, begin_x, begin_y):
                curves.append(_line(x, y, begin_x, begin_y))
            x, y = begin_x, begin_y
            continue
        if kind not in TAKES:
            raise ValueError(f"unexpected path command {command!r}")
        for start in range(0, len(numbers), TAKES[kind]):
            from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
            v = numbers[start : start + TAKES[kind]]
            v = [one + (from_y if n % 2 or kind == "v" else from_x) for n, one in enumerate(v)]
            if kind == "m" and start == 0:
                x, y = begin_x, begin_y = v[0], v[1]
                continue
            if kind == "q":
                curves.append(_quadratic(x, y, *v))
            elif kind == "c":
                curves.append((x, y, *v))
            else:
                to_x, to_y = (v[0], y) if kind == "h" else (x, v[0]) if kind == "v" else v
                curves.append(_line(x, y, to_x, to_y))
            x, y = curves[-1][-2:]
    return np.reshape(curves, (-1, 2)) if curves else np.zeros((0, 2))


def _is_near(x: float, y: float, to_x: float, to_y: float) -> bool:
    is_near_x = abs(x - to_x) <= 1e-8 + 1e-5 * abs(to_x)
    return is_near_x and abs(y - to_y) <= 1e-8 + 1e-5 * abs(to_y)
