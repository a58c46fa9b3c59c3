"""What the film says of the two runs holds, at its defaults and at both ends of them.

Its pictures answer, without the words:
1. What must the net do, and what is the loss of one that only guesses?
2. When do the runs part, why there, and where does each end?
3. What became of the net that was not clipped, and why does it no longer learn?
"""

from dataclasses import replace

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim import numerics

SCENE = SceneUnderTest("two_runs")
DEFAULT = SCENE.default


def test_clipped_it_learns_the_task_and_unclipped_it_ends_no_better_than_a_guess(story):
    assert story.clipped.end < 0.05
    assert story.raw.end > 1.2
    assert story.clipped.right > 99
    assert 10 < story.raw.right < 50


def test_guessing_has_the_loss_ln_4(story):
    assert story.chance == pytest.approx(np.log(4))
    np.testing.assert_allclose(story.raw.losses[0], story.chance, atol=0.2)


def test_every_sequence_holds_an_a_or_b_early_and_one_half_way(story):
    matter = story.symbols < 2
    assert (matter.sum(axis=1) == 2).all()
    early, late = (matter[:, :10].argmax(axis=1), 10 + matter[:, 10:].argmax(axis=1))
    rows = np.arange(len(early))
    pairs = story.symbols[rows, early] + 2 * story.symbols[rows, late]
    assert SCENE.module.PAIRS == ("AA", "BA", "AB", "BB")
    np.testing.assert_array_equal(pairs, story.pairs)


def test_the_sequences_shown_are_those_of_the_first_update(story):
    made = numerics.train([numerics.TrainingRun(0.3, seed=1)], updates=1)
    net = numerics.Weights(*(array[0] for array in made.initial_weights))
    inputs, targets = np.eye(6)[story.symbols], np.eye(4)[story.pairs]
    loss = numerics.backpropagate(net, inputs, targets).loss
    assert loss == pytest.approx(story.raw.losses[0], rel=1e-12)


def test_the_runs_are_one_until_a_gradient_is_longer_than_the_threshold(story):
    same = story.alike
    assert 0 < same < len(story.raw.losses)
    assert (story.raw.norms[:same] <= story.threshold).all()
    assert story.raw.norms[same] > story.threshold
    np.testing.assert_array_equal(story.raw.losses[: same + 1], story.clipped.losses[: same + 1])
    assert (story.raw.losses[same + 1 :] != story.clipped.losses[same + 1 :]).all()


@pytest.mark.parametrize("values", list(SCENE.one_at_an_end(slow=("units", "updates", "seed"))))
def test_what_the_film_says_holds_at_every_end_of_a_parameter(values):
    story = SCENE.story(**values)
    tau, raw, clipped = story.threshold, story.raw, story.clipped
    assert np.isfinite([raw.losses, clipped.losses, raw.norms, clipped.norms]).all()
    assert (clipped.distances <= story.most * (1 + 1e-12)).all()
    assert story.cut == pytest.approx(100 * (clipped.norms > tau).mean())
    assert story.parts == bool((clipped.norms > tau).any())
    np.testing.assert_allclose(np.abs(raw.eigenvalues[0]), 1)  # orthogonal at the start
    assert np.abs(raw.eigenvalues[-1]).max() == pytest.approx(raw.radii[-1])
    assert raw.arriving[0] == clipped.arriving[0] == 1
    assert raw.states.sum() == pytest.approx(1)


def test_without_a_longer_gradient_the_runs_stay_one():
    story = SCENE.story(threshold=10.0, steps=10)
    assert not story.parts
    assert story.alike == DEFAULT.updates
    assert story.cut == 0
    np.testing.assert_array_equal(story.raw.losses, story.clipped.losses)


def test_the_longest_step_is_that_of_the_longest_gradient(story):
    assert story.raw.distances.argmax() == story.raw.norms.argmax()
    assert story.raw.distances.max() == pytest.approx(DEFAULT.lr * story.raw.norms.max())


def test_the_net_that_learned_has_a_radius_above_1_and_short_gradients(story):
    assert 1.5 < story.clipped.radii[-1] < 2.5
    assert story.clipped.norms[-50:].max() < 0.5 * story.threshold
    assert story.raw.radii[-1] > story.clipped.radii[-1]


def test_beyond_the_mark_tanh_is_flat(story):
    assert 1 - story.flat**2 < 0.1


def test_unclipped_units_saturate_more(story):
    assert story.raw.stuck > 1.5 * story.clipped.stuck
    assert story.clipped.stuck < 30
    assert story.clipped.arriving[-1] > 0.1


@pytest.mark.parametrize(
    ("left", "stuck", "title"),
    [
        pytest.param(0.001, 69, "Saturated units pass no error back", id="none arrives"),
        pytest.param(0.04, 69, "Saturated units pass little error back", id="little arrives"),
        pytest.param(0.3, 69, "What the states do to an error", id="much arrives"),
        pytest.param(0.001, 9, "What the states do to an error", id="not for saturation"),
    ],
)
def test_the_title_says_what_became_of_the_error(story, left, stuck, title):
    """The last bits of a processor's arithmetic decide where the unclipped run ends."""
    raw = replace(story.raw, stuck=stuck, arriving=np.geomspace(1, left, DEFAULT.steps))
    kept = replace(story.clipped, stuck=18, arriving=np.geomspace(1, 0.67, DEFAULT.steps))
    picture = SCENE.picture("Back in time", replace(story, raw=raw, clipped=kept))
    assert picture.title == title


@pytest.mark.parametrize("seed", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_other_seeds_show_the_same(seed):
    story = SCENE.story(seed=seed)
    assert story.clipped.end < 0.05 < 1.2 < story.raw.end
    assert story.raw.stuck > 1.5 * story.clipped.stuck


def test_the_thick_line_is_the_mean_of_the_last_15_losses(story):
    assert story.raw.means[100] == pytest.approx(story.raw.losses[86:101].mean())
    assert story.raw.means[3] == pytest.approx(story.raw.losses[:4].mean())


def test_an_error_that_is_gone_at_once_leaves_nothing():
    left = SCENE.module._left(np.zeros((3, 5)))
    assert left.tolist() == [1, 0, 0, 0, 0]
