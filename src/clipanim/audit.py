"""The layout check: what a viewer could not read, found without a viewer.

The scene is stepped through; at the end of every line of narration, and on the card,
the shapes on screen are measured. A finding names the shapes and the moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from numpy.typing import NDArray

from .engine.pictures import drawn, play_through
from .engine.settings import Settings, Shot
from .stage import CARD, PX, Label, Painted, theme
from .stage.explainer import LONGEST_LINE
from .stage.frame import HEIGHT, NARRATION_BAND, WIDTH, to_px

CLOSE = 12  # px that a label keeps from a line it does not name
SMALLEST = 22  # px, em
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
FASTEST = 20  # characters a second
STEPPED_BACK = 0.5  # shapes fainter than this are not to be read now
LINES = ("curve", "line", "limit", "arrow", "mark")
SLACK = 1.0  # px of overlap that nobody sees

Bounds = tuple[float, float, float, float]  # left, top, right, bottom, px


@dataclass(frozen=True)
class Finding:
    """Something to mend: of which kind, when, and what."""

    kind: str
    moment: str
    message: str


def check(shot: Shot, settings: Settings) -> list[Finding]:
    """Everything the layout check has against a scene with these parameters."""
    found: list[Finding] = []

    def watch(scene: Any, chapter: str, words: str) -> None:
        if shot.chapter not in (None, chapter):
            return
        moment = f"{chapter}, {scene.clock:.1f} s" + (f", “{words}”" if words else "")
        found.extend(Finding(kind, moment, said) for kind, said in measure(scene, chapter))

    scene = play_through(shot, settings, watch)
    found.extend(_narration(scene))
    return list(dict.fromkeys(found))


def measure(scene: Any, chapter: str = "") -> Iterator[tuple[str, str]]:
    """What is wrong on screen now: pairs of kind and message."""
    labels = list(_labels(scene.mobjects))
    inside = {id(part) for label in labels for part in label.get_family()}
    marks = [
        shape
        for top in scene.mobjects
        for shape in top.get_family()
        if isinstance(shape, VMobject) and id(shape) not in inside and _visible(shape)
    ]
    line = scene.narration
    yield from _text_over_text(labels)
    yield from _text_near_lines(labels, marks)
    yield from _outside([*labels, *marks], line, chapter == CARD)
    yield from _too_small(labels)
    yield from _too_faint(scene, labels, marks)


def contrast(one: str | NDArray[Any], other: str | NDArray[Any]) -> float:
    """The WCAG contrast ratio of two colours, "#rrggbb" or linear-free sRGB in 0 to 1."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _text_over_text(labels: list[Label]) -> Iterator[tuple[str, str]]:
    boxes = [_bounds(label) for label in labels]
    for n, first in enumerate(labels):
        for k in range(n + 1, len(labels)):
            if _gap(boxes[n], boxes[k]) < -SLACK:
                yield "text over text", f"{_name(first)} and {_name(labels[k])}"


def _text_near_lines(labels: list[Label], marks: list[VMobject]) -> Iterator[tuple[str, str]]:
    lines = [(shape, _along(shape)) for shape in marks if getattr(shape, "role", "") in LINES]
    for label in labels:
        if label.has_halo or _opacity(label) < STEPPED_BACK:
            continue
        left, top, right, bottom = _bounds(label)
        for shape, points in lines:
            if _belong(label, shape) or _opacity(shape) < 0.25 or not len(points):
                continue
            dx = np.maximum(0, np.maximum(left - points[:, 0], points[:, 0] - right))
            dy = np.maximum(0, np.maximum(top - points[:, 1], points[:, 1] - bottom))
            gap = float(np.hypot(dx, dy).min())
            if gap < CLOSE - SLACK:
                yield "text near a line", f"{_name(label)} is {gap:.0f} px from {_name(shape)}"


def _outside(shapes: list[Any], line: Label | None, on_card: bool) -> Iterator[tuple[str, str]]:
    for shape in shapes:
        left, top, right, bottom = _bounds(shape)
        if min(left, top, WIDTH - right, HEIGHT - bottom) < -SLACK:
            where = f"{left:.0f}, {top:.0f} to {right:.0f}, {bottom:.0f}"
            yield "outside the frame", f"{_name(shape)} ({where} px)"
        elif not on_card and shape is not line and bottom > NARRATION_BAND[0] + SLACK:
            yield "in the narration band", f"{_name(shape)} reaches down to {bottom:.0f} px"


def _too_small(labels: list[Label]) -> Iterator[tuple[str, str]]:
    for label in labels:
        size = label.size * label.scaled
        if size < SMALLEST - 0.01:
            yield "small text", f"{_name(label)} is {size:.0f} px"


