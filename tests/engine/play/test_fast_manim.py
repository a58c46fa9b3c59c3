"""The faster versions of manim's methods return what manim's own return."""

from itertools import product

import numpy as np
import pytest
from manim import BLUE, RED, UL, Circle, Dot3D, ManimColor, Mobject, Square, Text, VGroup, VMobject

from clipanim.engine.play.fast_manim import (
    fast_manim,
    get_critical_point,
    get_family,
    length_over_dim,
    parse_color,
    update_rgbas_array,
)
from clipanim.stage import text

WAYS = list(product((-1, 0, 1), repeat=3))


def groups_in_groups():
    turned = VGroup(Square(), Text("ab"), Dot3D()).rotate(0.3).shift([1, 2, 3])
    lone = VMobject()
    lone.points = np.array([[5.0, 0.0, 0.0]])
    return VGroup(turned, VGroup(lone), VMobject())


def a_part_twice():
    shared = Circle()
    return VGroup(shared, VGroup(Square(), shared))


SHAPES = {  # made in each test: words write a file of manim's
    "a shape": Circle,
    "nothing": VMobject,
    "a group of nothing": lambda: VGroup(VMobject()),
    "no curves": Mobject,
    "groups in groups": groups_in_groups,
    "a part that comes twice": a_part_twice,
    "words": lambda: text("16 of 24 arrows"),
}


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]()


def test_a_family_has_the_same_members_in_the_same_order(shape):
    assert get_family(shape) == shape.get_family()


def test_a_shape_that_is_a_part_of_itself_has_a_family():
    outer, inner = VGroup(), VGroup(Circle())
    outer.add(inner)
    inner.submobjects.append(outer)
    assert get_family(outer) == outer.get_family()


def test_critical_points_are_the_same_numbers(shape):
    for way in WAYS:
        np.testing.assert_array_equal(get_critical_point(shape, way), shape.get_critical_point(way))


def test_lengths_are_the_same_numbers(shape):
    assert [length_over_dim(shape, n) for n in range(3)] == [
        shape.length_over_dim(n) for n in range(3)
    ]


def test_points_that_are_not_a_number_are_measured_as_before():
    line = VMobject()
    line.points = np.array([[0.0, 0, 0], [np.nan, 1, 0], [2, 2, 0], [3, 3, 0]])
    assert length_over_dim(line, 0) == line.length_over_dim(0)


COLOURS = [None, "#ff8000", "red", BLUE, [RED, BLUE], 0xFF8000]
OPACITIES = [None, 0, 0.3, np.float64(0.7), [0.2, 0.9]]
MAKERS = {
    "plain": lambda: VMobject(),
    "of two colours": lambda: Square(fill_opacity=0.5).set_color([RED, BLUE]),
    "with a sheen": lambda: Circle(color=RED, fill_opacity=0.5, sheen_factor=0.4),
}


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("opacity", OPACITIES, ids=str)
@pytest.mark.parametrize("color", COLOURS, ids=str)
def test_colours_become_the_same_numbers(make, color, opacity):
    for name in ("fill_rgbas", "stroke_rgbas", "new_rgbas"):
        ours, manims = MAKERS[make](), MAKERS[make]()
        assert update_rgbas_array(ours, name, color, opacity) is ours
        manims.update_rgbas_array(name, color, opacity)
        np.testing.assert_array_equal(getattr(ours, name), getattr(manims, name))


def test_two_shapes_of_a_colour_change_it_apart():
    with fast_manim():
        one, other = Circle(color="#ff8000"), Circle(color="#ff8000")
        one.set_stroke(BLUE, opacity=0.2)
    assert other.get_stroke_color() == ManimColor("#ff8000")
    assert other.get_stroke_opacity() == 1


@pytest.mark.parametrize("color", ["red", "#123456", BLUE, 0x123456, (0.1, 0.2, 0.3)], ids=str)
def test_a_colour_is_read_as_before(color):
    if isinstance(color, tuple):
        (expected,), (found,) = ManimColor.parse([color]), parse_color(ManimColor, [color])
    else:
        expected, found = ManimColor.parse(color), parse_color(ManimColor, color)
    np.testing.assert_array_equal(found.to_rgba(), expected.to_rgba())


def test_shapes_are_made_with_the_same_attributes_as_without():
    def made():
        group = VGroup(Square(color=RED, fill_opacity=0.5).set_stroke(BLUE, 3), Text("ab"))
        group.set_opacity(0.4).set_sheen(0.2, UL).next_to(Circle(), UL)
        return group.get_family()

    plain = made()
    with fast_manim():
        fast = made()
    for one, other in zip(plain, fast, strict=True):
        for name in ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_manims_own_methods_come_back():
    before = {kind: dict(vars(kind)) for kind in (Mobject, VMobject, ManimColor)}
    with fast_manim():
        assert Mobject.get_family is get_family
    assert before == {kind: dict(vars(kind)) for kind in before}
