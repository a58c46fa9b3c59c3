"""Training of many nets at once: each as if alone, and clipping decides which of them learn."""

from dataclasses import replace

import numpy as np
import pytest

from clipanim.numerics import (
    TASKS,
    Training,
    TrainingRun,
    Weights,
    backpropagate,
    clip_by_norm,
    clip_by_value,
    norm,
    spectral_radius,
    sweep,
    train,
    weights_before,
)

CLIPS = ("none", "norm", "value")
SMALL = {"n": 8, "length": 10, "batch": 5, "updates": 30}
MIXED = [
    TrainingRun(0.3, "none", seed=1),
    TrainingRun(1.0, "norm", 0.2, seed=1),
    TrainingRun(0.1, "value", 0.01, seed=2),
    TrainingRun(1.0, "norm", 0.5, seed=2),
]


@pytest.fixture(scope="module")
def film_runs():
    """The two runs of the film, for three seeds: first all without clipping, then all with."""
    return train(sweep([0.3], seeds=(0, 1, 2)))


def flat(weights):
    return np.concatenate([a.reshape(len(a), -1) for a in weights], axis=-1)


def test_with_clipping_the_net_learns_what_came_first_and_without_it_fails(film_runs):
    without, with_clipping = film_runs.final_losses[:3], film_runs.final_losses[3:]
    assert without.min() > 1.2
    assert with_clipping.max() < 0.05


def test_solved_nets_have_a_radius_above_one_and_failed_ones_a_larger(film_runs):
    radii = film_runs.spectral_radii[:, -1]
    assert ((radii[3:] > 1.5) & (radii[3:] < 2.3)).all()
    assert (radii[:3] > radii[3:]).all()
    assert film_runs.spectral_radii[:, 0] == pytest.approx(1.0, rel=1e-12)


def test_a_minority_of_updates_is_clipped_and_none_is_longer_than_allowed(film_runs):
    assert (film_runs.clipped_shares[3:] < 0.5).all()
    assert (film_runs.clipped_shares[:3] == 0).all()
    assert film_runs.update_norms[3:].max() <= 0.3 * (1 + 1e-12)
    assert film_runs.largest_update_norms[:3].min() > 3 * 0.3


@pytest.mark.slow
def test_the_sweep_has_the_pattern_that_the_films_claim():
    training = train(sweep([0.03, 0.1, 0.3, 1.0], seeds=(0, 1, 2)))
    losses = training.final_losses.reshape(4, 2, 3)
    assert np.median(losses[0], axis=-1).max() < 0.6  # clipping is neither needed nor harmful
    assert losses[2, 0].min() > 1.2
    assert losses[2, 1].max() < 0.05
    assert losses[3, 0].min() > 4.0
    assert losses[3, 1].min() > 1.2  # nothing guarantees that clipping is enough
    assert (losses[1:, 1] < losses[1:, 0] + 0.1).all()
    assert training.clipped_shares.reshape(4, 2, 3)[3, 1].min() > 0.9


@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("task", TASKS)
def test_a_run_is_the_same_alone_as_among_others_bit_for_bit(row, task):
    together, alone = train(MIXED, task=task, **SMALL), train([MIXED[row]], task=task, **SMALL)
    for name in ("losses", "gradient_norms", "update_norms", "effective_rates", "eigenvalues"):
        np.testing.assert_array_equal(getattr(together, name)[row], getattr(alone, name)[0])
    np.testing.assert_array_equal(flat(together.weights)[row], flat(alone.weights)[0])


@pytest.mark.parametrize("processes", [2, 5])
def test_any_number_of_processes_makes_the_same_training_bit_for_bit(processes):
    runs = MIXED[::-1] + MIXED
    together, alone = (train(runs, processes=n, **SMALL) for n in (processes, 1))
    for name, expected in vars(alone).items():
        found = getattr(together, name)
        parts = (
            zip(found, expected, strict=True) if isinstance(found, Weights) else [(found, expected)]
        )
        for one, other in parts:
            np.testing.assert_array_equal(one, other)
            assert np.asarray(one).dtype == np.asarray(other).dtype


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("update", [0, 1, 50, 73, 110])
def test_the_weights_before_an_update_are_those_of_a_training_that_ends_there(task, update):
    training = train(MIXED, task=task, **{**SMALL, "updates": 110})
    for row in (0, 3):
        there = weights_before(training, row, update)
        short = train([MIXED[row]], task=task, **{**SMALL, "updates": max(update, 1)})
        expected = short.weights if update else short.initial_weights
        np.testing.assert_array_equal(flat([a[None] for a in there]), flat(expected))


@pytest.mark.parametrize("update", [-1, 31])
def test_before_an_update_that_was_not_made_there_are_no_weights(update):
    with pytest.raises(ValueError, match=f"0 to 30, got {update}"):
        weights_before(train(MIXED[:1], **SMALL), 0, update)


