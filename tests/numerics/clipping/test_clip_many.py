"""Clipping the gradients of several parameters: together, or each for itself."""

import numpy as np
import pytest
from gradients import components, is_within, thresholds
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import angle, clip_by_global_norm, clip_by_norm, clip_per_tensor, norm

tensors = st.lists(st.lists(components, max_size=4).map(np.array), max_size=4)


def joined(arrays):
    return np.concatenate([np.empty(0), *(np.ravel(array) for array in arrays)])


@given(tensors, thresholds)
def test_all_together_are_clipped_as_one_vector(gradients, threshold):
    clipped = joined(clip_by_global_norm(gradients, threshold))
    assert clipped.tobytes() == clip_by_norm(joined(gradients), threshold).tobytes()
    assert is_within(clipped, threshold)


@given(tensors, thresholds)
def test_one_by_one_each_has_the_threshold_to_itself(gradients, threshold):
    for gradient, clipped in zip(gradients, clip_per_tensor(gradients, threshold), strict=True):
        assert clipped.tobytes() == clip_by_norm(gradient, threshold).tobytes()


@pytest.mark.parametrize("clip", [clip_by_global_norm, clip_per_tensor])
def test_every_parameter_keeps_its_shape(clip):
    shapes = [(2, 3), (4,), (), (1, 0, 2), (2, 1, 2)]
    clipped = clip([np.full(shape, 9.0) for shape in shapes], 1.0)
    assert [array.shape for array in clipped] == shapes


@pytest.mark.parametrize("clip", [clip_by_global_norm, clip_per_tensor])
def test_no_parameters_give_no_gradients(clip):
    assert clip([], 1.0) == []


@pytest.mark.parametrize("clip", [clip_by_global_norm, clip_per_tensor])
def test_the_callers_gradients_are_left_alone(clip):
    gradients = [np.array([30.0, 0.0]), np.array([[0.0], [0.4]])]
    for clipped in clip(gradients, 1.0):
        clipped[:] = 7.0
    np.testing.assert_array_equal(joined(gradients), [30.0, 0.0, 0.0, 0.4])


def test_clipping_each_tensor_turns_the_whole_by_21_degrees_and_clipping_all_does_not():
    gradients = [[30.0, 0.0], [0.0, 0.4]]
    whole = joined(gradients)
    assert angle(whole, joined(clip_per_tensor(gradients, 1.0))) == pytest.approx(21.0, abs=0.05)
    assert angle(whole, joined(clip_by_global_norm(gradients, 1.0))) < 1e-13


def test_clipping_each_tensor_may_leave_the_whole_longer_than_the_threshold():
    gradients = [[5.0], [5.0], [5.0], [5.0]]
    assert norm(joined(clip_per_tensor(gradients, 1.0))) == 2.0


def test_the_mean_of_clipped_gradients_is_not_the_clipped_mean():
    batch = np.array([[10.0, 0.0], [-1.0, 1.0]])
    np.testing.assert_allclose(clip_by_norm(batch.mean(axis=0), 1.0), [0.994, 0.110], atol=5e-4)
    np.testing.assert_allclose(clip_by_norm(batch, 1.0).mean(axis=0), [0.146, 0.354], atol=5e-4)
