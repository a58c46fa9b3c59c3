"""The tasks: what is asked depends on two steps, which stand where they should."""

import numpy as np
import pytest

from clipanim.numerics import TASKS, adding, temporal_order

LENGTHS = (10, 20, 37, 200)
lengths = pytest.mark.parametrize("length", LENGTHS)


def seeded():
    return np.random.default_rng(5)


@lengths
def test_of_a_and_b_one_stands_early_and_one_half_way_and_they_make_the_class(length):
    drawn = temporal_order(length, 500, seeded())
    symbols = drawn.inputs.argmax(axis=-1)
    np.testing.assert_array_equal(drawn.inputs.sum(axis=-1), 1.0)
    for row, target in zip(symbols, drawn.targets, strict=True):
        first, second = np.flatnonzero(row < 2)
        assert 0.1 * length - 1 < first < 0.2 * length
        assert 0.5 * length - 1 < second < 0.6 * length
        assert target[row[first] + 2 * row[second]] == 1.0
        assert target.sum() == 1.0
    assert set(symbols.ravel()) == set(range(6))
    assert (drawn.targets.sum(axis=0) > 80).all()


@lengths
def test_one_number_is_marked_in_the_first_tenth_and_one_before_the_half(length):
    drawn = adding(length, 500, seeded())
    markers, numbers = drawn.inputs[..., 0], drawn.inputs[..., 1]
    for marked, values, target in zip(markers, numbers, drawn.targets, strict=True):
        first, second = np.flatnonzero(marked)
        assert first < 0.1 * length
        assert length // 10 <= second < 0.5 * length
        assert target == [(values[first] + values[second]) / 2]
    assert set(np.unique(markers)) == {0.0, 1.0}
    assert numbers.min() >= 0
    assert numbers.max() < 1


@pytest.mark.parametrize("task", TASKS)
def test_a_seed_gives_the_same_batches_again(task):
    first, second = (TASKS[task].draw(20, 4, seeded()) for _ in range(2))
    np.testing.assert_array_equal(first.inputs, second.inputs)
    np.testing.assert_array_equal(first.targets, second.targets)
    assert first.inputs.shape == (4, 20, TASKS[task].inputs)
    assert first.targets.shape == (4, TASKS[task].outputs)


def test_sequences_of_the_adding_task_are_up_to_a_tenth_longer():
    assert set(TASKS["adding"].lengths(30, 200, seeded())) == {30, 31, 32}
    assert set(TASKS["temporal_order"].lengths(30, 200, seeded())) == {30}


def test_chance_is_what_a_net_reaches_that_says_the_same_for_all():
    assert TASKS["temporal_order"].chance == pytest.approx(np.log(4))
    targets = adding(20, 20000, seeded()).targets
    assert TASKS["adding"].chance == pytest.approx(((targets - 0.5) ** 2).mean(), rel=0.03)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(("length", "batch"), [(9, 1), (10, 0)])
def test_too_short_or_too_few_is_refused(task, length, batch):
    with pytest.raises(ValueError, match=f"got {length} and {batch}"):
        TASKS[task].draw(length, batch, seeded())
