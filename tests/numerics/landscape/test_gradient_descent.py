"""Descents on the cliff: the leap without clipping, the arrival with it, and the odds."""

import numpy as np
import pytest

from clipanim.numerics import Descent, clip_by_value, descend, error_and_gradient, norm, success_map

W, B = np.meshgrid(np.linspace(4.2, 5.6, 29), np.linspace(-3.1, -1.9, 25))
HEROES = {
    "the film": ((4.80, -2.31), 25, 100.47, (14.99, 14.83), 0.05),
    "the most robust": ((4.70, -2.75), 12, 114.926, (16.82, 17.11), 0.01),
    "the longest leap": ((5.15, -2.90), 8, 3274.3, (351.2, 553.3), 0.5),
}
heroes = pytest.mark.parametrize(
    ("start", "step", "length", "landing", "slack"), HEROES.values(), ids=HEROES.keys()
)


@heroes
def test_unclipped_one_gradient_throws_the_run_onto_a_dead_plateau(
    start, step, length, landing, slack
):
    run = descend(start, learning_rate=0.2, updates=200)
    assert run.norms.argmax() == step
    assert run.norms[step] == pytest.approx(length, abs=slack)
    np.testing.assert_allclose(run.points[step + 1], landing, atol=slack)
    assert run.errors[step + 1] == pytest.approx(0.09, abs=1e-6)
    assert run.norms[step + 1 :].max() < 1e-12
    np.testing.assert_allclose(run.errors[step + 1 :], 0.09, atol=1e-6)


@heroes
def test_clipped_the_same_start_arrives_and_no_update_is_longer_than_allowed(
    start, step, length, landing, slack
):
    run = descend(start, learning_rate=0.2, threshold=1.0, clip="norm")
    assert run.errors[-1] < 2.6e-3
    np.testing.assert_allclose(run.points[-1], (4.28, -2.145), atol=0.02)
    moved = norm(np.diff(run.points, axis=0))
    assert moved.max() <= 0.2 * (1 + 1e-13)
    clipped = run.norms[:-1] > 1
    assert clipped.any()
    np.testing.assert_allclose(moved[clipped], 0.2, rtol=1e-12)


def test_the_other_way_off_the_cliff_ends_with_the_output_at_zero():
    run = descend((5.10, -2.85), learning_rate=0.2)
    assert run.norms[11] == pytest.approx(70.0, abs=0.05)
    assert run.errors[12] == pytest.approx(0.49, abs=1e-4)


@pytest.mark.parametrize("clip", ["none", "norm", "value"])
def test_every_update_follows_from_the_one_before(clip):
    run = descend((4.7, -2.75), learning_rate=0.1, threshold=0.3, clip=clip, updates=60)
    errors, *slopes = error_and_gradient(run.points[:, 0], run.points[:, 1])
    np.testing.assert_allclose(run.errors, errors, rtol=1e-9)
    np.testing.assert_allclose(run.gradients, np.stack(slopes, axis=-1), rtol=1e-7)
    np.testing.assert_array_equal(run.points[1:], run.points[:-1] - 0.1 * run.applied)
    np.testing.assert_array_equal(run.norms, norm(run.gradients))


def test_value_clipping_bounds_each_component_of_the_applied_gradient():
    run = descend((4.7, -2.75), threshold=0.3, clip="value")
    np.testing.assert_array_equal(run.applied, clip_by_value(run.gradients[:-1], 0.3))
    assert (np.abs(run.applied) == 0.3).any()


@pytest.mark.parametrize("updates", [0, 1, 7])
def test_a_run_has_one_point_more_than_it_has_updates(updates):
    run = descend((5.0, -2.5), updates=updates)
    assert isinstance(run, Descent)
    assert run.points.shape == run.gradients.shape == (updates + 1, 2)
    assert run.errors.shape == run.norms.shape == (updates + 1,)
    assert run.applied.shape == (updates, 2)


@pytest.mark.parametrize("clip", ["none", "norm", "value"])
@pytest.mark.parametrize("start", [(np.nan, 0.0), (np.inf, -np.inf), (1e308, 1e308)])
def test_a_start_beyond_the_numbers_neither_warns_nor_raises(start, clip):
    run = descend(start, clip=clip, updates=5)
    assert run.points.shape == (6, 2)
    assert not success_map(*start, clip=clip, updates=5).success


def test_the_callers_start_is_left_alone():
    start = np.array([4.7, -2.75])
    descend(start, updates=3)
    assert start.tolist() == [4.7, -2.75]


