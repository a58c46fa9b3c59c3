"""Where clipping is not enough: the run that bounces, and the learning rate that decides."""

import numpy as np
import pytest

from clipanim.numerics import bounce


def test_at_a_rate_of_a_hundredth_the_run_bounces_for_ever():
    told = bounce(1.105, updates=2000)
    assert (told.low, told.high) == pytest.approx((0.995, 1.005), abs=1e-9)
    assert told.cycles
    assert told.arrived is None
    assert told.stable_below == pytest.approx(8e-4)


@pytest.mark.parametrize(
    ("learning_rate", "threshold"), [(0.01, 1.0), (0.01, 0.5), (0.005, 2.0), (0.02, 0.5)]
)
def test_the_bounce_is_as_long_as_learning_rate_times_threshold(learning_rate, threshold):
    told = bounce(1 + 1.5 * learning_rate * threshold, 50, learning_rate, threshold)
    assert told.cycles
    assert told.size == pytest.approx(learning_rate * threshold, rel=1e-9)
    assert np.abs(told.run.gradient[-2:]).min() > threshold


@pytest.mark.parametrize(("start", "updates"), [(1.105, 209), (1.1, 199)])
def test_at_a_rate_below_the_limit_the_run_arrives(start, updates):
    told = bounce(start, learning_rate=5e-4)
    assert told.arrived == updates
    assert not told.cycles
    assert abs(told.run.w[updates - 1] - 1) >= 1e-3 > abs(told.run.w[updates] - 1)


@pytest.mark.parametrize("steps", [5, 20])
def test_the_limit_is_two_over_the_square_of_the_steps(steps):
    limit = bounce(1.0, steps).stable_below
    for factor, settles in ((0.95, True), (1.05, False)):
        told = bounce(1.02, steps, factor * limit, updates=2500, within=1e-6)
        assert (told.arrived is not None) == settles


def test_a_run_that_starts_at_the_goal_is_there_at_once():
    assert bounce(1.0, learning_rate=5e-4).arrived == 0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_run_that_is_nan_neither_arrives_nor_cycles(dtype):
    told = bounce(6e4 if dtype == "float16" else 1e38, learning_rate=0.01, dtype=dtype, updates=5)
    assert np.isnan(told.run.w[-1])
    assert (told.arrived, told.cycles) == (None, False)


def test_a_cycle_needs_four_updates_to_be_seen():
    with pytest.raises(ValueError, match=r"updates must be >= 4 .* got 3"):
        bounce(1.1, updates=3)
