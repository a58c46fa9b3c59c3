"""Bars that hang from a level: long ones up, short ones down, nothing where there is no number."""

import numpy as np
import pytest

from clipanim.stage import Box, LogBars, to_px
from clipanim.stage.plots.log_bars import decades

BOX = Box(100, 200, 500, 400)


def hung(values):
    return LogBars(BOX, values, 1.0, (0.01, 100.0), "#ff0000", "#0000ff")


def tips(bars):
    return [to_px(point)[1] for point in bars.points[3::4]]


def test_what_is_above_the_level_goes_up_and_what_is_below_goes_down():
    row = hung([10.0, 0.1, 1.0])
    assert tips(row.up) == pytest.approx([250])
    assert tips(row.down) == pytest.approx([350])


def test_a_bar_beyond_the_axis_stops_at_its_end_and_one_without_a_number_is_not_there():
    row = hung([1e9, np.inf, np.nan, 0.0])
    assert tips(row.up) == pytest.approx([200, 200])
    assert len(row.down.points) == 0


def test_only_steps_so_far_and_in_the_window_are_shown():
    row = hung([10.0] * 11)
    row.to(4, last=20)
    assert len(row.up.points) == 4 * 5
    assert to_px(row.up.points[-1])[0] == pytest.approx(100 + 400 * 4 / 20)
    assert len(row.to(10, last=5).up.points) == 4 * 6


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        pytest.param(0.5, 20, [1, 10], id="two decades"),
        pytest.param(1e-5, 2e5, [1e-3, 1, 1e3], id="ten decades, every third"),
        pytest.param(2, 9, [], id="within one decade"),
    ],
)
def test_marks_are_powers_of_ten_around_1(low, high, found):
    assert decades(low, high, 3) == pytest.approx(found)
