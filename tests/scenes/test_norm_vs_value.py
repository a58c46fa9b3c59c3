"""What the film about norm and value clipping says, on its numbers.

Its pictures alone answer: Which of the two loses directions, and where do they go?
How far does value clipping usually turn a gradient, and how far at worst?
Is the one that wins on this landscape said to win everywhere?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import angle, clip_by_value, norm

SCENE = SceneUnderTest("norm_vs_value")
QUICK = {"columns": 11, "updates": 60}  # the maps are not what most sentences are about
LOW, HIGH = SCENE.all_at(0), SCENE.all_at(-1)
EVERY = SCENE.cases(default=QUICK, all_high=HIGH | QUICK, seed=QUICK | {"seed": 7})


@EVERY
def test_clipping_by_norm_allows_a_disc_and_by_value_a_square(params):
    story = SCENE.story(**params)
    for clips in (story.turn, story.ring):
        assert norm(clips.by_norm) == pytest.approx(story.threshold)
        assert np.abs(clips.by_value).max(axis=-1) == pytest.approx(story.threshold)


@EVERY
def test_as_the_gradient_turns_the_square_bends_it_by_up_to_that_much(params):
    story = SCENE.story(**params)
    length, fine = norm(story.turn.raw[0]), np.radians(np.linspace(0, 360, 36001))
    circle = length * np.stack([np.cos(fine), np.sin(fine)], axis=-1)
    largest = angle(circle, clip_by_value(circle, story.threshold)).max()
    assert story.most == pytest.approx(largest, abs=0.01)
    assert 0 < story.most < 45
    assert angle(story.turn.raw, story.turn.by_norm) == pytest.approx(0, abs=1e-5)
    ways = np.unwrap(np.arctan2(*story.turn.raw.T[::-1]))
    assert ways[-1] - ways[0] == pytest.approx(2 * np.pi)


@EVERY
def test_by_norm_all_directions_are_left_and_by_value_some_end_in_four_corners(params):
    story = SCENE.story(**params)
    count = len(story.ring.raw)
    assert story.directions.tolist() == [count, count - story.cornered + 4]
    corners = np.unique(
        story.ring.by_value[np.ptp(np.abs(story.ring.by_value), axis=-1) == 0], axis=0
    )
    assert len(corners) == 4
    assert story.cornered >= 4


def test_32_of_72_directions_end_in_corners():
    story = SCENE.story(**QUICK)
    assert (len(story.ring.raw), story.cornered) == (72, 32)


@pytest.mark.parametrize("seed", range(0, 100, 9))
@pytest.mark.parametrize("length", [1.6, 2.5, 4])
def test_the_tall_bars_are_cut_and_that_turns_it_but_no_bar_changes_its_sign(seed, length):
    one = SCENE.story(**LOW | {"seed": seed, "length": length, "columns": 11}).example
    assert one.by_norm == pytest.approx(one.factor * one.raw)
    assert one.factor < 1
    assert 1 <= one.cut < len(one.raw)
    assert one.turned[0] == 0 < one.turned[1] < 90
    assert (np.sign(one.by_value) == np.sign(one.raw)).all()
    assert (one.downhill > 0).all()
    bounds = LOW["threshold"] * np.array([1, np.sqrt(len(one.raw))])
    assert (one.lengths <= bounds * (1 + 1e-12)).all()


@EVERY
def test_the_worst_turn_is_rare(params):
    story = SCENE.story(**params)
    assert story.worst == pytest.approx(np.degrees(np.arccos(1 / np.sqrt(story.n))))
    assert (story.largest < story.worst).all()
    assert (story.mean < story.largest).all()
    assert story.mean[-1] < story.worst[-1] / 2
    assert story.n[[0, -1]].tolist() == [2, params.get("components", 100)]


@EVERY
def test_clipping_each_tensor_turns_the_whole_by_21_degrees(params):
    tensors = SCENE.story(**params).tensors
    assert tensors.turned == pytest.approx(21.04, abs=0.01)
    assert angle(tensors.raw, tensors.whole) == pytest.approx(0, abs=1e-5)
    assert tensors.parts.sum(axis=0) == pytest.approx(tensors.kept)
    assert (norm(tensors.parts) <= SCENE.story(**params).threshold * (1 + 1e-12)).all()


@EVERY
def test_clipping_minibatches_turns_their_mean_by_61_degrees(params):
    story = SCENE.story(**params)
    assert story.batches.turned == pytest.approx(61.2, abs=0.05)
    assert story.batches.parts.mean(axis=0) == pytest.approx(story.batches.kept)
    assert story.batches.kept / story.threshold == pytest.approx([0.146, 0.354], abs=5e-4)
    assert story.batches.whole / story.threshold == pytest.approx([0.994, 0.110], abs=5e-4)


@EVERY
def test_the_shares_are_of_the_same_starts_and_their_differences_add_up(params):
    story = SCENE.story(**params)
    none, *clipped = story.outcomes
    assert none.rescues == none.spoils == 0
    for one in (none, *clipped):
        assert one.success.size == story.starts
        assert one.percent == pytest.approx(100 * one.success.mean())
        assert one.success.sum() - none.success.sum() == one.rescues - one.spoils
        assert one.spoiled.sum() == one.spoils
        assert not (one.spoiled & one.success).any()


def test_on_the_cliff_norm_clipping_succeeds_far_more_often_by_default():
    story = SCENE.story()
    none, norm_, value = (one.percent for one in story.outcomes)
    assert story.starts == 725
    assert 20 < none < 35
    assert 75 < norm_ < 95
    assert 15 < value < 35
    assert story.outcomes[1].spoils > 0  # so that nobody takes it for a free lunch


def test_the_line_across_the_maps_is_the_cliff():
    story = SCENE.story(**QUICK)
    assert story.w == pytest.approx([4.2, 5.6])
    assert story.b == pytest.approx([-3.1, -1.9])
    assert story.cliff == pytest.approx(0.5 - 0.62246 * story.w, abs=1e-4)


def test_scaling_the_threshold_scales_the_examples_only():
    one, five = SCENE.story(**QUICK), SCENE.story(**QUICK, threshold=5)
    assert five.ring.by_value == pytest.approx(5 * one.ring.by_value)
    assert five.example.turned == pytest.approx(one.example.turned)
    assert five.mean == pytest.approx(one.mean)


@EVERY
def test_every_line_fits(params):
    SCENE.assert_its_lines_fit(**params)
