"""Learning-rate schedules, and the rate that clipping leaves of them."""

import numpy as np
import pytest

from clipanim.numerics import (
    clip_by_norm,
    constant_rate,
    descend,
    effective_rate,
    step_rate,
    warmup_cosine_rate,
)


@pytest.mark.parametrize("warm_up", [0, 1, 20, 100])
def test_warm_up_rises_in_equal_steps_and_the_cosine_falls_to_the_end(warm_up):
    rates = warmup_cosine_rate(100, 0.3, warm_up=warm_up, last=0.01)
    assert rates.shape == (100,)
    rising = np.arange(1, warm_up)
    np.testing.assert_allclose(rates[: rising.size], 0.3 * rising / max(warm_up, 1))
    assert (np.diff(rates[max(warm_up - 1, 0) :]) < 0).all()
    assert rates.max() == pytest.approx(0.3, rel=1e-3)
    assert rates[-1] == pytest.approx(0.3 if warm_up == 100 else 0.01)


def test_half_way_down_the_cosine_is_half_way():
    assert warmup_cosine_rate(110, 2.0, warm_up=10)[59] == pytest.approx(1.0)


def test_a_step_schedule_falls_by_its_factor():
    assert step_rate(6, 0.8, every=3, factor=0.5).tolist() == [0.8] * 3 + [0.4] * 3
    assert constant_rate(2, 0.1).tolist() == step_rate(2, 0.1, every=9).tolist() == [0.1, 0.1]


def test_clipped_descent_is_descent_with_the_effective_rate():
    run = descend((4.7, -2.75), clip="norm", updates=60)
    rates = effective_rate(constant_rate(60, 0.2), run.norms[:-1], threshold=1.0)
    steps = rates[:, np.newaxis] * run.gradients[:-1]
    np.testing.assert_allclose(-np.diff(run.points, axis=0), steps, rtol=1e-9, atol=1e-12)
    assert rates.min() < 0.02 < rates.max() == 0.2


def test_the_effective_rate_of_a_zero_an_infinite_and_a_nan_norm():
    np.testing.assert_array_equal(
        effective_rate(0.1, [0.0, np.inf, np.nan], 1.0), [0.1, 0.0, np.nan]
    )
    assert effective_rate([0.1, 0.2], [5.0, 5.0], np.inf).tolist() == [0.1, 0.2]


def test_rate_times_gradient_is_the_clipped_step():
    gradients = np.random.default_rng(0).normal(size=(9, 4)) * 3
    rates = effective_rate(0.5, np.linalg.norm(gradients, axis=1), 2.0)
    np.testing.assert_allclose(rates[:, np.newaxis] * gradients, 0.5 * clip_by_norm(gradients, 2.0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: constant_rate(-1, 0.1), "updates must be >= 0", id="updates"),
        pytest.param(lambda: constant_rate(1, 0.0), "rate finite, > 0, got", id="rate"),
        pytest.param(lambda: step_rate(1, 0.1, every=0), "every must be >= 1", id="every"),
        pytest.param(lambda: step_rate(1, 0.1, every=1, factor=2), "factor <= 1", id="factor"),
        pytest.param(lambda: warmup_cosine_rate(3, 0.1, warm_up=4), "0 to 3", id="warm-up"),
        pytest.param(
            lambda: warmup_cosine_rate(3, 0.1, warm_up=1, last=1), r"last 0 to 0\.1", id="last"
        ),
        pytest.param(lambda: effective_rate(0.1, [1.0], 0.0), "threshold must be > 0", id="tau"),
    ],
)
def test_a_bad_argument_is_refused_and_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
