import numpy as np
import pytest

from clipanim.stage import Matrix, to_px

POWERS = np.array([[[0.9, 5.0], [0.0, 0.9]], [[0.387, 19.4], [0.0, 0.387]]])


def bottom_and_middle(shape):
    return shape.get_bottom()[1], shape.get_center()[0]


def test_its_brackets_stand_still_when_it_shows_other_entries():
    matrix = Matrix("W^9", POWERS, names=["W"])
    before = matrix.label[""].points.copy()
    matrix.show(POWERS[0], "W")
    np.testing.assert_array_equal(matrix.label[""].points, before)


def test_its_entries_keep_their_columns_and_their_lines():
    matrix = Matrix("W", POWERS)
    before = [bottom_and_middle(matrix.label[part]) for part in "ab"]
    matrix.show([[1, 1], [1, 1]])
    after = [bottom_and_middle(matrix.label[part]) for part in "ab"]
    np.testing.assert_allclose(after, before, atol=0.01)


def test_it_stands_where_it_is_put():
    matrix = Matrix("W", POWERS[0]).at(96, 500)
    assert to_px(matrix.label.get_left())[0] == pytest.approx(96)
    assert to_px(matrix.label[""].get_center())[1] == pytest.approx(500)
