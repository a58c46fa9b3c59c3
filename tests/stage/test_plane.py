import numpy as np
import pytest
from manim import ManimColor

from clipanim.stage import Box, Dot, Eigenvalue, Plane, hue, paint, theme, to_px

PLANE = Plane(Box(100, 200, 700, 720), (400, 460), 180)


@pytest.mark.parametrize(
    ("z", "px"), [(0, (400, 460)), (1, (580, 460)), (1j, (400, 280)), (-1 - 1j, (220, 640))]
)
def test_a_complex_number_lies_at_its_place(z, px):
    assert to_px(PLANE.point(z)) == pytest.approx(px)


def test_a_path_ends_where_it_first_leaves_the_box():
    seen = np.isfinite(PLANE.inside([0, 1, 2, 0])[:, 0])
    assert seen.tolist() == [True, True, False, False]


def test_what_shrinks_what_holds_and_what_grows_have_their_own_colours():
    meant = [theme.state, theme.ink, theme.raw]
    assert [hue(modulus) for modulus in (0.9, 1.0, 1.1)] == [ManimColor(one) for one in meant]


def test_a_dot_is_hollow_until_it_grows():
    dot = Dot(PLANE.point(0), hollow=True)
    assert paint(dot, 0.9).get_fill_color() == ManimColor(theme.background)
    assert paint(dot, 1.1).get_fill_color() == ManimColor(theme.raw)


def test_an_eigenvalue_takes_its_ray_along():
    eigenvalue = Eigenvalue(PLANE, 0.5).move(1.2j)
    np.testing.assert_allclose(eigenvalue.ray.points[-1], PLANE.point(1.2j), atol=1e-9)
    np.testing.assert_allclose(eigenvalue.dot.get_center(), PLANE.point(1.2j), atol=1e-9)