@pytest.mark.parametrize(
    "run", [lambda **o: descend((5, -2.5), **o), lambda **o: success_map(5, -2.5, **o)]
)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"clip": "both"}, "none, norm, value, got 'both'", id="clip"),
        pytest.param({"threshold": 0.0}, "threshold must be .* got 0.0", id="threshold"),
        pytest.param({"learning_rate": np.inf}, "learning_rate must be .* got inf", id="rate"),
        pytest.param({"updates": -1}, "updates must be >= 0, got -1", id="updates"),
    ],
)
def test_a_bad_argument_is_refused_and_named(run, options, message):
    with pytest.raises(ValueError, match=message):
        run(**options)


def test_a_start_is_one_point():
    with pytest.raises(ValueError, match=r"one point \(w, b\), got the shape \(3,\)"):
        descend((1.0, 2.0, 3.0))


def percent(share):
    return 100 * share


@pytest.mark.parametrize(
    ("learning_rate", "none", "escaped", "norm_quarter", "norm_one", "value_one"),
    [
        (0.05, 22.3, 33.5, 39.6, 33.7, 26.8),
        (0.1, 23.3, 40.3, 52.3, 54.8, 25.4),
        (0.2, 27.7, 50.1, 67.0, 82.3, 23.0),
        (0.5, 30.1, 50.6, 67.0, 66.5, 51.4),
        (1.0, 48.6, 47.2, 70.3, 95.9, 64.7),
    ],
)
def test_the_odds_of_725_starts_are_those_of_the_table_within_five_points(
    learning_rate, none, escaped, norm_quarter, norm_one, value_one
):
    unclipped = success_map(W, B, learning_rate=learning_rate)
    assert percent(unclipped.success_fraction) == pytest.approx(none, abs=5)
    assert percent(unclipped.escaped_fraction) == pytest.approx(escaped, abs=5)
    cases = [("norm", 0.25, norm_quarter), ("norm", 1.0, norm_one), ("value", 1.0, value_one)]
    for clip, threshold, expected in cases:
        clipped = success_map(W, B, learning_rate=learning_rate, threshold=threshold, clip=clip)
        assert percent(clipped.success_fraction) == pytest.approx(expected, abs=5)
        assert clipped.escaped_fraction == 0


def test_a_threshold_too_small_does_worse_than_no_clipping():
    timid = success_map(W, B, learning_rate=1.0, threshold=0.05, clip="norm")
    assert percent(timid.success_fraction) == pytest.approx(45.4, abs=5)
    assert timid.success_fraction < success_map(W, B, learning_rate=1.0).success_fraction


def test_clipping_rescues_many_starts_and_spoils_a_few():
    w, b = np.meshgrid(np.linspace(4.2, 5.6, 21), np.linspace(-3.1, -1.9, 19))
    without, clipped = success_map(w, b).success, success_map(w, b, clip="norm").success
    assert 220 <= (clipped & ~without).sum() <= 280
    assert 1 <= (without & ~clipped).sum() <= 30


@pytest.mark.parametrize("clip", ["none", "norm", "value"])
def test_a_map_says_of_each_start_what_its_own_run_says(clip):
    w, b = np.array([[4.3, 4.7], [5.0, 5.5]]), np.array([-2.2, -2.75])
    grid = success_map(w, b, clip=clip, updates=40)
    for index in np.ndindex(2, 2):
        run = descend((grid.w[index], grid.b[index]), clip=clip, updates=40)
        away = np.abs(run.points - [5.0, -2.5]).max()
        assert grid.errors[index] == pytest.approx(run.errors[-1], rel=1e-6, abs=1e-9)
        assert grid.success[index] == (run.errors[-1] < 1e-3)
        assert grid.escaped[index] == (away > 3)


def test_a_run_that_comes_back_into_the_box_was_thrown_all_the_same():
    away = np.abs(descend((4.2, -2.5), clip="norm").points - [5.0, -2.5]).max(axis=1)
    assert away[-1] < 0.79 < away.max()
    assert success_map(4.2, -2.5, clip="norm", escape_distance=0.79).escaped


def test_a_start_outside_the_box_counts_as_thrown_and_shares_are_means():
    grid = success_map([5.0, 9.0], -2.5, updates=0, success_below=1.0)
    assert grid.escaped.tolist() == [False, True]
    assert (grid.escaped_fraction, grid.success_fraction) == (0.5, 1.0)
