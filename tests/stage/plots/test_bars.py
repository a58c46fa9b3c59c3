"""Bars: numbers up and down from one line, before and after."""

import numpy as np
import pytest

from clipanim.stage import Bars, Box, math, theme, to_px

BOX = Box(100, 200, 400, 500)
RAW, KEPT = np.array([2.0, -1.0, 0.5]), np.array([1.0, -1.0, 0.5])


def ends(cells):
    """The top and the bottom of every bar, px."""
    px = [[to_px(corner)[1] for corner in bar] for bar in cells.points.reshape(-1, 16, 3)]
    return np.array([[min(bar), max(bar)] for bar in px])


def test_bars_stand_on_one_line_and_fill_the_box():
    bars = Bars(BOX, RAW, KEPT, theme.value)
    assert ends(bars.was) == pytest.approx(np.array([[200, 400], [400, 500], [350, 400]]))
    assert ends(bars.bars) == pytest.approx(np.array([[300, 400], [400, 500], [350, 400]]))


def test_on_the_way_a_share_of_the_difference_is_gone():
    bars = Bars(BOX, RAW, KEPT, theme.value).to(0.5)
    assert ends(bars.bars)[0] == pytest.approx([250, 400])


def test_a_limit_stands_at_its_height_across_all_bars():
    line, name = Bars(BOX, RAW, KEPT, theme.value).level(1.0, math("tau"))
    assert [to_px(end) for end in (line.get_start(), line.get_end())] == [
        pytest.approx((100, 300)),
        pytest.approx((400, 300)),
    ]
    assert name.names is line


def test_all_zero_is_drawn_as_nothing_and_without_a_warning():
    bars = Bars(BOX, np.zeros(2), np.zeros(2), theme.value)
    assert np.ptp(bars.bars.points[:, 1]) == 0
