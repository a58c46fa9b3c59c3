"""Vectors as discs: area is size, hollow is negative, and a net is revealed in its order."""

import numpy as np
import pytest

from clipanim.stage import PX, Box, Plot, PlotBars, Units, Unrolled, scale_to_largest, theme

PLACES = np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]])
XS = np.array([200.0, 300, 400])
VECTORS = np.array([[1.0, -0.5], [0.0, 0.0], [3.0, 6.0]])


def discs(shape):
    """Middle and radius of every disc, px of the radius."""
    curves = shape.points.reshape(-1, 16, 3)
    return [(one.mean(axis=0)[0], np.ptp(one[:, 0]) / 2 / PX) for one in curves]


def test_the_area_of_a_disc_is_the_size_of_its_number():
    units = Units(PLACES, [1, 0.25, 0.0625], theme.state, radius=16)
    assert [radius for _, radius in discs(units.positive)] == pytest.approx([16, 8, 4])


def test_what_is_negative_is_hollow_and_what_is_zero_is_not_there():
    units = Units(PLACES, [-1, 0, 1], theme.state, radius=16)
    assert [x for x, _ in discs(units.negative)] == pytest.approx([0], abs=1e-9)
    assert [x for x, _ in discs(units.positive)] == pytest.approx([2])
    assert units.negative.get_fill_color().to_hex().upper() == theme.background


def test_every_vector_is_drawn_to_its_own_largest_entry_and_zero_stays_zero():
    np.testing.assert_allclose(scale_to_largest(VECTORS), [[1, -0.5], [0, 0], [0.5, 1]])


@pytest.mark.parametrize(
    ("back", "there"),
    [pytest.param(False, 200, id="forwards"), pytest.param(True, 400, id="backwards")],
)
def test_a_net_is_revealed_from_where_it_starts(back, there):
    net = Unrolled(XS, 500, 100, np.ones((3, 2)), theme.state, back=back).to(0)
    assert [x / PX + 960 for x, _ in discs(net.units.positive)] == pytest.approx([there] * 2)
    assert not any(len(arrow.points) for arrow in net.arrows)
    assert len(discs(net.to(2).units.positive)) == 6
    assert all(len(arrow.points) for arrow in net.arrows)


def bars():
    plot = Plot(Box(200, 200, 1000, 800), (0, 2), (0.1, 10), log=True)
    return plot, PlotBars(plot, [2, 1, 0], [10, 1, 0.1])


def test_bars_stand_on_1_if_grown_and_hang_from_it_if_shrunk():
    plot, three = bars()
    base = plot.point(0, 1)[1]
    assert three.rising.get_bottom()[1] == pytest.approx(base)
    assert three.rising.get_top()[1] == pytest.approx(plot.point(0, 10)[1])
    assert three.falling.get_top()[1] == pytest.approx(base)
    assert three.falling.get_bottom()[1] == pytest.approx(plot.point(0, 0.1)[1])


def test_bars_come_one_after_the_other():
    _, three = bars()
    assert not len(three.to(0).falling.points)
    assert three.to(1.5).falling.height == pytest.approx(three.to(2).falling.height / 2)
