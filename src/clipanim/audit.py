"""Layout check of a film: overlapping, cut off, small or faint text, and hasty narration.

The scene is stepped through; at the end of every line of narration, and on the card,
the mobjects on screen are measured. A finding names the mobjects and the moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from numpy.typing import NDArray

from clipanim.engine.draw.stills import capture_frame
from clipanim.engine.play.scene_setup import dry_run
from clipanim.engine.settings import Settings, Shot
from clipanim.scene.finding import Finding, grouped
from clipanim.stage.frame import HEIGHT, NARRATION_BAND, WIDTH, to_px
from clipanim.stage.narration import LONGEST_LINE

from .stage import CARD, PX, CairoMobject, Label, theme

MIN_LINE_GAP = 12  # px that a label keeps from a line it does not name
MIN_TEXT_SIZE = 22  # px, em
MIN_TEXT_CONTRAST, MIN_MARK_CONTRAST = 4.5, 3.0
CONTRAST_TOLERANCE = 0.05
MAX_SPEED = 20  # characters of narration a second
MIN_READ_OPACITY = 0.5  # what is fainter than this is not to be read now
LINE_ROLES = ("curve", "line", "limit", "arrow", "mark")
TOLERANCE = 1.0  # px of overlap that nobody sees

Bounds = tuple[float, float, float, float]  # left, top, right, bottom, px


def check(shot: Shot, settings: Settings) -> list[Finding]:
    """Run the layout check on a shot (a scene with parameters).

    Args:
        shot: only its chapter, if it has one.
        settings: size and theme.

    Returns:
        The findings in the order of the film, equal ones grouped.
    """
    found: list[Finding] = []

    def watch(scene: Any, chapter: str, words: str) -> None:
        if shot.chapter not in (None, chapter):
            return
        moment = f"{chapter}, {scene.clock:.1f} s" + (f", “{words}”" if words else "")
        found.extend(Finding(kind, moment, message) for kind, message in measure(scene, chapter))

    scene = dry_run(shot, settings, watch)
    found.extend(_narration_findings(scene))
    if shot.chapter is None:
        found.extend(_ending_findings(scene))
    return grouped(found)


def measure(scene: Any, chapter: str = "") -> Iterator[tuple[str, str]]:
    """Layout defects on screen now, as pairs of kind and message.

    Args:
        scene: at the moment to be measured.
        chapter: its name; on the card nothing need keep off the narration band.
    """
    labels = list(_visible_labels(scene.mobjects))
    inside = {id(part) for label in labels for part in label.get_family()}
    marks = [
        shape
        for top in scene.mobjects
        for shape in top.get_family()
        if isinstance(shape, VMobject) and id(shape) not in inside and _is_visible(shape)
    ]
    line = scene.current_line
    yield from _text_overlaps(labels)
    yield from _text_too_near_lines(labels, marks)
    yield from _outside_frame([*labels, *marks], line, chapter == CARD)
    yield from _too_small(labels)
    yield from _too_faint(scene, labels, marks)


def contrast(one: str | NDArray[Any], other: str | NDArray[Any]) -> float:
    """WCAG contrast ratio of two colours, 1 to 21.

    Source: Web Content Accessibility Guidelines 2.1, "contrast ratio" and "relative luminance".

    Args:
        one: "#rrggbb", or sRGB with its gamma, 0 to 1, shape (3,).
        other: likewise.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _text_overlaps(labels: list[Label]) -> Iterator[tuple[str, str]]:
    boxes = [_bounds(label) for label in labels]
    for n, first in enumerate(labels):
        for k in range(n + 1, len(labels)):
            if _box_gap(boxes[n], boxes[k]) < -TOLERANCE:
                yield "text over text", f"{_name(first)} and {_name(labels[k])}"


def _text_too_near_lines(labels: list[Label], marks: list[VMobject]) -> Iterator[tuple[str, str]]:
    lines = [
        (shape, _sample_points(shape))
        for shape in marks
        if getattr(shape, "role", "") in LINE_ROLES
    ]
    for label in labels:
        if label.has_halo or _opacity(label) < MIN_READ_OPACITY:
            continue
        left, top, right, bottom = _bounds(label)
        for shape, points in lines:
            if _names(label, shape) or _opacity(shape) < 0.25 or not len(points):
                continue
            dx = np.maximum(0, np.maximum(left - points[:, 0], points[:, 0] - right))
            dy = np.maximum(0, np.maximum(top - points[:, 1], points[:, 1] - bottom))
            gap = float(np.hypot(dx, dy).min())
            if gap < MIN_LINE_GAP - TOLERANCE:
                yield "text near a line", f"{_name(label)} is {gap:.0f} px from {_name(shape)}"


def _outside_frame(
    shapes: list[Any], line: Label | None, on_card: bool
) -> Iterator[tuple[str, str]]:
    for shape in shapes:
        left, top, right, bottom = _bounds(shape)
        if min(left, top, WIDTH - right, HEIGHT - bottom) < -TOLERANCE:
            where = f"{left:.0f}, {top:.0f} to {right:.0f}, {bottom:.0f}"
            yield "outside the frame", f"{_name(shape)} ({where} px)"
        elif not on_card and shape is not line and bottom > NARRATION_BAND[0] + TOLERANCE:
            yield "in the narration band", f"{_name(shape)} reaches down to {bottom:.0f} px"


def _too_small(labels: list[Label]) -> Iterator[tuple[str, str]]:
    for label in labels:
        size = label.size * label.scaled
        if size < MIN_TEXT_SIZE - 0.01:
            yield "small text", f"{_name(label)} is {size:.0f} px"


