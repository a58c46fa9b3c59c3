"""Norm against value clipping: the success from many starts, and the angles of many gradients."""

import numpy as np
import pytest

from clipanim.numerics import angle, clip_by_value, compare_clipping, success_map, value_angles

MAPS = compare_clipping(11, 9)


def test_the_success_rates_are_those_of_the_film():
    maps = compare_clipping()
    shares = [100 * one.success_fraction for one in (maps.none, maps.norm, maps.value)]
    assert shares == pytest.approx([27.7, 82.3, 23.0], abs=5)
    assert 100 * maps.none.escaped_fraction == pytest.approx(50.1, abs=5)
    assert maps.norm.escaped_fraction == maps.value.escaped_fraction == 0


def test_the_maps_are_of_one_grid_over_the_window():
    for one in (MAPS.none, MAPS.norm, MAPS.value):
        assert one.success.shape == (9, 11)
        np.testing.assert_allclose(one.w, np.tile(np.linspace(4.2, 5.6, 11), (9, 1)))
        np.testing.assert_allclose(one.b[:, 0], np.linspace(-3.1, -1.9, 9))


def test_every_map_is_that_of_its_way_to_clip():
    for clip in ("none", "norm", "value"):
        one_map = getattr(MAPS, clip)
        again = success_map(one_map.w, one_map.b, clip=clip)
        np.testing.assert_array_equal(one_map.success, again.success)


def test_many_starts_are_rescued_and_a_few_spoiled():
    assert MAPS.rescued.mean() > 0.4
    assert 0 < MAPS.spoiled.mean() < 0.1
    gained = MAPS.rescued.sum() - MAPS.spoiled.sum()
    assert gained == MAPS.norm.success.sum() - MAPS.none.success.sum()


def test_no_random_gradient_turns_beyond_the_bound_and_a_chosen_one_comes_near():
    angles = value_angles([1, 2, 3, 10, 100])
    assert (angles.largest <= angles.worst).all()
    np.testing.assert_allclose(
        angles.worst, np.degrees(np.arccos(1 / np.sqrt(angles.n))), atol=1e-6
    )
    for n, worst in zip(angles.n, angles.worst, strict=True):
        chosen = np.ones(n)
        chosen[0] = 1e9
        assert worst - angle(chosen, clip_by_value(chosen, 1.0)) < 1e-6


def test_on_average_clipping_to_the_signs_turns_a_long_random_gradient_by_37_degrees():
    angles = value_angles([1000], threshold=1e-3)
    assert angles.mean[0] == pytest.approx(np.degrees(np.arccos(np.sqrt(2 / np.pi))), abs=0.2)


def test_the_angles_of_one_size_do_not_depend_on_the_others():
    assert value_angles([7, 30]).mean[1] == value_angles(30).mean[0]
    assert value_angles(30, seed=1).mean[0] != value_angles(30).mean[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: compare_clipping(1, 9), "2 columns .* got 1 and 9", id="grid"),
        pytest.param(lambda: value_angles([0]), "n must be >= 1, got 0", id="n"),
        pytest.param(lambda: value_angles([2], samples=0), "samples must be >= 1", id="samples"),
        pytest.param(lambda: value_angles([2], 0.0), "threshold must be", id="threshold"),
    ],
)
def test_a_bad_argument_is_refused_and_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
