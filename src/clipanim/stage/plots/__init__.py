"""Plots, bar charts, heat maps, number lines and time axes, and what is drawn in them.

Start with `plot` (Plot: axes in a box, and where data lie in it). Into a plot go `trace` (curves
over steps) and `plot_bars`. Plots of their own are `bars`, `log_bars`, `heatmap`, `tangent`,
`number_line` and `time_axis`. `tick_values` chooses ticks, `ticks` moves them,
`label_spacing` keeps labels apart, `gutter_labels` stand at the ends of curves. What grows in steps
has `to(k)`: k from 0, a fraction is a step on its way; it returns itself.
"""

from .bars import Bars
from .gutter_labels import column_points, value_label
from .heatmap import HeatMap, colour_scale
from .label_spacing import separate, separate_within
from .log_bars import LogBars
from .number_line import NumberLine
from .plot import Plot, marker_line
from .plot_bars import PlotBars
from .tangent import Tangent
from .tick_values import linear_ticks, log_ticks, outward_ticks
from .ticks import Ticks, clearances
from .time_axis import TimeAxis, interpolate_windows, window_through
from .trace import Fan, Trace, end_labels, near_end, steps_plot

__all__ = [
    "Bars",
    "Fan",
    "HeatMap",
    "LogBars",
    "NumberLine",
    "Plot",
    "PlotBars",
    "Tangent",
    "Ticks",
    "TimeAxis",
    "Trace",
    "clearances",
    "colour_scale",
    "column_points",
    "end_labels",
    "interpolate_windows",
    "linear_ticks",
    "log_ticks",
    "marker_line",
    "near_end",
    "outward_ticks",
    "separate",
    "separate_within",
    "steps_plot",
    "value_label",
    "window_through",
]
