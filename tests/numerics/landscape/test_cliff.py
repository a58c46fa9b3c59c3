"""The cliff: where it stands, how steep it is, and that its gradients are true."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clipanim.numerics import (
    cliff_line,
    critical_weight,
    error,
    error_and_gradient,
    multiplier,
    norm,
)

TINY = 1e-40  # an imaginary step this small leaves no error of its own
weights = st.floats(4.2, 5.6)
biases = st.floats(-3.1, -1.9)


def by_complex_step(w, b, **options):
    return (
        error(w + 1j * TINY, b, **options).imag / TINY,
        error(w, b + 1j * TINY, **options).imag / TINY,
    )


@given(weights, biases, st.integers(0, 60))
def test_gradients_agree_with_complex_steps_to_twelve_digits(w, b, steps):
    assume(abs(b - cliff_line(w)) > 0.01)  # nearer, one ulp of the state decides the side
    value, *slopes = error_and_gradient(w, b, steps=steps)
    assert value == error(w, b, steps=steps)
    np.testing.assert_allclose(slopes, by_complex_step(w, b, steps=steps), rtol=1e-12, atol=1e-300)


@given(st.floats(-300, 300), st.floats(-300, 300))
def test_they_agree_far_outside_the_window_too(w, b):
    slopes = error_and_gradient(w, b, steps=2)[1:]
    np.testing.assert_allclose(slopes, by_complex_step(w, b, steps=2), rtol=1e-9, atol=1e-250)


def test_the_gradient_at_a_known_point():
    _, dw, db = error_and_gradient(5.0, -2.6)
    assert (dw, db) == (pytest.approx(0.1194587, abs=5e-8), pytest.approx(0.1476018, abs=5e-8))


def test_grids_of_any_shape_give_what_points_give_one_by_one():
    w, b = np.linspace(4.2, 5.6, 4)[:, np.newaxis], np.linspace(-3.1, -1.9, 3)
    grids = error_and_gradient(w, b)
    assert {grid.shape for grid in grids} == {(4, 3)}
    points = [[error_and_gradient(x, y) for y in b] for x in w[:, 0]]
    np.testing.assert_allclose(np.moveaxis(grids, 0, -1), points, rtol=1e-9)
    np.testing.assert_array_equal(error(w, b), grids[0])


@pytest.mark.parametrize("w", [0.0, 1e5, -1e5, 1e308, -1e308])
@pytest.mark.parametrize("b", [0.0, 1e5, -1e5, 1e308, -1e308])
def test_huge_parameters_give_finite_errors_and_gradients_without_a_warning(w, b):
    assert np.isfinite(error_and_gradient(w, b)).all()
    assert 0 <= error(w, b) <= 0.49


@pytest.mark.parametrize(
    ("w", "expected"),
    [
        pytest.param(np.nan, [np.nan, np.nan, np.nan], id="NaN"),
        pytest.param(np.inf, [0.3**2, np.nan, np.nan], id="inf: the output is 1"),
    ],
)
def test_a_weight_beyond_the_numbers_does_not_warn(w, expected):
    np.testing.assert_allclose(error_and_gradient(w, -2.5), expected)


@pytest.mark.parametrize(
    ("w", "b"),
    [
        (4.4, -2.2388),
        (4.6, -2.3633),
        (4.8, -2.4878),
        (5.0, -2.6123),
        (5.2, -2.7368),
        (5.4, -2.8613),
        (5.6, -2.9858),
        (6.0, -3.2348),
    ],
)
def test_the_cliff_stands_where_it_was_surveyed(w, b):
    assert cliff_line(w) == pytest.approx(b, abs=5e-5)


@pytest.mark.parametrize(
    ("w", "growth"),
    [(4.4, 5.3), (4.6, 49), (4.8, 413), (5.0, 3.2e3), (5.2, 2.3e4), (5.4, 1.5e5), (5.6, 9.2e5)],
)
def test_a_difference_at_the_cliff_grows_fifty_times_over(w, growth):
    assert multiplier(w) ** 50 == pytest.approx(growth, rel=0.02)


@given(st.floats(-50, 50), st.floats(-3, 3))
def test_on_the_cliff_line_the_start_stays_where_it_is(w, x0):
    step = w / (1 + np.exp(-x0)) + cliff_line(w, x0=x0)
    assert step == pytest.approx(x0, abs=1e-13)


@given(st.floats(-3, 3))
def test_at_the_critical_weight_a_small_difference_neither_grows_nor_shrinks(x0):
    assert multiplier(critical_weight(x0), x0) == pytest.approx(1.0, rel=1e-14)


def test_the_critical_weight_of_the_film():
    assert critical_weight() == pytest.approx(4.25525, abs=5e-6)
    assert cliff_line(1.0) - 0.5 == pytest.approx(-0.62246, abs=5e-6)


def test_the_error_jumps_across_the_cliff_and_is_smooth_elsewhere():
    line = cliff_line(5.0)
    assert abs(error(5.0, line + 0.01) - error(5.0, line - 0.01)) > 0.3
    assert abs(error(5.0, line + 0.5) - error(5.0, line + 0.48)) < 0.02


def test_the_land_is_flat_almost_everywhere():
    w, b = np.meshgrid(np.linspace(4.2, 5.6, 301), np.linspace(-3.1, -1.9, 301))
    _, *slopes = error_and_gradient(w, b)
    lengths = norm(np.stack(slopes, axis=-1))
    assert np.median(lengths) == pytest.approx(0.112, abs=0.001)
    assert (lengths > 1).mean() == pytest.approx(0.0045, abs=0.0003)


def test_the_cliff_grows_with_the_number_of_steps_and_stays_finite():
    b = cliff_line(5.0) + np.linspace(-2e-3, 2e-3, 4001)
    steepest = [
        norm(np.stack(error_and_gradient(5.0, b, steps=steps)[1:], axis=-1)).max()
        for steps in (5, 10, 20, 30, 50)
    ]
    assert (np.divide(steepest[1:], steepest[:-1]) > 1.5).all()
    assert 1e3 < steepest[-1] < 1e5


@pytest.mark.parametrize("of", [error, error_and_gradient])
def test_a_negative_number_of_steps_is_refused(of):
    with pytest.raises(ValueError, match="steps must be >= 0, got -1"):
        of(5.0, -2.5, steps=-1)
