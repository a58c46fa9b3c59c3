"""Typesetting: Typst markup to glyph outlines, by way of SVG in memory.

manim's own Typst mobjects go through files and have one mobject a glyph; here a line of
text is an array of cubic Bézier curves, in about two milliseconds. Text never reaches the
compiler as code: `labels.escape` turns it into character references, and the root is an
empty folder.
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

TEXT_FONT, MATH_FONT = "Source Sans Pro", "New Computer Modern Math"
BASELINE_COLOUR = "#00ff00"  # of a full stop that shows where the baseline is
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
NUMBER_PATTERN = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
ARGUMENT_COUNTS = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}  # of SVG path commands


class FontMissing(RuntimeError):
    """The font of the films is not installed; the message says how to get it."""


@dataclass(frozen=True)
class TextOutlines:
    """Glyph outlines of typeset text, px with y up.

    Attributes:
        parts: cubic curves by name of part, shape (4 n, 3) each; "" is the rest.
        baseline: the share of the height that lies below the baseline.
    """

    parts: dict[str, Points]
    baseline: float


@cache
def font_folder() -> Path:
    """Folder with the font files of the font package.

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
    """The Typst compiler, made once: that takes longer than typesetting a line."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(root=_empty_folder().name, font_paths=fonts)


@cache
def _empty_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="clipanim-typst-")


@lru_cache(maxsize=1024)
def typeset(
    markup: str, size: float, weight: str, align: str, names: tuple[str, ...]
) -> TextOutlines:
    """Typeset Typst markup; what is filled rgb(0, 0, n) becomes the part `names[n - 1]`.

    Args:
        markup: Typst source; untrusted words must be escaped.
        size: em, px.
        weight: "regular" or "semibold".
        align: "left", "center" or "right", of several lines.
        names: of the parts.

    Raises:
        ValueError: if Typst cannot compile the markup; the message is Typst's own.
    """
    source = TEMPLATE.format(
        family=TEXT_FONT,
        math=MATH_FONT,
        size=size,
        math_size=round(size * 11.4 / 11, 2),
        weight=weight,
        align=align,
        marker=BASELINE_COLOUR,
        body=markup,
    )
    try:
        svg = _compiler().compile(source.encode(), format="svg")
    except typst.TypstError as error:
        raise ValueError(f"cannot set {markup!r}: {error}") from None
    return _outlines_of_svg(ElementTree.fromstring(cast(bytes, svg)), names)  # of one page


def _outlines_of_svg(svg: ElementTree.Element, names: tuple[str, ...]) -> TextOutlines:
    glyphs = {
        symbol.get("id"): _parse_path(symbol[0].get("d", "")) if len(symbol) else np.zeros((0, 2))
        for symbol in svg.iter(f"{SVG}symbol")
    }
    baseline, found = 0.0, dict[str, list[Points]]()
    for fill, points in _filled_paths(svg, IDENTITY, glyphs):
        if fill == BASELINE_COLOUR:
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
        return TextOutlines({"": np.zeros((0, 3))}, 0.0)
    everything = np.concatenate(list(parts.values()))[:, 1]
    return TextOutlines(parts, -everything.min() / max(np.ptp(everything), 1e-9))


def _filled_paths(
    node: ElementTree.Element, affine: Affine, glyphs: dict[str | None, Points]
) -> Iterator[tuple[str, Points]]:
    """Filled paths below an SVG node: colour and cubic curves of each, page px."""
    for child in node:
        if child.tag == DEFS:
            continue
        transform = child.get("transform")
        here = _compose(affine, _parse_transform(transform)) if transform else affine
        if child.tag == USE:
            shift = (1.0, 0.0, 0.0, 1.0, float(child.get("x", 0)), float(child.get("y", 0)))
            points = glyphs[child.get(HREF, "")[1:]]
            yield child.get("fill", ""), _transform(_compose(here, shift), points)
        elif child.tag == PATH:
            points = _parse_path(child.get("d", ""))
            if stroke := child.get("stroke", ""):
                points = _rule_rectangle(points, float(child.get("stroke-width", 1)))
            yield stroke or child.get("fill", ""), _transform(here, points)
        yield from _filled_paths(child, here, glyphs)


@lru_cache(maxsize=1024)
def _parse_transform(transform: str) -> Affine:
    """Parse an SVG transform: x becomes a x + c y + e, y becomes b x + d y + f."""
    result = IDENTITY
    for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        v = [float(x) for x in re.split(r"[ ,]+", inside.strip())]
        if kind == "matrix":
            result = _compose(result, (v[0], v[1], v[2], v[3], v[4], v[5]))
        elif kind == "translate":
            result = _compose(result, (1.0, 0.0, 0.0, 1.0, v[0], v[1] if len(v) > 1 else 0.0))
        elif kind == "scale":
            result = _compose(result, (v[0], 0.0, 0.0, v[-1], 0.0, 0.0))
    return result


def _compose(outer: Affine, inner: Affine) -> Affine:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    linear = a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j
    return (*linear, a * k + c * m + e, b * k + d * m + f)


def _transform(affine: Affine, points: Points) -> Points:
    a, b, c, d, e, f = affine
    return points @ np.array([[a, b], [c, d]]) + np.array([e, f])


def _rule_rectangle(points: Points, width: float) -> Points:
    """Rectangle of a stroked horizontal or vertical rule: a fraction's bar, a root's."""
    half = width / 2
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    if right - left >= bottom - top:
        top, bottom = top - half, bottom + half
    else:
        left, right = left - half, right + half
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    return np.concatenate([_straight_curve(p, q) for p, q in pairwise(corners)])


def _straight_curve(start: Points, end: Points) -> Points:
    return np.reshape(_line_to_cubic(*start, *end), (4, 2))


def _line_to_cubic(x: float, y: float, to_x: float, to_y: float) -> Curve:
    """Straight line as a cubic Bézier curve."""
    near, far = 1 / 3, 2 / 3
    first = (1 - near) * x + near * to_x, (1 - near) * y + near * to_y
    second = (1 - far) * x + far * to_x, (1 - far) * y + far * to_y
    return x, y, *first, *second, to_x, to_y


def _quadratic_to_cubic(
    x: float, y: float, by_x: float, by_y: float, to_x: float, to_y: float
) -> Curve:
    """Quadratic Bézier curve as a cubic one."""
    first = x + (by_x - x) * 2 / 3, y + (by_y - y) * 2 / 3
    second = to_x + (by_x - to_x) * 2 / 3, to_y + (by_y - to_y) * 2 / 3
    return x, y, *first, *second, to_x, to_y


# Letters come again and again, and numpy is slow for two numbers at a time.
@lru_cache(maxsize=4096)
def _parse_path(d: str) -> Points:
    """Parse SVG path data to cubic Bézier curves, shape (4 n, 2), with closed contours."""
    curves: list[Curve] = []
    x = y = begin_x = begin_y = 0.0
    for command, inside in re.findall(r"([A-Za-z])([^A-Za-z]*(?:[eE]-?\d+[^A-Za-z]*)*)", d):
        numbers = [float(one) for one in NUMBER_PATTERN.findall(inside)]
        kind = command.lower()
        if kind == "z":
            if not _is_close(x, y, begin_x, begin_y):
                curves.append(_line_to_cubic(x, y, begin_x, begin_y))
            x, y = begin_x, begin_y
            continue
        if kind not in ARGUMENT_COUNTS:
            raise ValueError(f"unexpected path command {command!r}")
        for start in range(0, len(numbers), ARGUMENT_COUNTS[kind]):
            from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
            v = numbers[start : start + ARGUMENT_COUNTS[kind]]
            v = [one + (from_y if n % 2 or kind == "v" else from_x) for n, one in enumerate(v)]
            if kind == "m" and start == 0:
                x, y = begin_x, begin_y = v[0], v[1]
                continue
            if kind == "q":
                curves.append(_quadratic_to_cubic(x, y, *v))
            elif kind == "c":
                curves.append((x, y, *v))
            else:
                to_x, to_y = (v[0], y) if kind == "h" else (x, v[0]) if kind == "v" else v
                curves.append(_line_to_cubic(x, y, to_x, to_y))
            x, y = curves[-1][-2:]
    return np.reshape(curves, (-1, 2)) if curves else np.zeros((0, 2))


def _is_close(x: float, y: float, to_x: float, to_y: float) -> bool:
    is_near_x = abs(x - to_x) <= 1e-8 + 1e-5 * abs(to_x)
    return is_near_x and abs(y - to_y) <= 1e-8 + 1e-5 * abs(to_y)
