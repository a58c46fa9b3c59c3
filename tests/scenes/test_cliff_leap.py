"""What the film about the leap off the cliff says, on its numbers."""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import cliff_line, error, error_and_gradient, norm
from clipanim.scene.story_data import to_plain_data

SCENE = SceneUnderTest("cliff_leap")
ENDS = [{name: end} for name, two in SCENE.limits.items() for end in two]
HARD = [
    {"threshold": 0.5, "lr": 0.1},
    {"start": (5.15, -2.9)},
    {"start": (5.1, -2.85)},
    {"lr": 1.0, "threshold": 5.0},
]
EVERY = pytest.mark.parametrize("params", [{}, *ENDS, *HARD], ids=str)


def test_the_robust_leap_has_the_length_that_the_numerics_vouch_for():
    story = SCENE.story(start=(4.70, -2.75))
    assert story.leap == 12
    assert story.slope == pytest.approx(114.93, abs=0.05)
    assert story.length == pytest.approx(0.2 * story.slope)
    assert story.after == pytest.approx(0.09, abs=1e-4)


def test_the_walk_of_the_film_leaps_about_a_hundred_miles_at_its_first_long_step():
    story = SCENE.story()
    assert story.miles == pytest.approx(100, abs=3)
    assert story.together == story.leap
    assert (story.walk.norms[: story.leap] < story.threshold).all()


def test_the_leap_in_the_data_is_the_leap_of_the_walk():
    story = to_plain_data(SCENE.story(threshold=0.5, lr=0.1))
    points = np.array(story["walk"]["points"])
    step = points[story["leap"] + 1] - points[story["leap"]]
    assert np.hypot(*step) == pytest.approx(story["length"])
    assert story["length"] / (0.5 * 0.1) == pytest.approx(story["miles"])


@EVERY
def test_the_walks_are_one_until_clipping_first_cuts(params):
    story = SCENE.story(**params)
    same = slice(story.together + 1)
    np.testing.assert_array_equal(story.walk.points[same], story.clipped.points[same])
    assert story.together <= story.leap or not story.leaps


@EVERY
def test_no_clipped_step_is_longer_than_a_mile_and_the_count_of_cuts_is_right(params):
    story = SCENE.story(**params)
    lengths = norm(np.diff(story.clipped.points, axis=0))
    assert (lengths <= story.mile * (1 + 1e-9)).all()
    assert story.cuts == (story.clipped.norms[:-1] > story.threshold).sum()


@EVERY
def test_where_no_step_is_longer_than_a_mile_both_walks_are_the_same(params):
    story = SCENE.story(**params)
    same = np.array_equal(story.walk.points, story.clipped.points)
    assert same == (not story.leaps) == (story.cuts == 0)


@EVERY
def test_a_clipped_step_keeps_its_direction(params):
    story = SCENE.story(**params)
    raw, used = story.clipped.gradients[:-1], story.clipped.applied
    lengths = norm(raw) * norm(used)
    cosines = (raw * used).sum(axis=-1)[lengths > 0] / lengths[lengths > 0]
    np.testing.assert_allclose(cosines, 1.0, atol=1e-12)


@EVERY
def test_where_it_says_vanishing_the_walk_hardly_moves_again(params):
    story = SCENE.story(**params)
    if story.leaps and story.dead:
        after = story.walk.points[story.leap + 1 :]
        assert norm(after[-1] - after[0]) < 0.02 * story.length


def test_the_leap_goes_downhill_only_at_first():
    story = SCENE.story()
    start, end = story.walk.points[story.leap : story.leap + 2]
    first = start + 1e-9 * (end - start) / story.length
    assert error(*first) < error(*start) < error(*end)


def test_the_wall_is_finite_and_grows_exponentially_with_the_steps_of_the_net():
    story = SCENE.story()
    rates = np.diff(np.log(story.wall_slopes))[30:]
    growth = rates.mean()
    assert np.isfinite(story.wall_slopes).all()
    np.testing.assert_allclose(rates, growth, rtol=0.1)
    assert growth > 0.1


@EVERY
def test_the_place_where_the_wall_is_measured_lies_on_the_cliff_line_in_the_block(params):
    story = SCENE.story(**params)
    ((w, b, _),) = story.wall_at
    assert b == pytest.approx(float(cliff_line(w)))
    assert story.block.w[0, -1] <= w <= story.block.w[0, 0]


@EVERY
def test_the_block_holds_all_that_is_walked_on_it(params):
    story = SCENE.story(**params)
    points = np.concatenate([story.walk.points[: story.leap + 1], story.clipped.points])
    off, edge = (
        b - cliff_line(w) for w, b in (points.T, (story.block.w[:, 0], story.block.b[:, 0]))
    )
    assert (points[:, 0] <= story.block.w[0, 0]).all()
    assert (points[:, 0] >= story.block.w[0, -1]).all()
    assert (off <= edge[0]).all()
    assert (off >= edge[-1]).all()


def test_long_leaps_end_on_flat_ground_and_never_in_nan():
    w, b = np.meshgrid(np.linspace(4.2, 5.6, 15), np.linspace(-3.1, -1.9, 13))
    points, long_ends = np.stack([w.ravel(), b.ravel()], axis=-1), []
    for _ in range(120):
        _, *slope = error_and_gradient(*points.T)
        step = 0.2 * np.stack(slope, axis=-1)
        points = points - step
        long_ends.append(points[norm(step) > 5])
    ends_ = np.concatenate(long_ends)
    assert len(ends_) > 30
    assert np.isfinite(points).all()
    assert (norm(np.stack(error_and_gradient(*ends_.T)[1:], axis=-1)) < 1e-3).all()
