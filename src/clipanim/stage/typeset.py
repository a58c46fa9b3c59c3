"""From Typst markup to outlines: compile in memory, read the SVG, return cubic curves.

manim's own Typst shapes go through files and one shape a glyph; here a line of type
is an array of points, in about two milliseconds. Text never reaches the compiler as
code: `type.escape` turns it into character references, and the root is an empty folder.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import typst
from numpy.typing import NDArray

Points = NDArray[np.float64]

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
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])


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
        svg = typst.compile(  # type: ignore[call-overload]  # its stub wants input = type of root
            source.encode(), format="svg", font_paths=_fonts(), root=_empty_root().name
        )
    except typst.TypstError as error:
        raise ValueError(f"cannot set {markup!r}: {error}") from None
    return _read(ElementTree.fromstring(svg), names)


def _read(svg: ElementTree.Element, names: tuple[str, ...]) -> Typeset:
    glyphs = {
        symbol.get("id"): _outline(symbol[0].get("d", "")) if len(symbol) else np.zeros((0, 2))
        for symbol in svg.iter(f"{SVG}symbol")
    }
    baseline, found = 0.0, dict[str, list[Points]]()
    for fill, points in _leaves(svg, np.eye(3), glyphs):
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


def _leaves(node: ElementTree.Element, matrix: Points, glyphs: dict[str | None, Points]):  # type: ignore[no-untyped-def]
    for child in node:
        if child.tag == f"{SVG}defs":
            continue
        here = matrix @ _matrix(child.get("transform", ""))
        if child.tag == f"{SVG}use":
            shift = _affine(1, 0, 0, 1, float(child.get("x", 0)), float(child.get("y", 0)))
            points = glyphs[child.get(HREF, "")[1:]]
            yield child.get("fill", ""), _apply(here @ shift, points)
        elif child.tag == f"{SVG}path":
            points = _outline(child.get("d", ""))
            if child.get("stroke"):
                points = _bar(points, float(child.get("stroke-width", 1)))
            yield child.get("stroke") or child.get("fill", ""), _apply(here, points)
        yield from _leaves(child, here, glyphs)


def _affine(a: float, b: float, c: float, d: float, e: float, f: float) -> Points:
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]], dtype=np.float64)


def _matrix(transform: str) -> Points:
    result = np.eye(3)
    for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        v = [float(x) for x in re.split(r"[ ,]+", inside.strip())]
        if kind == "matrix":
            result = result @ _affine(*v)
        elif kind == "translate":
            result = result @ _affine(1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0.0)
        elif kind == "scale":
            result = result @ _affine(v[0], 0, 0, v[-1], 0, 0)
    return result


def _apply(matrix: Points, points: Points) -> Points:
    return points @ matrix[:2, :2].T + matrix[:2, 2]


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
    steps = np.array([0, 1 / 3, 2 / 3, 1])[:, None]
    return (1 - steps) * start + steps * end


def _outline(d: str) -> Points:
    """The curves of an SVG path as cubic Béziers, shape (4 n, 2); contours are closed."""
    tokens = re.findall(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?", d)
    curves: list[Points] = []
    here = begin = np.zeros(2)
    command, i = "", 0

    def take(count: int) -> Points:
        nonlocal i
        i += count
        return np.array([float(x) for x in tokens[i - count : i]])

    while i < len(tokens):
        if tokens[i].isalpha():
            command, i = tokens[i], i + 1
            if command in "zZ":
                if not np.allclose(here, begin):
                    curves.append(_straight(here, begin))
                here = begin
                continue
        origin = here if command.islower() else np.zeros(2)
        kind = command.lower()
        if kind == "m":
            here = begin = origin + take(2)
            command = "l" if command == "m" else "L"
            continue
        if kind in "hv":
            target = here.copy()
            axis = "hv".index(kind)
            target[axis] = origin[axis] + take(1)[0]
            curve = _straight(here, target)
        elif kind == "l":
            curve = _straight(here, origin + take(2))
        elif kind == "q":
            control, target = origin + take(2), origin + take(2)
            curve = np.array(
                [here, here + (control - here) * 2 / 3, target + (control - target) * 2 / 3, target]
            )
        elif kind == "c":
            curve = np.array([here, origin + take(2), origin + take(2), origin + take(2)])
        else:
            raise ValueError(f"unexpected path command {command!r}")
        curves.append(curve)
        here = curve[-1]
    return np.concatenate(curves) if curves else np.zeros((0, 2))
