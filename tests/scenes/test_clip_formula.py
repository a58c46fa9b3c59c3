"""What the film about the clipping formula says, on its numbers."""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import angle, clip_by_norm, clip_by_value, norm, worst_value_angle

SCENE = SceneUnderTest("clip_formula")
NARROW = {"length": 1.5, "direction": 45.0}  # barely cut, and not turned
EVERY = SCENE.cases(diagonal=NARROW)


def test_the_factor_is_the_threshold_over_the_length():
    story = SCENE.story()
    assert story.long.lengths == pytest.approx(2.6)
    assert story.long.ratios == pytest.approx(1 / 2.6)
    assert story.short.ratios == pytest.approx(1 / 0.62)


@EVERY
def test_times_the_factor_the_long_arrow_ends_on_the_circle(params):
    story = SCENE.story(**params)
    assert story.long.kept == pytest.approx(story.long.raw * story.long.ratios)
    assert story.long.kept_lengths == pytest.approx(story.threshold)
    assert story.long.angles == 0


@EVERY
def test_a_short_arrow_would_be_stretched_and_stays_as_it_is(params):
    story = SCENE.story(**params)
    assert story.short.ratios > 1
    assert (story.short.kept == story.short.raw).all()


@EVERY
def test_as_it_grows_no_more_than_the_threshold_is_kept(params):
    story = SCENE.story(**params)
    expected = np.minimum(story.grown.lengths, story.threshold)
    assert story.grown.kept_lengths == pytest.approx(expected)
    assert story.grown.lengths[-1] > story.threshold > story.grown.lengths[0]


@EVERY
def test_whatever_the_direction_norm_clipping_never_turns(params):
    story = SCENE.story(**params)
    assert angle(story.turned.raw, story.turned.kept) == pytest.approx(0, abs=1e-9)
    assert (story.turned.angles == 0).all()
    inside, outside = (story.turned.ratios > 1).any(), (story.turned.ratios < 1).any()
    assert inside
    assert outside
    assert story.turned.raw[0] == pytest.approx(story.long.raw)


def test_the_formula_of_value_clipping_is_what_the_numerics_do():
    gradients = np.random.default_rng(0).normal(0, 3, (50, 2))
    assert (clip_by_value(gradients, 1) == np.minimum(1, np.maximum(-1, gradients))).all()


@EVERY
def test_value_clipping_cuts_one_component_or_both_as_the_film_says(params):
    story = SCENE.story(**params)
    assert story.components_cut in (1, 2)
    assert (story.stages[0] == story.long.raw).all()
    assert (story.stages[2] == clip_by_value(story.long.raw, story.threshold)).all()
    assert np.abs(story.stages[2]).max() == story.threshold


def test_the_default_arrow_turns_by_7_degrees_into_the_corner():
    story = SCENE.story()
    assert story.cut.kept.tolist() == [1, 1]
    assert story.cut.angles == pytest.approx(45 - 38)


@EVERY
def test_the_turn_varies_with_the_direction_and_the_peak_is_its_largest(params):
    story = SCENE.story(**params)
    assert story.around.angles[story.worst] == pytest.approx(story.around.angles.max())
    fine = np.radians(np.linspace(0, 90, 20001))
    circle = story.long.lengths * np.stack([np.cos(fine), np.sin(fine)], axis=-1)
    turned = angle(circle, clip_by_value(circle, story.threshold))
    assert turned.max() == pytest.approx(story.around.angles.max(), abs=0.01)
    assert story.around.angles[[0, -1]] == pytest.approx(0)


@EVERY
def test_the_longer_the_closer_to_45_degrees_but_never_there(params):
    story = SCENE.story(**params)
    assert (np.diff(story.stretched.angles) >= -1e-9).all()
    assert story.stretched.angles[-1] < worst_value_angle(2) == pytest.approx(45)
    assert story.stretched.kept[-1] == pytest.approx([story.threshold] * 2)
    assert story.stretched.raw[-1, 1] == pytest.approx(story.threshold)


def test_100_and_1_become_1_and_1_and_turn_by_44_degrees():
    story = SCENE.story()
    assert story.stretched.raw[-1] == pytest.approx([100, 1])
    assert story.stretched.angles[-1] == pytest.approx(44.43, abs=0.005)


def test_the_bound_for_100_components_is_84_degrees_and_always_below_90():
    story = SCENE.story()
    assert story.bounds[[0, 1, -1]] == pytest.approx([0, 45, 84.26], abs=0.005)
    assert (SCENE.story(components=1000).bounds < 90).all()


def test_no_gradient_is_turned_beyond_the_bound_nor_uphill():
    draw = np.random.default_rng(0)
    for n in (2, 10, 100):
        raw = draw.normal(0, 1, (2000, n)) * 10 ** draw.uniform(-2, 3, (2000, n))
        kept = clip_by_value(raw, 1)
        assert angle(raw, kept).max() <= worst_value_angle(n)
        assert ((raw * kept).sum(axis=-1) > 0).all()


def test_value_clipping_leaves_the_threshold_times_the_root_of_n_at_most():
    draw = np.random.default_rng(1)
    for n in (1, 2, 10, 100):
        raw = draw.normal(0, 1, (2000, n)) * 10 ** draw.uniform(-2, 3, (2000, n))
        assert norm(clip_by_value(raw, 1)).max() <= np.sqrt(n) * (1 + 1e-12)
        assert norm(clip_by_value(np.full(n, 7.0), 1)) == pytest.approx(np.sqrt(n))


def test_the_bound_is_nearly_reached_by_one_huge_component_among_small_ones():
    raw = np.ones(100)
    raw[0] = 1e6
    assert angle(raw, clip_by_value(raw, 1)) == pytest.approx(SCENE.story().bounds[-1], abs=0.01)


@EVERY
def test_the_card_compares_both_ways_on_the_same_arrows_from_short_to_long(params):
    story = SCENE.story(**params)
    norms, values = story.far_by_norm, story.far_by_value
    assert (norms.raw == values.raw).all()
    assert (norms.angles == 0).all()
    assert norms.lengths[0] < story.threshold < norms.lengths[-1]
    assert values.angles[0] == 0 < values.angles[-1] == values.angles.max()
    below = norms.lengths <= story.threshold
    assert (norms.kept[below] == norms.raw[below]).all()


def test_scaling_gradient_and_threshold_scales_the_picture():
    one, five = SCENE.story(), SCENE.story(threshold=5)
    assert five.turned.kept == pytest.approx(5 * one.turned.kept)
    assert five.around.angles == pytest.approx(one.around.angles, abs=1e-6)


def test_clipping_twice_is_clipping_once():
    story = SCENE.story()
    assert (clip_by_norm(story.turned.kept, story.threshold) == story.turned.kept).all()
    assert norm(story.turned.kept).max() <= story.threshold * (1 + 1e-12)


@EVERY
def test_every_line_fits(params):
    SCENE.assert_its_lines_fit(**params)
