"""The faster methods on Bézier paths return what manim's own return."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from manim import Circle, Dot3D, Line, ParametricFunction, Text, VGroup, VMobject

from clipanim.engine.play.fast_curves import (
    MAX_CACHED_PATHS,
    cached_curve_lengths,
    equal_points,
    get_anchors,
)
from clipanim.engine.play.fast_manim import fast_manim


def path(turns=3):
    return ParametricFunction(lambda t: (np.cos(t), np.sin(2 * t), 0), t_range=(0, turns))


def test_a_point_along_a_path_is_that_of_manim():
    shares = np.linspace(0, 1, 23)
    expected = [path().point_from_proportion(a) for a in shares]
    with cached_curve_lengths():
        one = path()
        np.testing.assert_array_equal([one.point_from_proportion(a) for a in shares], expected)


def test_a_path_that_moved_is_measured_again():
    with cached_curve_lengths():
        line = Line([0, 0, 0], [1, 0, 0])
        assert line.point_from_proportion(0.5)[0] == 0.5
        line.points *= 2
        assert line.point_from_proportion(0.5)[0] == 1.0


def test_a_path_is_measured_once_and_manims_own_method_comes_back(monkeypatch):
    measured, own = [], VMobject.get_nth_curve_function_with_length
    monkeypatch.setattr(
        VMobject,
        "get_nth_curve_function_with_length",
        lambda self, n, **how: measured.append(n) or own(self, n, **how),
    )
    before = VMobject.get_curve_functions_with_lengths
    with cached_curve_lengths():
        circle = Circle()
        for share in (0.1, 0.2, 0.3):
            circle.point_from_proportion(share)
        assert len(measured) == circle.get_num_curves()
        for n in range(MAX_CACHED_PATHS + 1):
            path(turns=1 + n / 100).point_from_proportion(0.5)
    assert VMobject.get_curve_functions_with_lengths is before


numbers = st.one_of(st.floats(-8, 8), st.sampled_from([np.inf, -np.inf, np.nan]))


@given(st.tuples(*[numbers] * 3), st.tuples(*[st.floats(-3e-6, 3e-6)] * 3), st.booleans())
def test_points_are_equal_when_they_are_to_manim(one, moved, apart):
    other = tuple(a + b if apart else a for a, b in zip(one, moved, strict=True))
    shape = VMobject()
    assert equal_points(shape, one, other) == shape.consider_points_equals(one, other)


def test_many_points_at_once_are_compared_as_before():
    ones, shape = np.ones((4, 3)), VMobject()
    assert equal_points(shape, ones, ones + 1e-7)
    assert not equal_points(shape, ones, ones + np.eye(4, 3))


def test_a_group_is_measured_as_manim_measures_it():
    group = VGroup(Circle(), VGroup(Text("ab"), Dot3D()), VMobject()).rotate(0.3).shift([1, 2, 3])
    group.add(VMobject().set_points([[5, 0, 0]]))
    for shape in group.get_family():
        np.testing.assert_array_equal(get_anchors(shape), shape.get_points_defining_boundary())
    with fast_manim():
        assert VMobject.get_points_defining_boundary is get_anchors
        middle = group.get_center()
    np.testing.assert_array_equal(group.get_center(), middle)


def test_copies_of_a_text_share_what_they_only_read_and_move_apart():
    with fast_manim():
        text = Text("ab")
        other = text.copy().shift([1, 0, 0])
        assert other[0].path_obj is text[0].path_obj
        np.testing.assert_array_equal(other[0].points, text[0].points + np.array([1, 0, 0]))
        np.testing.assert_array_equal(text.copy()[1].points, text[1].points)
    assert text.copy()[0].path_obj is not text[0].path_obj
