"""What the film about the clipping formula says, on its numbers."""

import numpy as np
import pytest

from clipanim import catalogue, engine
from clipanim.numerics import angle, clip_by_norm, clip_by_value, norm, worst_value_angle
from clipanim.params import describe, ends
from clipanim.stage.explainer import LONGEST_LINE

FILM = catalogue.builtin()["clip_formula"].load()
PARAMETERS = describe(FILM.params_class)
LOW, HIGH = ({one.name: ends(one)[side] for one in PARAMETERS} for side in (0, 1))
NARROW = {"length": 1.5, "direction": 45.0}  # barely cut, and not turned
CASES = {"default": {}, "all low": LOW, "all high": HIGH, "diagonal": NARROW}
EVERY = pytest.mark.parametrize("params", CASES.values(), ids=CASES.keys())


def story(**params):
    return FILM.tell(FILM.params_class(**params))


def test_the_factor_is_the_threshold_over_the_length():
    told = story()
    assert told.long.lengths == pytest.approx(2.6)
    assert told.long.ratios == pytest.approx(1 / 2.6)
    assert told.short.ratios == pytest.approx(1 / 0.62)


@EVERY
def test_times_the_factor_the_long_arrow_ends_on_the_circle(params):
    told = story(**params)
    assert told.long.kept == pytest.approx(told.long.raw * told.long.ratios)
    assert told.long.kept_lengths == pytest.approx(told.threshold)
    assert told.long.angles == 0


@EVERY
def test_a_short_arrow_would_be_stretched_and_stays_as_it_is(params):
    told = story(**params)
    assert told.short.ratios > 1
    assert (told.short.kept == told.short.raw).all()


@EVERY
def test_as_it_grows_no_more_than_the_threshold_is_kept(params):
    told = story(**params)
    expected = np.minimum(told.grown.lengths, told.threshold)
    assert told.grown.kept_lengths == pytest.approx(expected)
    assert told.grown.lengths[-1] > told.threshold > told.grown.lengths[0]


@EVERY
def test_whatever_the_direction_norm_clipping_never_turns(params):
    told = story(**params)
    assert angle(told.turned.raw, told.turned.kept) == pytest.approx(0, abs=1e-9)
    assert (told.turned.angles == 0).all()
    inside, outside = (told.turned.ratios > 1).any(), (told.turned.ratios < 1).any()
    assert inside
    assert outside
    assert told.turned.raw[0] == pytest.approx(told.long.raw)


def test_the_formula_of_value_clipping_is_what_the_numerics_do():
    gradients = np.random.default_rng(0).normal(0, 3, (50, 2))
    assert (clip_by_value(gradients, 1) == np.minimum(1, np.maximum(-1, gradients))).all()


@EVERY
def test_value_clipping_cuts_one_component_or_both_as_the_film_says(params):
    told = story(**params)
    assert told.components_cut in (1, 2)
    assert (told.stages[0] == told.long.raw).all()
    assert (told.stages[2] == clip_by_value(told.long.raw, told.threshold)).all()
    assert np.abs(told.stages[2]).max() == told.threshold


def test_the_default_arrow_turns_by_7_degrees_into_the_corner():
    told = story()
    assert told.cut.kept.tolist() == [1, 1]
    assert told.cut.angles == pytest.approx(45 - 38)


@EVERY
def test_the_turn_varies_with_the_direction_and_the_peak_is_its_largest(params):
    told = story(**params)
    assert told.around.angles[told.worst] == pytest.approx(told.around.angles.max())
    fine = np.radians(np.linspace(0, 90, 20001))
    circle = told.long.lengths * np.stack([np.cos(fine), np.sin(fine)], axis=-1)
    turned = angle(circle, clip_by_value(circle, told.threshold))
    assert turned.max() == pytest.approx(told.around.angles.max(), abs=0.01)
    assert told.around.angles[[0, -1]] == pytest.approx(0)


@EVERY
def test_the_longer_the_closer_to_45_degrees_but_never_there(params):
    told = story(**params)
    assert (np.diff(told.stretched.angles) >= -1e-9).all()
    assert told.stretched.angles[-1] < worst_value_angle(2) == pytest.approx(45)
    assert told.stretched.kept[-1] == pytest.approx([told.threshold] * 2)
    assert told.stretched.raw[-1, 1] == pytest.approx(told.threshold)


def test_100_and_1_become_1_and_1_and_turn_by_44_degrees():
    told = story()
    assert told.stretched.raw[-1] == pytest.approx([100, 1])
    assert told.stretched.angles[-1] == pytest.approx(44.43, abs=0.005)


def test_the_bound_for_100_components_is_84_degrees_and_always_below_90():
    told = story()
    assert told.bounds[[0, 1, -1]] == pytest.approx([0, 45, 84.26], abs=0.005)
    assert (story(components=1000).bounds < 90).all()


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
    assert angle(raw, clip_by_value(raw, 1)) == pytest.approx(story().bounds[-1], abs=0.01)


@EVERY
def test_the_card_compares_both_ways_on_the_same_arrows_from_short_to_long(params):
    told = story(**params)
    norms, values = told.far_by_norm, told.far_by_value
    assert (norms.raw == values.raw).all()
    assert (norms.angles == 0).all()
    assert norms.lengths[0] < told.threshold < norms.lengths[-1]
    assert values.angles[0] == 0 < values.angles[-1] == values.angles.max()
    below = norms.lengths <= told.threshold
    assert (norms.kept[below] == norms.raw[below]).all()


def test_scaling_gradient_and_threshold_scales_the_picture():
    one, five = story(), story(threshold=5)
    assert five.turned.kept == pytest.approx(5 * one.turned.kept)
    assert five.around.angles == pytest.approx(one.around.angles, abs=1e-6)


def test_clipping_twice_is_clipping_once():
    told = story()
    assert (clip_by_norm(told.turned.kept, told.threshold) == told.turned.kept).all()
    assert norm(told.turned.kept).max() <= told.threshold * (1 + 1e-12)


@EVERY
def test_every_line_fits(params):
    file = catalogue.builtin()["clip_formula"]
    shot = engine.Shot(file, FILM.params_class(**params))
    film = engine.plan(shot, engine.Settings(480, 270, 30))
    assert max(len(line.text) for line in film.lines) <= LONGEST_LINE
    assert 40 <= film.frames / film.fps <= 66
