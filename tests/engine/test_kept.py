"""What is kept from frame to frame is what manim would work out."""

import numpy as np
from manim import Circle, Line, ParametricFunction, VMobject

from clipanim.engine.kept import MOST, curve_lengths


def path(turns=3):
    return ParametricFunction(lambda t: (np.cos(t), np.sin(2 * t), 0), t_range=(0, turns))


def test_a_point_along_a_path_is_that_of_manim():
    shares = np.linspace(0, 1, 23)
    expected = [path().point_from_proportion(a) for a in shares]
    with curve_lengths():
        one = path()
        np.testing.assert_array_equal([one.point_from_proportion(a) for a in shares], expected)


def test_a_path_that_moved_is_measured_again():
    with curve_lengths():
        line = Line([0, 0, 0], [1, 0, 0])
        assert line.point_from_proportion(0.5)[0] == 0.5
        line.points *= 2
        assert line.point_from_proportion(0.5)[0] == 1.0


def test_it_is_measured_once_and_manims_own_way_comes_back(monkeypatch):
    measured, own = [], VMobject.get_nth_curve_function_with_length
    monkeypatch.setattr(
        VMobject,
        "get_nth_curve_function_with_length",
        lambda self, n, **how: measured.append(n) or own(self, n, **how),
    )
    before = VMobject.get_curve_functions_with_lengths
    with curve_lengths():
        circle = Circle()
        for share in (0.1, 0.2, 0.3):
            circle.point_from_proportion(share)
        assert len(measured) == circle.get_num_curves()
        for n in range(MOST + 1):
            path(turns=1 + n / 100).point_from_proportion(0.5)
    assert VMobject.get_curve_functions_with_lengths is before
