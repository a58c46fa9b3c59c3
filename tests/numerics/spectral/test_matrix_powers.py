"""Powers of matrices: they grow first, shrink first, or leave the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import (
    TransientPeak,
    gaussian,
    iterate,
    nilpotent_tanh,
    non_normal,
    orthogonal,
    power_norms,
    powers,
    rotation,
    scaled_orthogonal,
    shear,
    singular_values,
    spectral_radius,
    tanh_jacobian_norms,
    transient_peak,
)

seeds = st.integers(0, 2**32)


def test_a_matrix_with_radius_below_one_may_grow_nineteen_fold_before_it_shrinks():
    peak = transient_peak(non_normal(0.9, 5.0), steps=100)
    assert spectral_radius(non_normal(0.9, 5.0)) == 0.9
    assert (peak.step, peak.below_one_from) == (9, 55)
    assert peak.norm == pytest.approx(19.38, abs=0.005)


def test_a_stronger_coupling_peaks_earlier_and_higher():
    peak = transient_peak([[0.8, 10.0], [0.0, 0.8]], steps=100)
    assert peak.step == 4
    assert peak.norm == pytest.approx(20.5, abs=0.05)


@pytest.mark.parametrize(
    ("W", "steps", "expected"),
    [
        pytest.param(np.diag([0.5, 0.25]), 3, TransientPeak(0, 1.0, 1), id="shrinks at once"),
        pytest.param(2 * np.eye(2), 3, TransientPeak(3, 8.0, None), id="grows to the end"),
        pytest.param(np.eye(2), 3, TransientPeak(0, 1.0, None), id="stays at one"),
        pytest.param([[0.0, 4.0], [0.0, 0.0]], 3, TransientPeak(1, 4.0, 2), id="one step only"),
        pytest.param([[0.0, 4.0], [0.0, 0.0]], 1, TransientPeak(1, 4.0, None), id="cut short"),
    ],
)
def test_peaks_by_hand(W, steps, expected):
    assert transient_peak(W, steps) == expected


@given(st.integers(1, 5), seeds, st.integers(0, 8))
def test_powers_are_products(n, seed, k):
    W = gaussian(n, seed)
    np.testing.assert_allclose(
        powers(W, 8)[k], np.linalg.matrix_power(W, k), rtol=1e-12, atol=1e-13
    )


@given(st.integers(1, 5), seeds)
def test_the_norm_of_a_power_lies_between_radius_and_singular_value(n, seed):
    W, k = gaussian(n, seed), np.arange(7)
    norms = power_norms(W, 6)
    assert (norms >= spectral_radius(W) ** k * (1 - 1e-9)).all()
    assert (norms <= singular_values(W)[0] ** k * (1 + 1e-9)).all()


@given(st.integers(1, 5), seeds, st.integers(0, 6))
def test_iterating_a_vector_is_applying_a_power(n, seed, k):
    W, vectors = gaussian(n, seed), np.random.default_rng(seed).normal(size=(3, n))
    expected = vectors @ np.linalg.matrix_power(W, k).T
    np.testing.assert_allclose(iterate(W, vectors, 6)[k], expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("radius", [0.9, 1.0, 1.1], ids=["shrinks", "keeps", "grows"])
@pytest.mark.parametrize("make", [lambda r: rotation(r, 30), lambda r: scaled_orthogonal(6, 1, r)])
def test_without_shear_the_norms_are_powers_of_the_radius(make, radius):
    np.testing.assert_allclose(power_norms(make(radius), 60), radius ** np.arange(61), rtol=1e-12)


def test_a_shear_grows_like_a_straight_line():
    assert powers(shear(0.5), 100)[-1].tolist() == [[1.0, 50.0], [0.0, 1.0]]


@pytest.mark.parametrize("seed", range(5))
def test_a_random_matrix_of_radius_about_one_grows_at_the_chance_of_its_seed(seed):
    W = gaussian(32, seed)
    assert 0.9 < spectral_radius(W) < 1.3
    assert 20 < power_norms(W, 100)[-1] < 3e6
    assert power_norms(orthogonal(32, seed), 100)[-1] == pytest.approx(1.0, abs=1e-12)


def test_the_random_matrix_of_seed_0_grows_to_1260():
    W = gaussian(32, seed=0)
    assert spectral_radius(W) == pytest.approx(1.07, abs=0.005)
    assert singular_values(W)[0] == pytest.approx(1.79, abs=0.005)
    assert power_norms(W, 100)[-1] == pytest.approx(1260, rel=1e-3)


def test_orthogonal_matrices_favour_no_direction():
    matrices = np.array([orthogonal(3, seed) for seed in range(400)])
    np.testing.assert_allclose(matrices.mean(axis=0), 0.0, atol=0.15)  # 5 standard errors


def test_seeds_repeat_and_differ():
    np.testing.assert_array_equal(gaussian(4, seed=1), gaussian(4, seed=1))
    assert (gaussian(4, seed=1) != gaussian(4, seed=2)).all()


def test_norms_are_right_up_to_the_largest_number_and_inf_beyond():
    W = np.array([[2.0, 0.0], [0.0, 0.5]])
    np.testing.assert_array_equal(power_norms(W, 1024), [*(2.0 ** np.arange(1024)), np.inf])


def test_components_that_leave_the_numbers_are_infinite_with_their_sign_and_never_nan():
    orbit = iterate([[1e200, -1e200], [0.0, 1e200]], [1.0, 2.0], steps=3)
    assert orbit[-1].tolist() == [-np.inf, np.inf]


def test_a_vector_that_vanished_on_the_way_down_comes_back_only_from_its_own_exponent():
    W = np.array([[0.0, 1e-200], [1e200, 0.0]])  # down, then up again: W @ W is 1
    assert iterate(W, [0.0, 1e-150], steps=2)[1].tolist() == [0.0, 0.0]  # 1e-350 is no float64
    np.testing.assert_allclose(iterate(W, [0.0, 1e-150], steps=2)[2], [0.0, 1e-150], rtol=1e-13)


def test_a_matrix_of_the_largest_numbers_does_not_overflow_on_a_small_vector():
    largest = np.finfo(np.float64).max
    orbit = iterate(np.full((4, 4), largest), np.full(4, 2.0**-1010), steps=1)
    np.testing.assert_array_equal(orbit[1], 2.0**-1008 * largest)


@pytest.mark.parametrize("of", [powers, power_norms, transient_peak])
@pytest.mark.parametrize(
    ("W", "steps", "message"),
    [
        pytest.param(np.eye(2), -1, "steps must be >= 0, got -1", id="negative steps"),
        pytest.param(np.ones((2, 3)), 1, "square", id="not square"),
        pytest.param(np.ones((2, 2, 2)), 1, "one matrix", id="a stack"),
        pytest.param([[np.inf]], 1, "finite", id="not finite"),
    ],
)
def test_what_has_no_powers_is_refused(of, W, steps, message):
    with pytest.raises(ValueError, match=message):
        of(W, steps)


@pytest.mark.parametrize("vector", [[1.0], [np.nan, 1.0]], ids=["too short", "NaN"])
def test_vectors_that_do_not_fit_are_refused(vector):
    with pytest.raises(ValueError, match="vectors must be finite, of shape"):
        iterate(np.eye(2), vector, 1)


def test_the_counter_example_has_radius_zero_and_squares_to_zero():
    example = nilpotent_tanh()
    assert spectral_radius(example.recurrent) == 0.0
    assert singular_values(example.recurrent)[0] == pytest.approx(16.0, rel=1e-15)
    assert not (example.recurrent @ example.recurrent).any()


def test_the_counter_example_rests_at_its_fixed_point_where_its_jacobian_doubles():
    example = nilpotent_tanh()
    state = example.recurrent @ np.tanh(example.fixed_point) + example.bias
    np.testing.assert_allclose(state, example.fixed_point, atol=1e-14)
    np.testing.assert_allclose(example.jacobian, [[8.0, 6.0], [-8.0, -6.0]], rtol=1e-15)
    np.testing.assert_allclose(example.jacobian @ example.jacobian, 2 * example.jacobian)


def test_the_jacobian_of_the_counter_example_is_the_derivative_of_its_step():
    example, h = nilpotent_tanh(), 1e-30
    steps = example.recurrent @ np.tanh(example.fixed_point[:, np.newaxis] + 1j * h * np.eye(2))
    np.testing.assert_allclose(steps.imag / h, example.jacobian, rtol=1e-14)


def test_with_radius_zero_the_gradient_doubles_at_every_step():
    norms = tanh_jacobian_norms(nilpotent_tanh(), steps=25)
    doubling = 10 * 2**0.5 * 2.0 ** np.arange(25)
    np.testing.assert_allclose(norms, [1.0, *doubling], rtol=1e-7)
    assert norms[12] == pytest.approx(28963, abs=0.5)


@pytest.mark.parametrize("steps", [-1, 26])
def test_the_counter_example_is_not_run_into_its_own_rounding(steps):
    with pytest.raises(ValueError, match=f"steps must be between 0 and 25, got {steps}"):
        tanh_jacobian_norms(nilpotent_tanh(), steps)
