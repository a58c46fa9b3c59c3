"""The number line that zooms out: where numbers stand, and what lies beyond the last of them."""

import math

import numpy as np
import pytest

from clipanim.stage import NumberLine, to_px
from clipanim.stage.plots.number_line import CENTRE, END_SHARE, HALF_WIDTH, INFINITY_GAP

LARGEST = float(np.finfo(np.float64).max)


def x(line, value):
    return to_px(line.place(value))[0]


def test_numbers_stand_in_proportion_to_their_size():
    line = NumberLine(400, LARGEST, [0, 1]).zoom(1)
    assert x(line, 0.0) == CENTRE
    assert x(line, 10.0) == pytest.approx(CENTRE + HALF_WIDTH)
    assert x(line, -2.5) == pytest.approx(CENTRE - HALF_WIDTH / 4)


def test_zoomed_out_what_was_far_comes_near_to_zero():
    line = NumberLine(400, LARGEST, [0, 3]).zoom(0.3)
    first = x(line, 1.1) - CENTRE
    assert x(line.zoom(3.3), 1.1) - CENTRE == pytest.approx(first / 1000)


def test_the_line_ends_at_the_last_float_though_half_the_window_exceeds_every_float():
    line = NumberLine(400, LARGEST, [0])
    line.zoom(line.farthest)
    assert x(line, LARGEST) == pytest.approx(CENTRE + END_SHARE * HALF_WIDTH)
    assert to_px(line.line.points[-1])[0] == pytest.approx(CENTRE + END_SHARE * HALF_WIDTH)
    assert [bar.get_stroke_opacity() for bar in line.bars] == [1, 1]


def test_near_zero_the_line_goes_through_the_window_and_its_ends_are_not_seen():
    line = NumberLine(400, LARGEST, [0]).zoom(2)
    assert to_px(line.line.points[-1])[0] == pytest.approx(CENTRE + HALF_WIDTH)
    assert [bar.get_stroke_opacity() for bar in line.bars] == [0, 0]


def test_infinity_stands_beyond_the_last_float():
    line = NumberLine(400, 65504.0, [0])
    line.zoom(line.farthest)
    assert x(line, math.inf) == pytest.approx(x(line, 65504.0) + INFINITY_GAP)
    assert x(line, -math.inf) == pytest.approx(x(line, -65504.0) - INFINITY_GAP)


def test_each_mark_stands_at_its_number():
    line = NumberLine(400, LARGEST, [0, 3]).zoom(3.2)
    marks = dict(zip([name.words for name in line.ticks.names], line.ticks.names, strict=True))
    assert to_px(marks["−10³"].get_center())[0] == pytest.approx(x(line, -1000.0), abs=2)
