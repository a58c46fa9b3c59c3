import numpy as np
import pytest
from manim import ManimColor

from clipanim.stage import (
    Box,
    ComplexPlane,
    Dot,
    Eigenvalue,
    modulus_colour,
    style_by_modulus,
    theme,
    to_px,
)

PLANE = ComplexPlane(Box(100, 200, 700, 720), (400, 460), 180)


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
    assert [modulus_colour(modulus) for modulus in (0.9, 1.0, 1.1)] == [
        ManimColor(one) for one in meant
    ]


def test_a_dot_is_hollow_until_it_grows():
    dot = Dot(PLANE.point(0), hollow=True)
    assert style_by_modulus(dot, 0.9).get_fill_color() == ManimColor(theme.background)
    assert style_by_modulus(dot, 1.1).get_fill_color() == ManimColor(theme.raw)


@pytest.mark.parametrize("z", [0.5, 0.5j])
def test_an_eigenvalue_takes_its_ray_along(z):
    eigenvalue = Eigenvalue(PLANE, z).move(1.2j)
    np.testing.assert_allclose(eigenvalue.rays[0].points[-1], PLANE.point(1.2j), atol=1e-9)
    np.testing.assert_allclose(eigenvalue.dots[0].get_center(), PLANE.point(1.2j), atol=1e-9)


def test_only_an_eigenvalue_that_is_not_real_comes_with_its_conjugate():
    assert len(Eigenvalue(PLANE, 0.5).dots) == 1
    pair = Eigenvalue(PLANE, 0.5 + 0.5j)
    np.testing.assert_allclose(pair.dots[1].get_center(), PLANE.point(0.5 - 0.5j), atol=1e-9)


def test_a_spiral_passes_through_the_powers_and_ends_where_it_leaves_the_box():
    spiral = ComplexPlane(Box(100, 200, 700, 720), (400, 460), 180).spiral
    spiral.move(0.9j, 3)
    np.testing.assert_allclose(spiral.line.points[-1], PLANE.point(-0.729j), atol=1e-9)
    np.testing.assert_allclose(spiral.beyond.start, spiral.beyond.end)
    spiral.move(1.2j, 60)
    assert np.isfinite(spiral.line.points).all()
    assert to_px(spiral.beyond.end)[1] > 200
    assert np.linalg.norm(spiral.beyond.end - spiral.beyond.start) > 0
