"""Theme: colour palettes, type sizes, line widths and durations, named by meaning.

Nothing else may name a colour or a size.
Colours depend on the theme in force: `theme.raw` is looked up when a mobject is made, so that
the same scene can be drawn dark or light. Sizes are px at 1080p, durations are seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """A colour palette, "#rrggbb" by meaning; its contrast ratios are tested."""

    background: str
    panel: str  # behind a card
    ink: str  # text, the threshold, a path before it parts
    muted: str  # axis text, asides
    axis: str
    grid: str  # decoration only
    raw: str  # a raw gradient: unclipped, growing
    clipped: str  # clipped by norm
    value: str  # clipped by value
    value_text: str  # the same, dark enough to read
    state: str  # data, hidden state, whatever shrinks
    emphasis: str
    terrain_low: str  # the two ends of the terrain's colour ramp
    terrain_high: str


PALETTES = {
    "dark": Palette(
        background="#0F1218",
        panel="#171B23",
        ink="#E8EAED",
        muted="#98A1AF",
        axis="#5B6472",
        grid="#262C37",
        raw="#FF6847",
        clipped="#4C96FF",
        value="#FFD23F",
        value_text="#FFD23F",
        state="#5CE0C4",
        emphasis="#FFFFFF",
        terrain_low="#20232A",
        terrain_high="#55585F",
    ),
    "light": Palette(
        background="#FCFBF8",
        panel="#F1EFEA",
        ink="#1B1F27",
        muted="#5F6773",
        axis="#8A919B",
        grid="#E3E1DB",
        raw="#B3260A",
        clipped="#2B4FD0",
        value="#B07A00",
        value_text="#8A5F00",
        state="#007A70",
        emphasis="#000000",
        terrain_low="#B5B4B1",
        terrain_high="#EFEEEA",
    ),
}
COLOURS = tuple(field.name for field in fields(Palette))

# Type, px (em).
TITLE, CHAPTER, NARRATION = 46, 28, 36
LABEL, SMALL_LABEL, ASIDE, NUMBER, STAMP = 34, 30, 28, 26, 22
BIG, FORMULA = 48, 78
QUOTE, CORRECTION = 52, 46

# Lines and marks, px.
CURVE, HEAVY, LINE, AXIS, GRID, NOISE = 5.5, 7.0, 3.0, 2.5, 2.0, 1.6
DOT, MARK = 7.0, 10.0  # radii
LONG_DASH, DASH, DOTS, DASH_DOT = (14, 9), (10, 8), (3, 9), (14, 6, 3, 6)
GHOST, STEPPED_BACK, TINT = 0.4, 0.35, 0.08  # opacities

# Durations, seconds.
APPEAR, MOVE, EMPHASISE = 0.4, 0.9, 0.3
DRAW, RESCALE = 2.0, 2.0
LEAVE, EMPTY, ENTER = 0.5, 0.3, 0.5
READ_NUMBER, READ_FORMULA, PUNCH_LINE = 0.8, 1.5, 2.0

_name = "dark"


def name() -> str:
    """Name of the palette in force."""
    return _name


@contextmanager
def using(palette: str) -> Iterator[None]:
    """Make `palette` ("dark" or "light") the one in force inside the block."""
    global _name
    if palette not in PALETTES:
        raise ValueError(f"theme: {palette!r} is not one of {', '.join(PALETTES)}")
    before, _name = _name, palette
    try:
        yield
    finally:
        _name = before


def __getattr__(colour: str) -> str:
    if colour not in COLOURS:
        raise AttributeError(f"the theme has no colour {colour!r}")
    return str(getattr(PALETTES[_name], colour))
