"""Eigenvalues and singular values, against matrices whose spectra are known exactly."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clipanim.numerics import (
    eigen_components,
    eigenvalues,
    follow_eigenvalues,
    gaussian,
    iterate,
    non_normal,
    orthogonal,
    rotation,
    shear,
    singular_values,
    spectral_radius,
)

entries = st.floats(-10, 10, allow_subnormal=False)


def companion(roots):
    """The matrix whose eigenvalues are `roots`."""
    coefficients = np.poly(roots)
    return np.vstack([-coefficients[1:], np.eye(len(roots))[:-1]])


@given(entries, entries, entries)
def test_a_triangular_matrix_shows_its_eigenvalues_on_the_diagonal(a, b, c):
    assert spectral_radius([[a, b], [0, c]]) == pytest.approx(max(abs(a), abs(c)), rel=1e-9)


@given(st.lists(entries, min_size=3, max_size=6), st.integers(0, 2**32))
def test_so_does_a_larger_triangular_matrix(diagonal, seed):
    n = len(diagonal)
    W = np.triu(np.random.default_rng(seed).normal(size=(n, n)), k=1) + np.diag(diagonal)
    assert spectral_radius(W) == pytest.approx(np.abs(diagonal).max(), rel=1e-12)


@given(st.floats(0.01, 100), st.floats(-720, 720))
def test_a_rotation_has_its_stretch_as_radius_and_as_every_singular_value(radius, degrees):
    W = rotation(radius, degrees)
    assert spectral_radius(W) == pytest.approx(radius, rel=1e-14)
    np.testing.assert_allclose(singular_values(W), radius, rtol=1e-14)


def test_a_growing_rotation_has_eigenvalues_whose_real_part_is_below_one():
    values = eigenvalues(rotation(1.1, np.degrees(0.5)))
    np.testing.assert_allclose(values, [0.965 + 0.527j, 0.965 - 0.527j], atol=1e-3)


@pytest.mark.parametrize(
    ("W", "expected"),
    [
        pytest.param(np.eye(5)[[2, 0, 1, 4, 3]], 1.0, id="a permutation"),
        pytest.param(companion([3.0, -4.0, 0.5]), 4.0, id="a companion: largest root negative"),
        pytest.param(companion([1 + 2j, 1 - 2j, 2.0]).real, 5**0.5, id="a companion: a pair"),
        pytest.param(np.full((4, 4), 1.0), 4.0, id="all ones"),
        pytest.param(np.zeros((3, 3)), 0.0, id="zero"),
        pytest.param([[-7.0]], 7.0, id="one by one"),
        pytest.param([[8.0, 8.0], [-8.0, -8.0]], 0.0, id="nilpotent"),
        pytest.param([[3.0, 1.0], [-1.0, 1.0]], 2.0, id="a hidden Jordan block"),
        pytest.param([[1e300, 1e300], [1e300, 1e300]], 2e300, id="huge"),
        pytest.param([[1e-300, 1e-300], [1e-300, 1e-300]], 2e-300, id="tiny"),
        pytest.param(shear(7.0), 1.0, id="a shear"),
    ],
)
def test_the_radius_of_matrices_that_are_known(W, expected):
    assert spectral_radius(W) == pytest.approx(expected, rel=1e-12, abs=1e-12 * expected)


@given(st.lists(st.lists(entries, min_size=2, max_size=2), min_size=2, max_size=2))
def test_two_by_two_eigenvalues_have_the_trace_as_sum_and_the_determinant_as_product(W):
    first, second = eigenvalues(W)
    (a, b), (c, d) = W
    size = max(1e-300, np.abs(W).max())
    assert abs(first + second - (a + d)) <= 1e-14 * size
    assert abs(first * second - (a * d - b * c)) <= 1e-14 * size**2


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_no_eigenvalue_exceeds_the_largest_singular_value(n, seed):
    W = gaussian(n, seed)
    assert spectral_radius(W) <= singular_values(W)[0] * (1 + 1e-12)


@pytest.mark.parametrize("n", [2, 5])
def test_eigenvalues_come_by_falling_modulus_and_a_pair_upper_half_first(n):
    values = eigenvalues(np.stack([gaussian(n, seed) for seed in range(30)]))
    assert (np.diff(np.abs(values)) <= 1e-15).all()
    pair = np.isclose(values[:, :-1], values[:, 1:].conj()) & (values[:, :-1].imag != 0)
    assert pair.any()
    assert (values[:, :-1].imag[pair] > 0).all()


def test_the_spectra_of_a_stack_are_those_of_its_matrices():
    stack = np.stack([rotation(1.1, 30), non_normal(), shear(2.0)])
    np.testing.assert_array_equal(spectral_radius(stack), [spectral_radius(W) for W in stack])


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_orthogonal_matrices_keep_every_length(n, seed):
    np.testing.assert_allclose(singular_values(orthogonal(n, seed)), 1.0, rtol=1e-14)


def test_a_vector_without_growing_component_does_not_grow():
    W = np.diag([1.1, 0.5])
    assert eigen_components(W, [0.0, 1.0]).tolist() == [0.0, 1.0]
    assert iterate(W, [0.0, 1.0], 20)[-1].tolist() == pytest.approx([0.0, 9.5e-7], rel=0.01)


@given(st.integers(1, 5), st.integers(0, 2**32))
def test_each_component_grows_by_its_own_eigenvalue(n, seed):
    W, v = gaussian(n, seed), np.random.default_rng(seed).normal(size=n)
    assume(np.linalg.cond(np.linalg.eig(W).eigenvectors) < 1e4)
    now, later = eigen_components(W, v), eigen_components(W, W @ v)
    np.testing.assert_allclose(later, eigenvalues(W) * now, atol=1e-9 * (1 + np.abs(now).max()))


@pytest.mark.parametrize(
    "W",
    [non_normal(), [[3.0, 1.0], [-1.0, 1.0]], np.eye(3, k=1), [[8.0, 8.0], [-8.0, -8.0]]],
    ids=["Jordan block", "hidden Jordan block", "shift", "nilpotent"],
)
def test_a_defective_matrix_has_no_eigen_components(W):
    with pytest.raises(ValueError, match="W is defective"):
        eigen_components(W, np.ones(len(W)))


@pytest.mark.parametrize("of", [spectral_radius, singular_values, eigenvalues])
@pytest.mark.parametrize(
    ("W", "message"),
    [
        pytest.param([[1.0, 2.0]], r"square.*\(1, 2\)", id="not square"),
        pytest.param([1.0], r"square.*\(1,\)", id="a vector"),
        pytest.param(np.ones((0, 0)), r"square.*\(0, 0\)", id="empty"),
        pytest.param([[np.nan]], "finite", id="NaN"),
    ],
)
def test_what_has_no_spectrum_is_refused(of, W, message):
    with pytest.raises(ValueError, match=message):
        of(W)


def test_an_eigenvalue_that_moves_is_followed_though_the_order_by_modulus_changes():
    angle = np.linspace(0, 3, 40)[:, None]
    moving = np.array([1.0, 1.5, 0.7]) * np.exp(1j * angle * [1, -1, 0.5]) + [0, 0.2 * 1j, 1]
    shuffled = np.take_along_axis(moving, np.argsort(-np.abs(moving), axis=-1), axis=-1)
    followed = follow_eigenvalues(shuffled)
    order = [int(np.argmin(np.abs(moving[0] - one))) for one in followed[0]]
    np.testing.assert_array_equal(followed, moving[:, order])


def test_a_spectrum_that_is_not_finite_moves_nothing():
    followed = follow_eigenvalues([[1.0, 2.0], [np.nan, np.nan], [2.1, 0.9]])
    assert followed.real.tolist() == [[1.0, 2.0], [1.0, 2.0], [0.9, 2.1]]
