"""Text on screen: labels, formulas and formatted numbers, all set by one typesetter.

Start with `labels` (Label, text, math and their like). `numbers` formats numbers and fills the
fields of narration lines, `readout` is a number that changes after its caption. `typeset` is
below them all: from Typst markup to glyph outlines.
"""

from .labels import Label, aside, big, block, lines, math, mixed, part, text
from .numbers import (
    SUPERSCRIPT,
    degrees,
    fill,
    fill_fields,
    format_value,
    number,
    pair,
    power_of_ten,
    times,
)
from .readout import Readout
from .typeset import FontMissing, font_folder

__all__ = [
    "SUPERSCRIPT",
    "FontMissing",
    "Label",
    "Readout",
    "aside",
    "big",
    "block",
    "degrees",
    "fill",
    "fill_fields",
    "font_folder",
    "format_value",
    "lines",
    "math",
    "mixed",
    "number",
    "pair",
    "part",
    "power_of_ten",
    "text",
    "times",
]
