"""A block of ground in a box, and walks over it."""

import numpy as np
import pytest

from clipanim.stage import Box, TerrainBlock, to_px

BOX = Box(100, 200, 900, 700)


@pytest.fixture
def land():
    x, y = np.meshgrid(np.linspace(1, 0, 8), np.linspace(1, 0, 9))
    return TerrainBlock(np.stack([x, y, 0.4 * (y < 0.5)], axis=-1), 0.5, 0.5, BOX)


def test_the_block_fills_its_box_and_no_more(land):
    x, y = np.array([to_px(p) for p in land.terrain.points]).T
    assert x.min() >= 100 - 1
    assert x.max() <= 900 + 1
    assert y.min() >= 200 - 1
    assert y.max() <= 700 + 1


def test_more_x_is_to_the_left_and_more_y_is_nearer(land):
    left, right = (land.view.project(land.to_world([x, 0.5, 0])) for x in (1, 0))
    near, far = (land.view.project(land.to_world([0.5, y, 0])) for y in (1, 0))
    assert left[0] < right[0]
    assert near[1] < far[1]


def test_a_way_is_cut_where_it_leaves_the_box(land):
    whole = land.project_segment([[0.5, 0.5, 0], [0.6, 0.6, 0]], BOX)
    cut = land.project_segment([[0.5, 0.5, 0], [9.0, 9.0, 0]], BOX)
    assert whole[1] == pytest.approx(land.view.project(land.to_world([0.6, 0.6, 0])))
    x, y = to_px(cut[1])
    assert 100 - 1e-6 <= x <= 900
    assert y <= 700 + 1e-6


def test_a_walk_ends_where_its_points_do(land):
    trail = land.trail([[0.9, 0.9, 0], [0.5, 0.8, 0]], "#FFFFFF")
    assert trail.end == pytest.approx(land.view.project(land.to_world([0.5, 0.8, 0])))
