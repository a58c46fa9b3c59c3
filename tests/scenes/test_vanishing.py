"""What the film says of fading signals, clipping and gates holds, whatever is chosen.

Three questions that its storyboard alone answers: Why must a signal through W and tanh fade?
What does clipping do to the parts of a gradient? What does a forget gate keep open, and when?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import clip_by_global_norm, norm, singular_values, unroll

SCENE = SceneUnderTest("vanishing")
DEFAULT = SCENE.default


@pytest.fixture(scope="module")
def net():
    """The net of the film, as the film says it is: from the lag K + 1 on."""
    return unroll(DEFAULT.steps + 1, DEFAULT.scale, n=32, input_std=0.1)


def test_a_small_change_k_steps_ago_changes_the_state_now_by_at_most_what_is_said(story, net):
    W, U, b, _, _ = net.weights
    back, nudge = 12, 1e-6
    start = net.states[-1 - back]
    most = 0.0
    for way in np.eye(32):
        ahead, behind = start + nudge * way, start - nudge * way
        for x in net.inputs[-back:]:
            ahead, behind = (np.tanh(W @ h + U @ x + b) for h in (ahead, behind))
        most = max(most, norm(ahead - behind) / (2 * nudge))
    assert most <= story.signal[back] * (1 + 1e-6)
    assert most > 0.5 * story.signal[back]


def test_every_step_multiplies_by_the_weights_and_by_the_slopes_of_tanh(story, net):
    signal = np.eye(32)
    for h in net.states[:0:-1][:20]:
        signal = (signal * (1 - h**2)) @ net.weights.W
    assert singular_values(signal)[0] == pytest.approx(story.signal[20])


def test_the_weights_stretch_by_the_scale_in_every_direction(net):
    assert singular_values(net.weights.W) == pytest.approx([DEFAULT.scale] * 32)


def test_after_a_hundred_steps_seven_hundred_millionths_are_left(story):
    assert story.signal[-1] == pytest.approx(6.73e-8, rel=1e-2)


def test_clipping_leaves_this_gradient_alone_bit_for_bit(story):
    assert story.gradient == pytest.approx(3.55, abs=0.005)
    assert story.factor == 1
    np.testing.assert_array_equal(story.clipped_parts, story.parts)


def test_a_low_threshold_shortens_all_parts_by_one_factor():
    story = SCENE.story(threshold=1.0)
    assert story.factor == pytest.approx(1 / story.gradient)
    np.testing.assert_allclose(story.clipped_parts, story.parts * story.factor, rtol=1e-12)


def test_the_whole_gradient_is_what_is_clipped(story, net):
    whole = clip_by_global_norm(list(net.backward.gradient), 1.0)
    assert norm(np.concatenate([one.ravel() for one in whole])) == pytest.approx(1)
    everything = np.concatenate([one.ravel() for one in net.backward.gradient])
    assert norm(everything) == pytest.approx(story.gradient)


def test_gates_of_90_99_and_999_thousandths_keep_what_the_film_says(story):
    kept = dict(zip(story.gates, story.paths[:, -1], strict=True))
    assert kept == pytest.approx({0.9: 2.656e-5, 0.99: 0.36603, 0.999: 0.90479}, rel=1e-3)


def test_a_path_through_gates_multiplies_the_gates_and_nothing_else(story):
    for gate, path in zip(story.gates, story.paths, strict=True):
        np.testing.assert_allclose(path, np.cumprod([1, *[gate] * DEFAULT.steps]), rtol=1e-12)


@pytest.mark.parametrize(
    "forget", [pytest.param(one, id=f"f = {one}") for one in (0.5, 0.9, 0.95, 0.999)]
)
def test_the_gate_that_was_chosen_is_shown_once_among_those_it_is_compared_with(forget):
    story = SCENE.story(forget=forget)
    assert story.gates.tolist() == sorted({0.9, 0.999, forget})
    assert story.gates[story.chosen] == forget


@pytest.mark.parametrize("values", list(SCENE.all_corners()))
def test_whatever_is_chosen_the_signal_fades_and_clipping_only_shortens(values):
    story = SCENE.story(**values)
    assert (story.signal <= story.bounds * (1 + 1e-9)).all()
    assert (np.diff(story.signal) <= 0).all()
    assert story.signal[-1] < 0.5
    assert story.parts[-1] < 0.1 * story.parts[0]
    assert (story.clipped_parts <= story.parts).all()
    assert (story.factor < 1) == (story.gradient > story.threshold)
    assert (np.diff(story.paths, axis=1) < 0).all()
