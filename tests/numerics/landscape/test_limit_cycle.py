"""Where clipping is not enough: the run that bounces, and the learning rate that decides."""

import numpy as np
import pytest

from clipanim.numerics import detect_cycle


def test_at_a_rate_of_a_hundredth_the_run_bounces_for_ever():
    found = detect_cycle(1.105, updates=2000)
    assert (found.low, found.high) == pytest.approx((0.995, 1.005), abs=1e-9)
    assert found.cycles
    assert found.settled_update is None
    assert found.max_stable_rate == pytest.approx(8e-4)


@pytest.mark.parametrize(
    ("learning_rate", "threshold"), [(0.01, 1.0), (0.01, 0.5), (0.005, 2.0), (0.02, 0.5)]
)
def test_the_bounce_is_as_long_as_learning_rate_times_threshold(learning_rate, threshold):
    found = detect_cycle(1 + 1.5 * learning_rate * threshold, 50, learning_rate, threshold)
    assert found.cycles
    assert found.peak_to_peak == pytest.approx(learning_rate * threshold, rel=1e-9)
    assert np.abs(found.run.gradient[-2:]).min() > threshold


@pytest.mark.parametrize(("start", "updates"), [(1.105, 209), (1.1, 199)])
def test_at_a_rate_below_the_limit_the_run_arrives(start, updates):
    found = detect_cycle(start, learning_rate=5e-4)
    assert found.settled_update == updates
    assert not found.cycles
    assert abs(found.run.w[updates - 1] - 1) >= 1e-3 > abs(found.run.w[updates] - 1)


@pytest.mark.parametrize("steps", [5, 20])
def test_the_limit_is_two_over_the_square_of_the_steps(steps):
    limit = detect_cycle(1.0, steps).max_stable_rate
    for factor, settles in ((0.95, True), (1.05, False)):
        found = detect_cycle(1.02, steps, factor * limit, updates=2500, tolerance=1e-6)
        assert (found.settled_update is not None) == settles


def test_a_run_that_starts_at_the_goal_is_there_at_once():
    assert detect_cycle(1.0, learning_rate=5e-4).settled_update == 0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_run_that_is_nan_neither_arrives_nor_cycles(dtype):
    start = 6e4 if dtype == "float16" else 1e38
    found = detect_cycle(start, learning_rate=0.01, dtype=dtype, updates=5)
    assert np.isnan(found.run.w[-1])
    assert (found.settled_update, found.cycles) == (None, False)


def test_a_cycle_needs_four_updates_to_be_seen():
    with pytest.raises(ValueError, match=r"updates must be >= 4 .* got 3"):
        detect_cycle(1.1, updates=3)
