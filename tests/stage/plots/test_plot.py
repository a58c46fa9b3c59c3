"""Axes, ticks and where values land."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.stage import PX, Box, Plot, linear_ticks, log_ticks, outward_ticks
from clipanim.stage.frame import to_px

BOX = Box(200, 300, 1000, 800)


@given(st.floats(1e-12, 1e12), st.floats(1, 1e12))
def test_log_ticks_enclose_the_values_and_hold_one(low, factor):
    ticks = log_ticks(low, low * factor)
    assert ticks[0] <= low * 1.001
    assert ticks[-1] >= low * factor / 1.001
    assert 1.0 in ticks
    assert 2 <= len(ticks) <= 6


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_outward_ticks_enclose_the_values(low, span):
    ticks = outward_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span * (1 - 1e-6)
    assert 2 <= len(ticks) <= 6


@pytest.mark.parametrize(
    ("last", "ticks"),
    [(12, [0, 4, 8, 12]), (60, [0, 20, 40, 60]), (4, [0, 2, 4]), (200, [0, 100, 200])],
)
def test_an_x_axis_ends_on_its_last_value(last, ticks):
    assert linear_ticks(0, last) == ticks


@given(st.integers(1, 10_000))
def test_x_ticks_start_and_end_with_the_axis(last):
    ticks = linear_ticks(0, last)
    assert (ticks[0], ticks[-1]) == (0, last)
    assert len(ticks) <= 5


def test_a_value_lands_where_the_axis_says():
    plot = Plot(BOX, (0, 10), (1e-2, 100), log=True)
    assert to_px(plot.point(0, 1e-2)) == pytest.approx((200, 800))
    assert to_px(plot.point(10, 100)) == pytest.approx((1000, 300))
    assert to_px(plot.point(5, 1.0)) == pytest.approx((600, 550))


def test_infinity_goes_to_the_upper_edge_and_nan_breaks_the_curve():
    plot = Plot(BOX, (0, 3), (0, 1))
    assert to_px(plot.point(1, np.inf))[1] == pytest.approx(300)
    curve = plot.curve([0, 1, 2, 3], [0.2, 0.3, np.nan, 0.5], "#FFFFFF")
    assert np.isfinite(curve.points).all()
    assert to_px(curve.points.max(axis=0))[0] == pytest.approx(200 + 800 / 3)


@pytest.mark.parametrize(
    ("high", "words"),
    [
        pytest.param(20000, "20\u2009000", id="in full while it is short"),
        pytest.param(1e9, "10⁹", id="as a power when it is long"),
    ],
)
def test_a_large_tick_does_not_run_into_what_stands_beside_the_plot(high, words):
    plot = Plot(Box(200, 200, 800, 800), (0, 1), (0, high), y_ticks=[0, high])
    assert [mark.words for mark in plot.marks][1] == words


def test_names_in_the_gutter_keep_their_order_and_stay_beside_the_plot():
    plot = Plot(Box(100, 100, 500, 500), (0, 4), (0.01, 100), log=True)
    ys = [to_px(place)[1] for place in plot.gutter([0.01, 0.02, 100], 100)]
    assert ys == pytest.approx([444, 344, 120])
    assert plot.gutter([1])[0, 0] == pytest.approx(plot.point(4, 1)[0] + 24 * PX)