def _too_faint(scene: Any, labels: list[Label], marks: list[VMobject]) -> Iterator[tuple[str, str]]:
    without = _pixels_without(scene, labels)
    for label in labels:
        if _opacity(label) < 1 - 1e-6:
            continue  # on its way, or stepped back
        ground = _ground(without, _bounds(label))
        for shape in label.parts.values():
            ratio = contrast(shape.get_fill_color().to_hex(), ground)
            if ratio < TEXT_CONTRAST - 0.05:
                yield "faint text", f"{_name(label)} has contrast {ratio:.1f}"
                break
    background = theme.background
    for shape in marks:
        if getattr(shape, "role", "") in (*LINES, "axis") and _opacity(shape) >= STEPPED_BACK:
            ratio = contrast(_colour(shape), background)
            if ratio < MARK_CONTRAST - 0.05:
                yield "faint mark", f"{_name(shape)} has contrast {ratio:.1f}"


def _narration(scene: Any) -> Iterator[Finding]:
    for line in scene.lines:
        moment = f"{line.start:.1f} s, “{line.words}”"
        if len(line.words) > LONGEST_LINE:
            yield Finding("long narration", moment, f"{len(line.words)} characters")
        seconds = line.end - line.start
        if len(line.words) > FASTEST * seconds:
            speed = len(line.words) / max(seconds, 1e-9)
            yield Finding("fast narration", moment, f"{speed:.0f} characters a second")


def _labels(shapes: list[Mobject]) -> Iterator[Label]:
    for shape in shapes:
        if isinstance(shape, Label):
            if _opacity(shape) > 0.05 and any(len(p.points) for p in shape.parts.values()):
                yield shape
        else:
            yield from _labels(shape.submobjects)


def _visible(shape: VMobject) -> bool:
    return len(shape.points) > 0 and (isinstance(shape, Painted) or _opacity(shape) > 0.05)


def _opacity(shape: Any) -> float:
    if isinstance(shape, Label):
        return max(part.get_fill_opacity() for part in shape.parts.values())
    line = shape.get_stroke_opacity() if shape.get_stroke_width() > 0 else 0.0
    return float(max(shape.get_fill_opacity(), line))


def _colour(shape: VMobject) -> str:
    stroked = shape.get_stroke_width() > 0 and shape.get_stroke_opacity() > 0
    stroke = shape.get_stroke_color().to_hex()
    if stroked and stroke.lower() != theme.background.lower():
        return str(stroke)
    return str(shape.get_fill_color().to_hex())


def _belong(label: Label, shape: VMobject) -> bool:
    """Whether a label names a shape: said so, or by having its colour."""
    named = label.names is not None and shape in label.names.get_family()
    colours = {part.get_fill_color().to_hex().lower() for part in label.parts.values()}
    plain = {theme.ink.lower(), theme.muted.lower()}
    return named or _colour(shape).lower() in colours - plain


def _bounds(shape: Mobject) -> Bounds:
    points = np.concatenate([part.points for part in shape.get_family() if len(part.points)])
    left, bottom = to_px(points.min(axis=0))
    right, top = to_px(points.max(axis=0))
    return left, top, right, bottom


def _along(shape: VMobject) -> NDArray[np.float64]:
    """Points along a line, px, close enough together to measure a distance to."""
    share = np.linspace(0, 1, 8)[None, :, None]
    curves = shape.points.reshape(-1, 4, 3)
    points = (curves[:, None, 0] * (1 - share) + curves[:, None, 3] * share).reshape(-1, 3)
    return np.column_stack([points[:, 0] / PX + WIDTH / 2, HEIGHT / 2 - points[:, 1] / PX])


def _gap(one: Bounds, other: Bounds) -> float:
    """The distance of two boxes along the wider gap; negative where they overlap."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def _pixels_without(scene: Any, labels: list[Label]) -> NDArray[np.uint8]:
    before = [[part.get_fill_opacity() for part in label.parts.values()] for label in labels]
    for label in labels:
        for part in label.parts.values():
            part.set_fill(opacity=0)
    pixels = drawn(scene)
    for label, opacities in zip(labels, before, strict=True):
        for part, opacity in zip(label.parts.values(), opacities, strict=True):
            part.set_fill(opacity=opacity)
    return pixels


def _ground(pixels: NDArray[np.uint8], box: Bounds) -> NDArray[np.float64]:
    """The colour behind a box: the median of what is drawn there, sRGB in 0 to 1."""
    height, width = pixels.shape[:2]
    left, right = (int(np.clip(x * width / WIDTH, 0, width - 1)) for x in (box[0], box[2]))
    top, bottom = (int(np.clip(y * height / HEIGHT, 0, height - 1)) for y in (box[1], box[3]))
    patch = pixels[top : bottom + 1, left : right + 1, :3]
    return np.asarray(np.median(patch.reshape(-1, 3), axis=0) / 255)


def _luminance(colour: str | NDArray[Any]) -> float:
    if isinstance(colour, str):
        colour = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _name(shape: Any) -> str:
    if isinstance(shape, Label):
        return f"“{shape.words}”"
    palette = theme.PALETTES[theme.name()]
    hexes = {getattr(palette, one.name).lower(): one.name for one in fields(palette)}
    colour = hexes.get(_colour(shape).lower(), "")
    role = getattr(shape, "role", type(shape).__name__)
    return f"the {colour} {role}".replace("  ", " ")
