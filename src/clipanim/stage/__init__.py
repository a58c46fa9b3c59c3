"""The drawing kit: mobjects, animations and the scene base class that scenes are made of.

A scene is an `Explainer` (`explainer`) with a `Picture` a chapter and a `Card` at its end.
Pictures hold basic mobjects (`shapes`) and those of the rooms `text`, `plots`, `vectors` and
`terrain`; `motion`, `morph` and `opacity` animate them. Places are px of the `frame`, colours
and durations come from the `theme`. Needs manim; knows no scene.
"""

# ruff: noqa: E402 (manim first, and lightly)
from .lazy_imports import import_manim

import_manim()

from typing import TYPE_CHECKING

from clipanim.lazy import renamed_names

from . import theme
from .camera import CairoMobject, StageCamera
from .card import PASCANU, Card, Evidence
from .exact_time import exact_seconds
from .explainer import CARD, Explainer
from .frame import GUTTER, LEFT_MARGIN, PX, Box, at, picture_and_plot, to_px
from .morph import Morph
from .motion import Appear, Dim, Draw, Fade, Repeat, Run, Vanish, count_to, ease_out, together
from .narration import ChapterMark, NarrationLine, reading_time
from .opacity import hide, reveal, show
from .outlines import circle, ellipse
from .page import page_labels
from .picture import Picture
from .plots import (
    Bars,
    Fan,
    HeatMap,
    LogBars,
    NumberLine,
    Plot,
    PlotBars,
    Tangent,
    Ticks,
    TimeAxis,
    Trace,
    clearances,
    colour_scale,
    column_points,
    end_labels,
    interpolate_windows,
    linear_ticks,
    log_ticks,
    marker_line,
    near_end,
    outward_ticks,
    separate,
    separate_within,
    steps_plot,
    value_label,
    window_through,
)
from .renamed import RENAMED
from .shapes import Area, Arrow, Dot, Dots, Path, box_outline, stroke
from .terrain import Terrain, TerrainBlock, Trail, View, interpolate_views, shadow_colour
from .text import (
    SUPERSCRIPT,
    Label,
    Readout,
    aside,
    big,
    block,
    degrees,
    fill,
    lines,
    math,
    mixed,
    number,
    pair,
    part,
    power_of_ten,
    text,
    times,
)
from .vectors import (
    Bend,
    ComplexPlane,
    Cut,
    Eigenvalue,
    Limit,
    Matrix,
    Ring,
    Ruler,
    Units,
    Unrolled,
    VectorPlane,
    eigenlines,
    grow_arrow,
    growth_colour,
    modulus_colour,
    scale_to_largest,
    style_by_modulus,
    zoom_per_step,
)

if not TYPE_CHECKING:  # which would take it that there is any name
    __getattr__ = renamed_names(__name__, RENAMED)

__all__ = [
    "CARD",
    "GUTTER",
    "LEFT_MARGIN",
    "PASCANU",
    "PX",
    "SUPERSCRIPT",
    "Appear",
    "Area",
    "Arrow",
    "Bars",
    "Bend",
    "Box",
    "CairoMobject",
    "Card",
    "ChapterMark",
    "ComplexPlane",
    "Cut",
    "Dim",
    "Dot",
    "Dots",
    "Draw",
    "Eigenvalue",
    "Evidence",
    "Explainer",
    "Fade",
    "Fan",
    "HeatMap",
    "Label",
    "Limit",
    "LogBars",
    "Matrix",
    "Morph",
    "NarrationLine",
    "NumberLine",
    "Path",
    "Picture",
    "Plot",
    "PlotBars",
    "Readout",
    "Repeat",
    "Ring",
    "Ruler",
    "Run",
    "StageCamera",
    "Tangent",
    "Terrain",
    "TerrainBlock",
    "Ticks",
    "TimeAxis",
    "Trace",
    "Trail",
    "Units",
    "Unrolled",
    "Vanish",
    "VectorPlane",
    "View",
    "aside",
    "at",
    "big",
    "block",
    "box_outline",
    "circle",
    "clearances",
    "colour_scale",
    "column_points",
    "count_to",
    "degrees",
    "ease_out",
    "eigenlines",
    "ellipse",
    "end_labels",
    "exact_seconds",
    "fill",
    "grow_arrow",
    "growth_colour",
    "hide",
    "interpolate_views",
    "interpolate_windows",
    "linear_ticks",
    "lines",
    "log_ticks",
    "marker_line",
    "math",
    "mixed",
    "modulus_colour",
    "near_end",
    "number",
    "outward_ticks",
    "page_labels",
    "pair",
    "part",
    "picture_and_plot",
    "power_of_ten",
    "reading_time",
    "reveal",
    "scale_to_largest",
    "separate",
    "separate_within",
    "shadow_colour",
    "show",
    "steps_plot",
    "stroke",
    "style_by_modulus",
    "text",
    "theme",
    "times",
    "to_px",
    "together",
    "value_label",
    "window_through",
    "zoom_per_step",
]
