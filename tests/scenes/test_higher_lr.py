"""What the film says of learning rates and thresholds holds, at its defaults and beyond.

Its pictures answer, without the words:
1. At which learning rates do nets learn with clipping, and at which without?
2. How can few updates undo what hundreds had learned, and what does clipping change?
3. How is a threshold chosen, and what does even a good one not promise?
"""

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim import numerics

SCENE = SceneUnderTest("higher_lr")
DEFAULT = SCENE.default


@pytest.fixture(scope="module")
def slow_rates():
    return SCENE.story(rates=(0.01, 0.01), seeds=1, tried=(0.5, 1.0))


def test_more_learn_with_clipping_than_without(story):
    unclipped, clipped = story.learned
    assert clipped > unclipped
    assert story.each == 12
    assert story.trained == 24


def test_with_clipping_all_but_the_highest_rate_learn_with_every_seed(story):
    assert (story.ends[:3, 1] < story.learned_below).all()


def test_without_clipping_no_run_learns_at_the_two_highest_rates(story):
    assert (story.ends[2:, 0] > story.learned_below).all()


def test_at_the_highest_rate_clipping_fails_too(story):
    assert story.rates[story.top] == 1.0
    assert (story.top_learned, story.top_failed) == (0, 3)
    assert (story.ends[story.top, 1] < story.ends[story.top, 0]).all()  # less badly, though


def test_a_cell_is_its_training(story):
    made = numerics.train([numerics.TrainingRun(0.1, "norm", 1.0, 2)], updates=600)
    assert story.ends[1, 1, 2] == made.final_losses[0]
    assert story.means[1, 1, 2, 599] == pytest.approx(made.losses[0, -15:].mean())


def test_a_few_updates_undo_what_was_learned_where_the_title_says_so(story):
    """The last bits of a processor's arithmetic decide which run that is, and when."""
    fall = story.fall
    assert fall.raw_losses[-1] > story.chance
    assert fall.count <= 8
    assert fall.undone == (fall.raw_losses[0] < story.learned_below)
    title = SCENE.picture("A destructive update", story).title
    assert title.endswith("what was learned") == fall.undone


def test_clipped_the_same_updates_keep_it(story):
    fall = story.fall
    assert fall.kept_losses.max() < fall.raw_losses[0] + 0.1
    assert fall.kept_moved[-1] <= fall.count * fall.rate * story.threshold * (1 + 1e-9)
    assert fall.raw_moved[-1] > 2 * fall.kept_moved[-1]


def test_the_updates_made_again_are_those_of_the_run(story):
    fall = story.fall
    run = numerics.TrainingRun(fall.rate, "none", 1.0, fall.seed)
    made = numerics.train([run], updates=fall.first + fall.count)
    np.testing.assert_allclose(made.gradient_norms[0, fall.first :], fall.norms, rtol=1e-6)
    np.testing.assert_allclose(made.losses[0], fall.losses[: fall.first + fall.count])


def test_the_rule_of_thumb_is_half_to_ten_times_the_average(story):
    choice = story.choice
    assert choice.low == pytest.approx(choice.average / 2)
    assert choice.high == pytest.approx(10 * choice.average)
    assert choice.within == sum(choice.low <= tau <= choice.high for tau in DEFAULT.tried)
    assert choice.learned < choice.within  # a hint, not a promise


def test_what_was_tried_at_the_threshold_of_the_sweep_is_the_sweep(story):
    assert story.choice.rate == 0.3
    np.testing.assert_array_equal(story.choice.ends[2], story.ends[2, 1])
    np.testing.assert_array_equal(story.choice.plain, story.ends[2, 0])


def test_all_gradients_are_longer_than_the_lowest_threshold_and_none_than_the_highest(story):
    assert story.choice.shares[0] == 100
    assert story.choice.shares[-1] == 0
    assert story.choice.counts.sum() == 3 * 600
    assert story.threshold in story.choice.swept


def test_one_weight_bounces_for_ever_by_steps_of_the_learning_rate_times_the_threshold(story):
    one = story.one
    assert one.size == pytest.approx(one.rate * one.threshold)
    assert (one.low, one.high) == (pytest.approx(0.995), pytest.approx(1.005))
    far = numerics.detect_cycle(one.w[0], one.steps, one.rate, updates=4000)
    assert far.cycles
    assert (far.low, far.high) == pytest.approx((one.low, one.high))
    assert one.stable_below == pytest.approx(2 / 50**2)
    assert one.stable_below < one.rate


def test_below_that_rate_it_settles(story):
    one = story.one
    settled = numerics.detect_cycle(one.w[0], one.steps, 0.9 * one.stable_below, updates=2000)
    assert settled.settled_update


def test_runs_that_are_merely_slow_are_not_said_to_fail(slow_rates):
    assert slow_rates.top_learned < slow_rates.seeds
    assert slow_rates.top_failed == 0
    title = SCENE.picture("Learning rates", slow_rates).title
    assert title == "The same learning rates, clipped and not"


def test_where_nothing_was_learned_nothing_is_said_to_be_undone(slow_rates):
    assert not slow_rates.fall.undone
    title = SCENE.picture("A destructive update", slow_rates).title
    assert title == "The sharpest rise of a loss"


@pytest.mark.parametrize("values", list(SCENE.one_at_an_end(slow=DEFAULT.as_dict())))
def test_what_the_film_says_holds_at_every_end_of_a_parameter(values):
    story = SCENE.story(**values)
    fall, choice = story.fall, story.choice
    assert np.isfinite(story.means).all()
    assert np.diff(fall.kept_moved[::24]).max() <= fall.rate * story.threshold * (1 + 1e-9)
    assert fall.raw_losses[24::24].argmax() == fall.count - 1
    assert choice.learned <= choice.within <= len(choice.tried)
    assert story.threshold in choice.swept
