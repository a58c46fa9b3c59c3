"""Lines, dashes and arrows as they are drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.stage import PX, Arrow, Dot, Path, circle
from clipanim.stage.motion import partial_path

POINT = st.tuples(st.floats(-7, 7), st.floats(-4, 4))


@given(POINT, POINT)
def test_an_arrow_ends_where_it_points(start, end):
    arrow = Arrow(start, end)
    length = np.hypot(end[0] - start[0], end[1] - start[1])
    if length < 1e-6:
        return
    reach = (arrow.points[:, :2] - start) @ (np.subtract(end, start) / length)
    assert reach.max() == pytest.approx(length, abs=1e-9)
    assert reach.min() >= -1e-9


def test_an_arrow_of_no_length_is_not_there():
    assert len(Arrow((1, 1), (1, 1)).points) == 0


def test_dashes_cover_their_share_of_a_line():
    path = Path([(0, 0), (6, 0)], dash=(14, 9))
    drawn = np.abs(np.diff(path.points.reshape(-1, 4, 3)[:, [0, 3], 0], axis=1)).sum()
    assert drawn / 6 == pytest.approx(14 / 23, abs=0.02)


def test_a_dashed_circle_keeps_to_its_radius():
    path = Path(circle(np.zeros(3), 2.0), dash=(10, 8))
    assert np.hypot(*path.points[:, :2].T) == pytest.approx(2.0, abs=0.01)


def test_moving_a_dot_moves_its_middle():
    dot = Dot((0, 0), radius=10)
    dot.move((3, -2))
    assert dot.get_center() == pytest.approx([3, -2, 0])
    assert dot.width == pytest.approx(20 * PX)


@given(st.floats(0, 1))
def test_a_curve_is_drawn_from_its_start(share):
    points = Path([(0, 0), (1, 0), (2, 0), (4, 0)]).points
    part = partial_path(points, share)
    assert len(part) <= len(points)
    if len(part):
        assert part[-1, 0] == pytest.approx(np.interp(share * 3, [0, 1, 2, 3], [0, 1, 2, 4]))
