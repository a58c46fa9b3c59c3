import numpy as np
import pytest

from clipanim.stage import (
    PX,
    Box,
    Plot,
    Repeat,
    Run,
    Tangent,
    Trace,
    apart,
    block,
    number,
    text,
    to_px,
)

PLOT = Plot(Box(100, 100, 500, 500), (0, 4), (0.01, 100), log=True)


@pytest.mark.parametrize(
    ("wanted", "least", "found"),
    [
        pytest.param([100, 300], 40, [100, 300], id="far enough: kept"),
        pytest.param([100, 110], 40, [85, 125], id="near: spread about their middle"),
        pytest.param([110, 100], 40, [125, 85], id="in the same order"),
        pytest.param([0, 30, 55], 40, [-11.6667, 28.3333, 68.3333], id="one pushes the next"),
    ],
)
def test_labels_are_moved_apart_no_more_than_they_must(wanted, least, found):
    assert apart(wanted, least) == pytest.approx(found, abs=1e-3)


def test_names_in_the_gutter_keep_their_order_and_stay_beside_the_plot():
    ys = [to_px(place)[1] for place in PLOT.gutter([0.01, 0.02, 100], 100)]
    assert ys == pytest.approx([444, 344, 120])
    assert PLOT.gutter([1])[0, 0] == pytest.approx(PLOT.point(4, 1)[0] + 24 * PX)


def test_a_trace_marks_the_point_that_it_is_drawn_up_to():
    trace = Trace(PLOT, range(5), [1, 10, 100, 10, 1]).to(2)
    np.testing.assert_allclose(trace.mark.get_center(), PLOT.point(2, 100), atol=1e-9)
    np.testing.assert_allclose(trace.curve.points[-1], PLOT.point(2, 100), atol=1e-9)


def test_between_two_points_a_trace_ends_on_the_line_that_joins_them():
    trace = Trace(PLOT, range(5), [1, 10, 100, 10, 1]).to(0.5)
    np.testing.assert_allclose(trace.mark.get_center(), PLOT.point(0.5, 10**0.5), atol=1e-9)


@pytest.mark.parametrize("end", [1, 2, 3, 4, 200])
def test_an_operation_is_repeated_slowly_at_first_and_reaches_the_end(end):
    seen = []
    repeat = Repeat(seen.append, over=(0, end))
    for now in repeat.times:
        repeat.interpolate_mobject(now / repeat.run_time)
    assert seen == pytest.approx([*range(min(end, 4)), end])
    assert np.diff(repeat.times)[:3] == pytest.approx([0.9, 0.9, 0.45][:end])
    assert repeat.run_time <= 0.9 + 0.9 + 0.45 + 1.5


def test_a_run_passes_through_all_between_two_values():
    seen = []
    run = Run(seen.append, over=(3, 5))
    for alpha in (0, 0.5, 1):
        run.interpolate(alpha)
    assert seen == pytest.approx([3, 4, 5])


def test_a_tangent_touches_its_graph_and_says_its_slope():
    tangent = Tangent(np.tanh, "tanh", 1.6, (200, 700), 60).move(0.5, 1 - np.tanh(0.5) ** 2)
    touched = tangent.point(0.5, np.tanh(0.5))
    np.testing.assert_allclose(tangent.line.get_midpoint(), touched, atol=1e-6)
    assert tangent.slope.words == f"slope {number(1 - np.tanh(0.5) ** 2, decimals=2)}"


def test_a_block_stands_with_its_middle_beside_the_point():
    rows = block(PLOT.point(4, 1), text("one"), text("two"), dx=24, leading=40)
    middle = np.mean([row.baseline for row in rows])
    alone = text("one").beside(PLOT.point(4, 1)).baseline
    assert middle == pytest.approx(alone)
    assert to_px(rows[0].get_left())[0] == pytest.approx(524, abs=0.01)
