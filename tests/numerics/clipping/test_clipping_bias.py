"""Clipping parts and then adding them: what the films say about the direction that is lost."""

import numpy as np
import pytest
from gradients import moderate
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import (
    angle,
    clip_by_global_norm,
    clip_by_norm,
    clip_each_step,
    minibatch_bias,
    per_tensor_angle,
    running_bias,
)


def test_two_tensors_clipped_apart_turn_the_whole_by_21_degrees():
    assert per_tensor_angle([[30.0, 0.0], [0.0, 0.4]], 1.0) == pytest.approx(21.0, abs=0.05)
    together = np.concatenate(clip_by_global_norm([[30.0, 0.0], [0.0, 0.4]], 1.0))
    assert angle([30.0, 0.0, 0.0, 0.4], together) < 1e-12


@pytest.mark.parametrize(
    ("gradients", "threshold"),
    [
        pytest.param([[3.0, 4.0]], 1.0, id="one tensor"),
        pytest.param([[3.0, 4.0], [0.0, 5.0]], 1.0, id="two of one length"),
        pytest.param([[3.0, 4.0], [0.1]], 10.0, id="nothing to clip"),
    ],
)
def test_tensors_that_shrink_alike_keep_the_direction(gradients, threshold):
    assert per_tensor_angle(gradients, threshold) == pytest.approx(0, abs=1e-12)


def test_the_mean_of_clipped_gradients_is_not_the_clipped_mean():
    bias = minibatch_bias([[10.0, 0.0], [-1.0, 1.0]], 1.0)
    np.testing.assert_allclose(bias.mean, [4.5, 0.5])
    np.testing.assert_allclose(bias.clip_of_mean, [0.994, 0.110], atol=5e-4)
    np.testing.assert_allclose(bias.mean_of_clips, [0.146, 0.354], atol=5e-4)
    assert bias.angle_to_mean == pytest.approx(61.2, abs=0.1)


@given(moderate(count=3), st.floats(1e-3, 1e3))
def test_the_mean_of_clips_is_never_longer_than_the_threshold(rows, threshold):
    bias = minibatch_bias(rows, threshold)
    assert np.linalg.norm(bias.mean_of_clips) <= threshold * (1 + 1e-14)


def test_without_a_long_minibatch_there_is_no_bias():
    bias = minibatch_bias([[0.3, 0.1], [-0.2, 0.4]], 1.0)
    np.testing.assert_array_equal(bias.mean_of_clips, bias.clip_of_mean)
    assert bias.angle_to_mean == 0


def test_more_minibatches_do_not_remove_the_bias():
    rng = np.random.default_rng(seed=3)
    rare = rng.random(20_000) < 0.5
    gradients = np.where(rare[:, np.newaxis], [10.0, 0.0], [-1.0, 1.0])
    bias = running_bias(gradients, 1.0)
    assert bias.mean.shape == bias.mean_of_clips.shape == (20_000, 2)
    np.testing.assert_allclose(bias.clip_of_mean[-1], [0.994, 0.110], atol=0.02)
    np.testing.assert_allclose(bias.mean_of_clips[-1], [0.146, 0.354], atol=0.02)
    last = minibatch_bias(gradients, 1.0)
    np.testing.assert_allclose(bias.mean_of_clips[-1], last.mean_of_clips, atol=1e-12)
    np.testing.assert_allclose(bias.clip_of_mean[0], clip_by_norm(gradients[0], 1.0))


def test_many_sets_of_minibatches_are_compared_at_once():
    sets = np.random.default_rng(seed=5).normal(size=(7, 4, 3)) * 5
    bias = minibatch_bias(sets, 1.0)
    assert bias.angle_to_mean.shape == (7,)
    for k in range(7):
        np.testing.assert_array_equal(
            bias.mean_of_clips[k], minibatch_bias(sets[k], 1).mean_of_clips
        )


def test_clipped_step_by_step_the_sum_points_uphill():
    bias = clip_each_step([10.0, -9.5, -0.4], 1.0)
    assert bias.clipped[:, 0].tolist() == [1.0, -1.0, -0.4]
    assert (bias.total[0], bias.clipped_total[0]) == pytest.approx((0.1, -0.4))
    assert bias.is_ascent


def test_without_a_long_step_the_sum_is_the_gradient():
    bias = clip_each_step([[0.5, 0.1], [-0.3, 0.9]], 1.0)
    np.testing.assert_array_equal(bias.clipped_total, bias.total)
    assert not bias.is_ascent


@pytest.mark.parametrize("shape", [(3,), (0, 3)], ids=["no axis", "no minibatch"])
def test_minibatches_need_an_axis_of_their_own(shape):
    with pytest.raises(ValueError, match="m >= 1, got"):
        minibatch_bias(np.ones(shape), 1.0)
