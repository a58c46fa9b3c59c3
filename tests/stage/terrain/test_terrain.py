"""The ground in perspective: where points stand, what a frame costs, what is painted."""

import time
from dataclasses import replace

import cairo
import numpy as np
import pytest

from clipanim.stage import Box, at, to_px
from clipanim.stage.terrain.contours import contour_loops, contour_segments
from clipanim.stage.terrain.terrain import Terrain
from clipanim.stage.terrain.trail import Trail
from clipanim.stage.terrain.view import View, interpolate_views
from clipanim.stage.vectors.ruler import Ruler

NEAR = View(np.zeros(3), 3.0, elevation=24, centre=np.zeros(3), azimuth=-20)
ABOVE = View(np.array([5.0, 3.0, 0.0]), 90.0, elevation=90, centre=np.zeros(3), azimuth=-20)
BOX = Box(96, 190, 1250, 890)


def hill(rows=40, columns=50, size=1.0):
    x, y = np.meshgrid(np.linspace(-size, size, columns), np.linspace(-size, size, rows))
    z = 0.2 * np.exp(-4 * (x**2 + y**2) / size**2)
    return np.stack([x, y, z], axis=-1)


def terrain(mesh=None, **how):
    mesh = hill() if mesh is None else mesh
    return Terrain(mesh, mesh[..., 2] / 0.2, how.pop("view", NEAR), **how)


def painted(shape, size=(480, 270)):
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, *size)
    context = cairo.Context(surface)
    scale = size[1] / 8
    context.set_matrix(cairo.Matrix(scale, 0, 0, -scale, size[0] / 2, size[1] / 2))
    shape.paint(context)
    return np.frombuffer(surface.get_data(), np.uint8).reshape(size[1], size[0], 4).copy()


def test_the_target_stands_where_it_is_put():
    np.testing.assert_allclose(NEAR.project([[0, 0, 0]]), [[0, 0, 0]], atol=1e-12)


def test_what_is_farther_is_smaller_and_what_is_higher_is_higher():
    near, far = (np.ptp(NEAR.project([[0, y, 0], [1, y, 0]])[:, 0]) for y in (0, 2))
    assert far < near
    assert NEAR.project([0, 0, 0.1])[1] > NEAR.project([0, 0, 0])[1]


def test_from_above_lengths_on_the_ground_are_to_scale():
    points = ABOVE.project([[0, 0, 0], [1, 0, 0], [0, 1, 0], [7, 7, 0], [8, 7, 0]])
    lengths = [np.linalg.norm(points[i] - points[j]) for i, j in ((0, 1), (0, 2), (3, 4))]
    assert lengths == pytest.approx([ABOVE.scale] * 3)


def test_what_is_behind_the_eye_is_not_in_the_frame():
    assert np.isnan(NEAR.project([0, -10, 5])).all()


def test_a_fitted_view_fills_its_box():
    points = NEAR.fit_to_box(hill(), BOX).project(hill().reshape(-1, 3))
    (left, bottom), (right, top) = (to_px(p) for p in (points.min(axis=0), points.max(axis=0)))
    assert min(left - BOX.left, top - BOX.top, BOX.right - right, BOX.bottom - bottom) > -1
    assert right - left == pytest.approx(BOX.width, abs=2) or bottom - top == pytest.approx(
        BOX.height, abs=2
    )


def test_a_camera_that_pulls_back_changes_its_scale_by_the_same_factor_in_the_same_time():
    units = [interpolate_views(NEAR, ABOVE, share).scale for share in np.linspace(0, 1, 5)]
    np.testing.assert_allclose(np.diff(np.log(units)), np.log(units[-1] / units[0]) / 4)
    for share, view in ((0, NEAR), (1, ABOVE)):
        np.testing.assert_allclose(
            interpolate_views(NEAR, ABOVE, share).project([1, 1, 0]),
            view.project([1, 1, 0]),
            atol=1e-9,
        )


def test_the_part_of_a_way_that_the_box_shows_ends_at_its_edge():
    start, end = np.zeros(3), np.array([-3.0, -40.0, 0.0])
    share = NEAR.visible_share(start, end, BOX)
    assert 0 < share < 1
    assert to_px(NEAR.project(start + share * (end - start)))[1] == pytest.approx(BOX.bottom, abs=1)
    assert ABOVE.visible_share(np.zeros(3), np.array([0.0, -1.0, 0.0]), BOX) == 1


def test_level_loops_enclose_what_is_higher():
    mesh = hill()
    loops = contour_loops(mesh, mesh[..., 2], [0.1])
    assert len(loops.starts) == 1
    radius = np.linalg.norm(loops.points[:, :2], axis=1)
    np.testing.assert_allclose(radius, np.sqrt(np.log(2) / 4), atol=0.01)