@pytest.mark.parametrize("clip", CLIPS)
def test_the_first_update_is_the_learning_rate_times_the_clipped_gradient(clip):
    training = train([TrainingRun(0.5, clip, 0.01, seed=3)], **{**SMALL, "updates": 1})
    first = Weights(*(array[0] for array in training.initial_weights))
    batch = TASKS["temporal_order"].draw(10, 5, np.random.default_rng([1, 3]))
    once = backpropagate(first, batch.inputs, batch.targets)
    gradient = np.concatenate([np.ravel(a) for a in once.gradient])
    by = {"none": lambda g, _: g, "norm": clip_by_norm, "value": clip_by_value}[clip]
    step = 0.5 * by(gradient, 0.01)
    np.testing.assert_allclose(
        flat(training.weights)[0], flat(training.initial_weights)[0] - step, rtol=1e-12
    )
    assert training.losses[0, 0] == once.loss
    assert training.gradient_norms[0, 0] == pytest.approx(norm(gradient), rel=1e-12)
    assert training.update_norms[0, 0] == pytest.approx(norm(step), rel=1e-12)
    assert training.clipped[0, 0] == (clip != "none")


def test_the_effective_step_is_the_learning_rate_shortened_as_the_gradient_is():
    training = train(MIXED, **SMALL)
    for row in (1, 3):
        run, norms = MIXED[row], training.gradient_norms[row]
        expected = run.learning_rate * np.minimum(1, run.threshold / norms)
        np.testing.assert_allclose(training.effective_rates[row], expected, rtol=1e-12)
        np.testing.assert_array_equal(training.clipped[row], norms > run.threshold)
    np.testing.assert_array_equal(training.effective_rates[0], 0.3)
    np.testing.assert_allclose(
        training.effective_rates * training.gradient_norms, training.update_norms
    )


def test_runs_with_one_seed_start_alike_and_see_the_same_batches():
    training = train(sweep([0.1, 0.2], CLIPS, (0, 7)), **SMALL)
    np.testing.assert_array_equal(training.losses[0::2, 0], training.losses[0, 0])
    np.testing.assert_array_equal(training.losses[1::2, 0], training.losses[1, 0])
    assert training.losses[0, 0] != training.losses[1, 0]


def test_a_threshold_that_is_never_reached_changes_nothing_at_all():
    training = train(sweep([0.3], ("none", "norm", "value"), threshold=1e6), **SMALL)
    np.testing.assert_array_equal(flat(training.weights)[1:], flat(training.weights)[[0, 0]])
    assert not training.clipped.any()


def test_a_run_that_leaves_the_numbers_disturbs_no_other_and_says_when():
    wild = TrainingRun(1e9, "none")
    sizes = {**SMALL, "activation": "linear", "task": "adding"}
    training, alone = train([wild, TrainingRun(0.01)], **sizes), train([TrainingRun(0.01)], **sizes)
    assert np.isnan(training.losses[0, -1])
    assert np.isnan(training.spectral_radii[0, -1])
    assert not np.isfinite(training.largest_update_norms[0])
    assert np.isfinite(training.update_norms[0, : training.largest_updates[0]]).all()
    np.testing.assert_array_equal(training.losses[1], alone.losses[0])
    assert np.isfinite(training.losses[1]).all()


def test_clipping_by_norm_bounds_every_update_also_of_a_net_without_bounds():
    training = train([TrainingRun(1.0, "norm", 0.1)], task="adding", activation="linear", **SMALL)
    assert training.update_norms.max() <= 0.1 * (1 + 1e-12)


def test_eigenvalues_are_recorded_before_the_first_and_after_every_tenth_update():
    training = train(MIXED, **{**SMALL, "updates": 25})
    assert isinstance(training, Training)
    assert training.eigenvalue_updates.tolist() == [0, 10, 20]
    assert training.eigenvalues.shape == (4, 3, 8)
    np.testing.assert_array_equal(
        training.spectral_radii[:, 0], spectral_radius(training.initial_weights.W)
    )
    rarely = train(MIXED, every=20, **SMALL)
    assert rarely.eigenvalue_updates.tolist() == [0, 20]
    np.testing.assert_array_equal(rarely.eigenvalues, training.eigenvalues[:, ::2])
    after = train(MIXED, **{**SMALL, "updates": 20}).weights
    np.testing.assert_array_equal(training.spectral_radii[:, -1], spectral_radius(after.W))


def test_the_adding_task_is_learned_better_than_by_chance():
    training = train([TrainingRun(0.05, "norm")], task="adding", n=16, length=10)
    assert training.final_losses[0] < TASKS["adding"].chance / 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({"runs": []}, "got 0", id="no runs"),
        pytest.param({"task": "copying"}, "'copying'", id="task"),
        pytest.param({"n": 0}, ", 0 and", id="no units"),
        pytest.param({"updates": 0}, "and 0", id="no updates"),
        pytest.param({"length": 9, "task": "adding"}, "length must be >= 10", id="short"),
        pytest.param({"every": 0}, "every must be >= 1, got 0", id="no records"),
        pytest.param({"batch": 0}, "batch >= 1", id="no batch"),
        pytest.param({"activation": "sigmoid"}, "'sigmoid'", id="activation"),
        pytest.param({"runs": [TrainingRun(0.0)]}, "learning_rate", id="learning rate"),
        pytest.param({"runs": [TrainingRun(0.1, "norm", np.inf)]}, "threshold", id="threshold"),
        pytest.param({"runs": [replace(MIXED[0], clip="l1")]}, "'l1'", id="clip"),
        pytest.param({"runs": [TrainingRun(seed=-1)]}, "seed must be >= 0", id="seed"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_it_starts(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        train(**{"runs": MIXED, **SMALL, **arguments})
