import numpy as np
import pytest

from clipanim import audit
from clipanim.stage import PX, Box, Plot, to_px
from clipanim.stage.plots.trace import (
    CLEARANCE,
    OFF_SCALE_LIFT,
    Fan,
    Trace,
    end_labels,
    near_end,
    steps_plot,
)
from clipanim.stage.text.labels import text

BOX = Box(100, 100, 500, 500)
PLOT = Plot(BOX, (0, 4), (0.01, 100), log=True)


def test_a_curve_that_falls_below_the_plot_ends_at_its_edge():
    trace = Trace(PLOT, range(5), [1, 0.1, 0, 0, 0])
    x, y = to_px(trace.mark.get_center())
    assert (x, y) == pytest.approx((300, 500 - OFF_SCALE_LIFT))
    assert trace.to(4).mark.get_center() == pytest.approx(trace.stops[-1])


def test_a_curve_that_touches_the_edge_of_its_plot_goes_on():
    level = Plot(BOX, (0, 4), (0, 10))
    assert len(Trace(level, range(5), [5, 0, -1e-12, 0, 5]).stops) == 5


@pytest.mark.parametrize("end", [0.0, 0.03, 0.2, 5.0])
def test_a_mark_that_ends_near_the_axis_keeps_clear_of_the_name_below(end):
    plot = Plot(BOX, (0, 4), (0, 10), x_name="update")
    before = [label.baseline for label in plot.x_labels]
    mark, label = Trace(plot, range(5), [5, 4, 3, 2, end]).mark, plot.x_labels[-1]
    gap = (mark.get_bottom()[1] - label.get_top()[1]) / PX
    assert gap > audit.MIN_LINE_GAP - audit.TOLERANCE - 0.01
    down = np.subtract(before, [label.baseline for label in plot.x_labels]) / PX
    assert down == pytest.approx([down[0]] * len(down))  # all in one row
    assert (down[0] > 0.1) == (end < 0.05)  # and where they were, if there is room


def test_the_upright_marks_the_step_also_where_the_curve_has_left_the_plot():
    trace = Trace(PLOT, range(5), [1, 0, 0, 0, 0], upright=True).to(3)
    assert to_px(trace.upright[0].get_center())[0] == pytest.approx(400)


def test_a_curve_may_run_backwards():
    trace = Trace(PLOT, range(4, -1, -1), [1, 2, 3, 4, 5], upright=True).to(0.5)
    assert to_px(trace.mark.get_center())[0] == pytest.approx(450)
    assert to_px(trace.upright[0].get_center())[0] == pytest.approx(450)


def test_each_curve_of_a_fan_goes_up_to_the_step():
    fan = Fan(PLOT, np.array([[1, 1], [2, 0.5], [4, 0.25], [8, 0.1], [16, 0.05]])).to(1)
    assert to_px(fan.lines.get_right())[0] == pytest.approx(200)
    assert to_px(fan.lines.points[-1]) == pytest.approx(to_px(PLOT.point(1, 0.5)))


def test_labels_of_ends_that_meet_stand_apart_and_tell_value_and_colour():
    high, low = Trace(PLOT, range(5), [9] * 5, "#FF0000"), Trace(PLOT, range(5), [8] * 5, "#00FF00")
    (first, value), (second, _) = end_labels(("high", high), ("low", low))
    assert first.baseline - second.baseline == pytest.approx(124 * 8 / 1080, abs=1e-6)
    assert value.words == "× 9"
    assert first.colour == "#FF0000"


def test_a_label_near_an_end_touches_no_curve():
    there, back = Trace(PLOT, range(5), [1, 2, 4, 8, 16]), Trace(PLOT, range(5), [1] * 5)
    label = near_end(text("backwards"), back, there)
    (left, top), (right, bottom) = (
        to_px(label.get_corner([-1, 1, 0])),
        to_px(label.get_corner([1, -1, 0])),
    )
    assert BOX.left < left < right < BOX.right
    for trace in (there, back):
        for share in np.linspace(0, 4, 200):
            x, y = to_px(trace.to(share).mark.get_center())
            away = np.hypot(max(left - x, x - right, 0), max(top - y, y - bottom, 0))
            assert away > CLEARANCE - 2


@pytest.mark.parametrize("last", [16.0, 1e-5, 0.0])
def test_a_plot_over_steps_holds_what_matters(last):
    plot = steps_plot(BOX, [[1.0], [2.0], [last]], "k", "length")
    assert plot.y[0] <= (last or 1) <= plot.y[1]
    assert plot.y[0] > 0


def test_a_trace_marks_the_point_that_it_is_drawn_up_to():
    trace = Trace(PLOT, range(5), [1, 10, 100, 10, 1]).to(2)
    np.testing.assert_allclose(trace.mark.get_center(), PLOT.point(2, 100), atol=1e-9)
    np.testing.assert_allclose(trace.curve.points[-1], PLOT.point(2, 100), atol=1e-9)


def test_between_two_points_a_trace_ends_on_the_line_that_joins_them():
    trace = Trace(PLOT, range(5), [1, 10, 100, 10, 1]).to(0.5)
    np.testing.assert_allclose(trace.mark.get_center(), PLOT.point(0.5, 10**0.5), atol=1e-9)