def _too_faint(scene: Any, labels: list[Label], marks: list[VMobject]) -> Iterator[tuple[str, str]]:
    without = _pixels_without(scene, labels)
    for label in labels:
        if _opacity(label) < 1 - 1e-6:
            continue  # on its way, or stepped back
        background = _median_colour(without, _bounds(label))
        for shape in label.parts.values():
            ratio = contrast(shape.get_fill_color().to_hex(), background)
            if ratio < MIN_TEXT_CONTRAST - CONTRAST_TOLERANCE:
                yield "faint text", f"{_name(label)} has contrast {ratio:.1f}"
                break
    for shape in marks:
        if (
            getattr(shape, "role", "") in (*LINE_ROLES, "axis")
            and _opacity(shape) >= MIN_READ_OPACITY
        ):
            ratio = contrast(_colour(shape), theme.background)
            if ratio < MIN_MARK_CONTRAST - CONTRAST_TOLERANCE:
                yield "faint mark", f"{_name(shape)} has contrast {ratio:.1f}"


def _narration_findings(scene: Any) -> Iterator[Finding]:
    for line in scene.lines:
        moment = f"{line.start:.1f} s, “{line.words}”"
        if len(line.words) > LONGEST_LINE:
            yield Finding("long narration", moment, f"{len(line.words)} characters")
        seconds = line.end - line.start
        if len(line.words) > MAX_SPEED * seconds:
            speed = len(line.words) / max(seconds, 1e-9)
            yield Finding("fast narration", moment, f"{speed:.0f} characters a second")


def _ending_findings(scene: Any) -> Iterator[Finding]:
    """Whether a scene that has a card also ends with it."""
    if hasattr(type(scene), "card") and CARD not in [one.name for one in scene.chapter_marks]:
        moment = f"{scene.clock:.1f} s"
        yield Finding("no card", moment, "construct does not end with self.close()")


def _visible_labels(shapes: list[Mobject]) -> Iterator[Label]:
    """The visible labels among mobjects and all their submobjects."""
    for shape in shapes:
        if isinstance(shape, Label):
            if _opacity(shape) > 0.05 and any(len(p.points) for p in shape.parts.values()):
                yield shape
        else:
            yield from _visible_labels(shape.submobjects)


def _is_visible(shape: VMobject) -> bool:
    return len(shape.points) > 0 and (isinstance(shape, CairoMobject) or _opacity(shape) > 0.05)


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


def _names(label: Label, shape: VMobject) -> bool:
    """Whether a label names a mobject: by `Label.naming`, or by having its colour."""
    named = label.names is not None and shape in label.names.get_family()
    colours = {part.get_fill_color().to_hex().lower() for part in label.parts.values()}
    plain = {theme.ink.lower(), theme.muted.lower()}
    return named or _colour(shape).lower() in colours - plain


def _bounds(shape: Mobject) -> Bounds:
    """Bounding box of a mobject, px."""
    points = np.concatenate([part.points for part in shape.get_family() if len(part.points)])
    left, bottom = to_px(points.min(axis=0))
    right, top = to_px(points.max(axis=0))
    return left, top, right, bottom


def _sample_points(shape: VMobject) -> NDArray[np.float64]:
    """Points along a line, px, shape (n, 2), close enough together to measure a distance to."""
    share = np.linspace(0, 1, 8)[None, :, None]
    curves = shape.points.reshape(-1, 4, 3)
    points = (curves[:, None, 0] * (1 - share) + curves[:, None, 3] * share).reshape(-1, 3)
    return np.column_stack([points[:, 0] / PX + WIDTH / 2, HEIGHT / 2 - points[:, 1] / PX])


def _box_gap(one: Bounds, other: Bounds) -> float:
    """Distance of two boxes along the wider gap, px; negative where they overlap."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def _pixels_without(scene: Any, labels: list[Label]) -> NDArray[np.uint8]:
    """The frame drawn without some labels, shape (height, width, channels)."""
    before = [[part.get_fill_opacity() for part in label.parts.values()] for label in labels]
    for label in labels:
        for part in label.parts.values():
            part.set_fill(opacity=0)
    pixels = capture_frame(scene)
    for label, opacities in zip(labels, before, strict=True):
        for part, opacity in zip(label.parts.values(), opacities, strict=True):
            part.set_fill(opacity=opacity)
    return pixels


def _median_colour(pixels: NDArray[np.uint8], box: Bounds) -> NDArray[np.float64]:
    """Background colour of a box: the median of what is drawn there, sRGB in 0 to 1."""
    height, width = pixels.shape[:2]
    left, right = (int(np.clip(x * width / WIDTH, 0, width - 1)) for x in (box[0], box[2]))
    top, bottom = (int(np.clip(y * height / HEIGHT, 0, height - 1)) for y in (box[1], box[3]))
    patch = pixels[top : bottom + 1, left : right + 1, :3]
    return np.asarray(np.median(patch.reshape(-1, 3), axis=0) / 255)


def _luminance(colour: str | NDArray[Any]) -> float:
    """Relative luminance by WCAG, 0 to 1."""
    if isinstance(colour, str):
        colour = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _name(shape: Any) -> str:
    """What a message calls a mobject: its words, or its colour and role."""
    if isinstance(shape, Label):
        return f"“{shape.words}”"
    palette = theme.PALETTES[theme.name()]
    hexes = {getattr(palette, one.name).lower(): one.name for one in fields(palette)}
    colour = hexes.get(_colour(shape).lower(), "")
    role = getattr(shape, "role", type(shape).__name__)
    return f"the {colour} {role}".replace("  ", " ")
