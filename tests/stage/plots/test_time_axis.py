"""The time line: years to scale, in any window."""

import numpy as np
import pytest

from clipanim.stage import Box, Plot, TimeAxis, interpolate_windows, to_px, window_through
from clipanim.stage.motion import ease_out


def shown(line):
    return {n.words for n in line.names if max(p.get_fill_opacity() for p in n.parts.values())}


@pytest.fixture
def line():
    return TimeAxis(1989, 2025, [1991, 1994, 2023], (1990.0, 2000.0))


def test_years_are_to_scale(line):
    assert line.x(1990) == 96
    assert line.x(2000) == 1824
    assert np.diff([line.x(year) for year in (1991, 1994, 1997)]) == pytest.approx(518.4)


def test_what_lies_outside_the_window_is_not_there(line):
    assert "2010" not in shown(line)
    assert len(line.dots.points) == 2 * len(TimeAxis(2000, 2001, [2000], (2000, 2001)).dots.points)
    assert to_px(line.ticks.get_right())[0] <= 1824 + 1e-6


def test_from_afar_only_each_fifth_year_is_named(line):
    assert "1993" in shown(line)
    assert shown(line.see((1989.0, 2025.0))) >= {"1990", "1995", "2020"}
    assert "1993" not in shown(line)


def test_the_mark_keeps_its_year_while_the_line_slides(line):
    line.mark(1994).see((1992.0, 1998.0))
    assert to_px(line.now.get_center())[0] == pytest.approx(96 + 1728 / 3)


def test_two_years_lie_where_they_were_wanted():
    found = TimeAxis(1989, 2025, [1991], window_through((1991, 400), (1994, 1300)))
    assert (found.x(1991), found.x(1994)) == pytest.approx((400, 1300))


def test_a_window_on_the_way_zooms_evenly_and_slides_where_it_does_not_zoom():
    ends = (1990.0, 1994.0), (2000.0, 2036.0)
    first, middle, last = (interpolate_windows(*ends, s) for s in (0.0, 0.5, 1.0))
    assert (first, last) == (pytest.approx(ends[0]), pytest.approx(ends[1]))
    assert middle[1] - middle[0] == pytest.approx(12)
    assert interpolate_windows((0.0, 4.0), (8.0, 12.0), 0.5) == pytest.approx((4, 8))


def test_a_plot_may_count_both_axes_in_powers_of_ten():
    plot = Plot(Box(100, 100, 500, 500), (0.02, 3000), (1, 100), log=True, log_x=True)
    assert plot.x == (0.01, 1e4)
    xs = [to_px(plot.point(x, 10))[0] for x in (0.01, 10, 1e4)]
    assert xs == pytest.approx([100, 300, 500])


def test_what_fades_stays_as_it_is_while_the_rest_of_its_play_goes_on():
    assert ease_out(3.0) == ease_out(1.0) == 1
