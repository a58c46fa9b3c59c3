"""Updates that undo a training: found where they are, and made again as they were made."""

from dataclasses import replace

import numpy as np
import pytest

from clipanim.numerics import TrainingRun, find_loss_spike, replay, train, weights_before

RUN = TrainingRun(0.1, "none", 1.0, 0)
FIRST, COUNT = 40, 6


@pytest.fixture(scope="module")
def recorded():
    return train([RUN], updates=FIRST + COUNT)


def test_updates_made_again_are_those_of_the_training(recorded):
    replayed = replay(
        weights_before(recorded, 0, FIRST), RUN, FIRST, COUNT, parts=2, test_sequences=10
    )
    np.testing.assert_allclose(replayed.batch_losses, recorded.losses[0, FIRST:], rtol=1e-9)
    np.testing.assert_allclose(replayed.norms, recorded.gradient_norms[0, FIRST:], rtol=1e-9)
    np.testing.assert_allclose(replayed.update_norms, recorded.update_norms[0, FIRST:], rtol=1e-9)


def test_clipped_no_update_is_longer_than_the_rate_times_the_threshold(recorded):
    run = replace(RUN, threshold=0.5)
    replayed = replay(
        weights_before(recorded, 0, FIRST), run, FIRST, COUNT, "norm", parts=3, test_sequences=10
    )
    assert (replayed.norms > 0.5).any()
    np.testing.assert_allclose(replayed.update_norms, 0.1 * np.minimum(replayed.norms, 0.5))
    assert replayed.path_lengths.shape == replayed.test_losses.shape == (COUNT * 3 + 1,)
    np.testing.assert_allclose(
        replayed.path_lengths[::3], np.concatenate([[0], np.cumsum(replayed.update_norms)])
    )


def test_a_rise_beyond_a_guess_is_no_loss_of_something_learned():
    learned = [0.5] * 30 + [1.3] * 30
    bad = [1.3] * 30 + [9.0] * 30
    run, update, lost = find_loss_spike([bad, learned], np.full((2, 60), 0.1), 1.4)
    assert (run, update) == (1, 30)
    assert lost == pytest.approx(0.8)


def test_it_begins_at_most_five_updates_before():
    losses, norms = [[0.0] * 30 + [1.0] * 30], np.full((1, 60), 0.1)
    norms[0, 23:] = 2.0
    assert find_loss_spike(losses, norms, 1.4)[1] == 25


def test_a_window_of_more_than_half_of_the_updates_is_refused():
    with pytest.raises(ValueError, match="window"):
        find_loss_spike([[1.0]], [[1.0]], 1)


@pytest.mark.parametrize(
    ("count", "clip", "message"),
    [
        pytest.param(0, "none", "got 0", id="no updates"),
        pytest.param(1, "value", "value", id="by value"),
    ],
)
def test_what_cannot_be_replayed_is_refused(recorded, count, clip, message):
    with pytest.raises(ValueError, match=message):
        replay(weights_before(recorded, 0, 0), RUN, 0, count, clip)
