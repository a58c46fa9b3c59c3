"""What the film says of back-propagation through time holds, for every net that it can show.

Three questions that its storyboard alone answers: What does one step back multiply the error
by? What does a step add to the gradient? How can the gradient be shorter than what was added?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import run_net, unroll

SCENE = SceneUnderTest("bptt_unrolled")
DEFAULT = SCENE.default


@pytest.fixture(scope="module")
def net():
    return unroll(DEFAULT.steps, DEFAULT.scale, activation=DEFAULT.activation)


def test_the_same_weights_carry_the_state_from_every_step_to_the_next(story, net):
    W, U, b, _, _ = net.weights
    for t, x in enumerate(net.inputs):
        np.testing.assert_allclose(story.states[t + 1], np.tanh(W @ story.states[t] + U @ x + b))


def test_the_loss_is_that_of_the_answer_after_the_last_step(story, net):
    y = run_net(net.weights, net.inputs[None]).outputs[0]
    assert story.loss == pytest.approx(np.log(np.exp(y).sum()) - y[net.target])


def test_the_error_says_how_the_loss_changes_with_what_enters_a_step(story, net):
    W, U, b, V, c = net.weights
    nudge, t, unit = 1e-6, 3, 5  # into one unit of step 3, in both directions
    losses = []
    for sign in (1, -1):
        h = np.zeros(len(b))
        for step, x in enumerate(net.inputs, start=1):
            enters = W @ h + U @ x + b
            enters[unit] += sign * nudge * (step == t)
            h = np.tanh(enters)
        y = V @ h + c
        losses.append(np.log(np.exp(y).sum()) - y[net.target])
    slope = (losses[0] - losses[1]) / (2 * nudge)
    assert story.errors[t - 1, unit] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        pytest.param("tanh", lambda h: 1 - h**2, id="tanh: the slope of tanh"),
        pytest.param("linear", np.ones_like, id="linear: nothing else"),
        pytest.param("relu", lambda h: 1.0 * (h > 0), id="relu: 0 where it is off"),
    ],
)
def test_one_step_back_multiplies_by_the_transpose_and(activation, slope):
    story = SCENE.story(activation=activation)
    W = unroll(DEFAULT.steps, DEFAULT.scale, activation=activation).weights.W
    back = slope(story.states[1:-1]) * (story.errors[1:] @ W)
    np.testing.assert_allclose(story.errors[:-1], back, rtol=1e-12, atol=1e-300)


def test_eleven_steps_back_the_error_is_three_times_as_long(story):
    lengths = np.linalg.norm(story.errors, axis=1)
    assert story.growth[-1] == pytest.approx(lengths[0] / lengths[-1])
    assert (story.lags[-1], story.growth[-1]) == (11, pytest.approx(3.13, abs=0.005))


def test_a_part_is_the_error_of_a_step_times_the_state_before_it(story):
    for k, part in enumerate(story.parts):
        t = story.times[-1] - k
        np.testing.assert_allclose(part, np.outer(story.errors[t - 1], story.states[t - 1]))


def test_the_parts_add_up_to_the_gradient(story, net):
    np.testing.assert_allclose(story.sums[-1], net.backward.gradient.W, rtol=1e-12)


def test_the_first_step_which_is_left_out_adds_nothing(story, net):
    assert len(story.parts) == DEFAULT.steps - 1
    assert not net.contributions.parts[0].any()


def test_lengths_of_857_add_up_to_a_gradient_of_192(story):
    assert story.added_norms[-1] == pytest.approx(8.57, abs=0.005)
    assert story.sum_norms[-1] == pytest.approx(1.92, abs=0.005)
    assert story.left[-1] == pytest.approx(0.224, abs=0.0005)


def test_the_arrows_have_the_lengths_of_the_parts_and_end_as_far_away_as_the_sum(story):
    lengths = np.hypot(*np.diff(story.flat, axis=0).T)
    np.testing.assert_allclose(lengths, story.part_norms)
    np.testing.assert_allclose(np.hypot(*story.flat[1:].T), story.sum_norms)


@pytest.mark.parametrize("values", list(SCENE.all_corners()))
def test_in_every_net_the_parts_point_different_ways_and_some_of_them_cancels(values):
    story = SCENE.story(**values)
    assert story.left[-1] < 0.95
    assert np.isfinite(story.growth).all()
    assert (story.growth > 0).all()


@pytest.mark.parametrize("scale", [pytest.param(0.5, id="fades"), pytest.param(2.0, id="grows")])
def test_in_a_linear_net_every_step_back_multiplies_the_length_by_the_scale(scale):
    story = SCENE.story(activation="linear", scale=scale, steps=30)
    np.testing.assert_allclose(story.growth, scale**story.lags, rtol=1e-9)
