"""Heat maps: one shape for each colour, cells in their places, revealed in order."""

import numpy as np
import pytest

from clipanim.stage import PX, Box, HeatMap, colour_scale, to_px
from clipanim.stage.plots.heatmap import SCALE_STEPS

BOX = Box(100, 200, 400, 400)
GRID = np.array([["#111111", "#222222", "#111111"], ["#222222", "#222222", "#222222"]])


def cells_of(heatmap):
    """Colour to the middles of its cells, px."""
    return {
        shape.get_fill_color().to_hex(): sorted(
            tuple(np.round(to_px(cell.mean(axis=0))).tolist())
            for cell in (shape.points.reshape(-1, 16, 3)[:, [0, 4, 8, 12]])
        )
        for shape in heatmap
    }


def test_every_colour_is_one_shape_and_rows_go_up():
    found = cells_of(HeatMap(BOX, GRID))
    assert found["#111111"] == [(150, 350), (350, 350)]
    assert found["#222222"] == [(150, 250), (250, 250), (250, 350), (350, 250)]


def test_cells_fill_the_box_but_for_the_gaps():
    heatmap = HeatMap(BOX, GRID, gap=0.04)  # of 100 px
    assert heatmap.width == pytest.approx((BOX.width - 4) * PX)
    assert heatmap.height == pytest.approx((BOX.height - 4) * PX)
    assert heatmap.get_center() == pytest.approx(BOX.centre)


def test_cells_are_revealed_column_by_column():
    heatmap = HeatMap(BOX, GRID)
    shown = cells_of(heatmap.to(2 / 6))
    assert shown == {"#111111": [(150, 350)], "#222222": [(150, 250)]}
    assert cells_of(heatmap.to(0)) == {"#111111": [], "#222222": []}
    assert sum(map(len, cells_of(heatmap.to(1)).values())) == GRID.size


def test_another_order_reveals_the_least_first():
    heatmap = HeatMap(BOX, GRID, order=[[5, 4, 3], [2, 1, 0]])
    assert cells_of(heatmap.to(1 / 6)) == {"#111111": [], "#222222": [(350, 250)]}


def test_the_middle_of_a_cell_is_where_it_is_drawn():
    heatmap = HeatMap(BOX, GRID)
    assert to_px(heatmap.centre(1, 2)) == pytest.approx((350, 250))
    assert heatmap.centre([0, 1], 0).shape == (2, 3)


def test_shades_go_from_the_first_to_the_last_colour_and_are_few():
    found = colour_scale(np.linspace(-3, 5, 1000), "#000000", "#ff0000")
    assert found[0] == "#000000"
    assert found[-1] == "#FF0000"
    assert len(np.unique(found)) == SCALE_STEPS


def test_values_beyond_the_limits_and_non_finite_ones_have_the_end_colours():
    found = colour_scale([-9, 0, 1, 9, np.inf, np.nan], "#000000", "#FFFFFF", low=0, high=1)
    assert found.tolist() == ["#000000", "#000000", *["#FFFFFF"] * 4]


def test_equal_values_have_the_first_colour():
    assert colour_scale([2.0, 2.0], "#123456", "#FFFFFF").tolist() == ["#123456"] * 2