def test_the_loop_below_everything_is_the_rim():
    mesh = hill()
    loops = contour_loops(mesh, mesh[..., 2], [-1.0])
    assert np.abs(loops.points[:, :2]).max(axis=1) == pytest.approx(1.0)


def test_level_lines_lie_at_their_level():
    mesh = hill()
    pieces = contour_segments(mesh, mesh[..., 2], [0.05, 0.1])
    heights = pieces[..., 2].round(6)
    assert set(heights.ravel()) == {0.05, 0.1}


def test_the_ground_has_no_holes():
    pixels = painted(terrain())
    for row in pixels[..., 3]:
        solid = np.flatnonzero(row == 255)
        assert (np.diff(solid) == 1).all()


def test_higher_ground_is_lighter():
    flat = np.array(hill())
    flat[..., 2] = 0.0
    tone = np.linspace(0, 1, 40)[:, None] * np.ones(50)
    pixels = painted(Terrain(flat, tone, NEAR))
    column = pixels[:, 240, 0][pixels[:, 240, 3] == 255].astype(int)
    assert column[2] > column[-3] + 30


def test_ground_behind_the_eye_is_cut_off_and_not_turned_over():
    pixels = painted(terrain(hill(size=40.0)))
    assert (pixels[-40:, 100:-100, 3] == 255).all()


def test_the_ground_stays_in_its_box():
    pixels = painted(terrain(hill(size=40.0), clip=Box(480, 272, 1440, 808)))
    rows, columns = np.nonzero(pixels[..., 3])
    assert (rows.min(), rows.max() + 1) == (68, 202)
    assert (columns.min(), columns.max() + 1) == (120, 360)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="plain"),
        pytest.param({"floor": -0.3}, id="with sides"),
        pytest.param({"clip": Box(840, 480, 1080, 600)}, id="cut off"),
        pytest.param({"view": replace(NEAR, elevation=60)}, id="from above"),
    ],
)
def test_nothing_is_painted_beyond_what_the_ground_reaches(how):
    mesh = hill(size=0.5)
    shape = terrain(mesh, heights=mesh[..., 2], contours=[0.02, 0.1], **how)
    box = shape.drawn_box()
    rows, columns = np.nonzero(painted(shape)[..., 3])
    assert -1 <= columns.min() - box.left / 4 <= 2
    assert -1 <= rows.min() - box.top / 4 <= 2
    assert -2 <= columns.max() - box.right / 4 <= 1
    assert -2 <= rows.max() - box.bottom / 4 <= 1


def test_it_is_not_known_what_ground_reaches_that_comes_too_near_to_the_eye():
    assert terrain(hill(size=40.0)).drawn_box() is None


def test_the_same_view_is_drawn_once_and_looks_the_same():
    shape = terrain()
    first = painted(shape)
    cached = shape._cached_image
    np.testing.assert_array_equal(painted(shape), first)
    assert shape._cached_image is cached
    assert shape.content_key() == terrain().content_key()
    assert shape.see(ABOVE).content_key() != terrain().content_key()


def test_a_frame_of_a_moving_camera_takes_less_than_a_tenth_of_a_second():
    shape = terrain(hill(112, 56), heights=hill(112, 56)[..., 2], contours=[0.02, 0.1], floor=-0.1)
    costs = []
    for share in np.linspace(0, 1, 7):
        shape.see(interpolate_views(NEAR, ABOVE, share))
        start = time.process_time()
        painted(shape, (1920, 1080))
        costs.append(time.process_time() - start)
    assert np.median(costs) < 0.1


def test_a_trail_shows_as_many_steps_as_it_is_told():
    trail = Trail([[0, 0, 0], [0.1, 0, 0], [0.1, 0.1, 0]], NEAR, "#FFFFFF")
    np.testing.assert_allclose(trail.walk(1.5).place, [0.1, 0.05, 0])
    np.testing.assert_allclose(trail.end, NEAR.project([0.1, 0.05, 0]))
    assert len(trail.dots.points) == 2 * 16


def test_a_ruler_has_a_mark_for_each_unit_or_says_for_how_many():
    assert Ruler(at(100, 100), at(100, 600), 100.47, "#FFFFFF").every == 1
    assert Ruler(at(100, 100), at(100, 600), 654.9, "#FFFFFF").every == 10
    ruler = Ruler(at(100, 100), at(100, 600), 7.5, "#FFFFFF")
    assert len(ruler.points) == 8 * 4
    assert len(ruler.count(3.2).points) == 4 * 4
