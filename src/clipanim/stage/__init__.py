"""The drawing kit: what a scene is drawn and moved with. Needs manim; knows no scene."""

# ruff: noqa: E402 (manim first, and lightly)
from .light import import_manim

import_manim()

from . import theme
from .bars import Bars
from .camera import Painted, StageCamera
from .card import PASCANU, Card, Evidence
from .clock import exact
from .explainer import CARD, Explainer, Line, Mark, furniture
from .frame import PX, Box, at, picture_and_plot, to_px
from .heatmap import HeatMap, shades
from .hung import Hung
from .land import Land
from .matrix import Matrix
from .motion import (
    Appear,
    Dim,
    Draw,
    Fade,
    Morph,
    Repeat,
    Run,
    Vanish,
    count_to,
    ease_out,
    hide,
    reveal,
    show,
    together,
)
from .number_line import NumberLine
from .numbers import degrees, number, pair, power_of_ten, times
from .picture import Picture
from .plane import Eigenvalue, Plane, hue, paint
from .plot import Plot, apart, linear_ticks, log_ticks, marker_line, outward_ticks
from .plot_bars import PlotBars
from .readout import Readout
from .ruler import Ruler
from .shapes import Area, Arrow, Dot, Dots, Path, circle, ellipse, frame_of, stroke
from .spread import spread
from .tangent import Tangent
from .terrain import Terrain, shadow
from .ticks import Ticks
from .trace import Trace
from .trail import Trail
from .type import Label, aside, big, block, lines, math, mixed, part, text
from .units import Units, Unrolled, scaled
from .vectors import Bend, Cut, Limit, VectorPlane, grow
from .view import View, between
from .years import Years, between_windows, window

__all__ = [
    "CARD",
    "PASCANU",
    "PX",
    "Appear",
    "Area",
    "Arrow",
    "Bars",
    "Bend",
    "Box",
    "Card",
    "Cut",
    "Dim",
    "Dot",
    "Dots",
    "Draw",
    "Eigenvalue",
    "Evidence",
    "Explainer",
    "Fade",
    "HeatMap",
    "Hung",
    "Label",
    "Land",
    "Limit",
    "Line",
    "Mark",
    "Matrix",
    "Morph",
    "NumberLine",
    "Painted",
    "Path",
    "Picture",
    "Plane",
    "Plot",
    "PlotBars",
    "Readout",
    "Repeat",
    "Ruler",
    "Run",
    "StageCamera",
    "Tangent",
    "Terrain",
    "Ticks",
    "Trace",
    "Trail",
    "Units",
    "Unrolled",
    "Vanish",
    "VectorPlane",
    "View",
    "Years",
    "apart",
    "aside",
    "at",
    "between",
    "between_windows",
    "big",
    "block",
    "circle",
    "count_to",
    "degrees",
    "ease_out",
    "ellipse",
    "exact",
    "frame_of",
    "furniture",
    "grow",
    "hide",
    "hue",
    "linear_ticks",
    "lines",
    "log_ticks",
    "marker_line",
    "math",
    "mixed",
    "number",
    "outward_ticks",
    "paint",
    "pair",
    "part",
    "picture_and_plot",
    "power_of_ten",
    "reveal",
    "scaled",
    "shades",
    "shadow",
    "show",
    "spread",
    "stroke",
    "text",
    "theme",
    "times",
    "to_px",
    "together",
    "window",
]
