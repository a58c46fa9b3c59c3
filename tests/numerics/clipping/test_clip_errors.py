"""What clipping refuses, and what it does with inf and NaN if it is told what to do."""

import re
from fractions import Fraction

import numpy as np
import pytest

from clipanim.numerics import clip_by_global_norm, clip_by_norm, clip_by_value, clip_per_tensor

INF, NAN = np.inf, np.nan
ONE_VECTOR = [clip_by_norm, clip_by_value]
MANY = [clip_by_global_norm, clip_per_tensor]


@pytest.mark.parametrize("clip", ONE_VECTOR + MANY)
@pytest.mark.parametrize(
    "threshold",
    [0.0, -0.0, -1.0, INF, -INF, NAN, 10**400, Fraction(1, 10**400)],
    ids=["0", "-0", "negative", "inf", "-inf", "nan", "too large", "too small"],
)
def test_a_bad_threshold_is_refused_and_named(clip, threshold):
    gradient = [1.0, 2.0] if clip in ONE_VECTOR else []
    with pytest.raises(
        ValueError, match=re.escape(f"threshold must be a finite number > 0, got {threshold!r}")
    ):
        clip(gradient, threshold)


@pytest.mark.parametrize("clip", ONE_VECTOR)
def test_one_bad_threshold_of_many_is_refused(clip):
    with pytest.raises(ValueError, match="> 0, got"):
        clip([[1.0], [2.0]], [1.0, NAN])


@pytest.mark.parametrize("clip", ONE_VECTOR)
@pytest.mark.parametrize("bad", [INF, -INF, NAN])
def test_a_non_finite_component_is_refused_and_named(clip, bad):
    with pytest.raises(ValueError, match=f"component {bad}"):
        clip([[1.0, 2.0], [bad, 0.0]], 5.0)


@pytest.mark.parametrize("clip", MANY)
def test_a_non_finite_component_in_any_tensor_is_refused(clip):
    with pytest.raises(ValueError, match="component nan"):
        clip([[1.0], [NAN]], 5.0)


@pytest.mark.parametrize("clip", ONE_VECTOR)
def test_an_unknown_policy_is_refused_even_if_all_is_finite(clip):
    with pytest.raises(ValueError, match="propagate_torch, propagate_tf, zero, got 'ignore'"):
        clip([1.0], 5.0, on_nonfinite="ignore")


@pytest.mark.parametrize("clip", ONE_VECTOR)
def test_a_bare_number_is_refused(clip):
    with pytest.raises(ValueError, match="got the number"):
        clip(3.0, 5.0)


@pytest.mark.parametrize("clip", ONE_VECTOR)
@pytest.mark.parametrize("gradient", [[1j, 2.0], ["3"]], ids=["complex", "text"])
def test_what_is_not_real_is_refused(clip, gradient):
    with pytest.raises(TypeError, match="cast"):
        clip(gradient, 5.0)


@pytest.mark.parametrize(
    ("policy", "gradient", "expected"),
    [
        pytest.param("propagate_torch", [INF, 1.0, -2.0], [NAN, 0.0, -0.0], id="torch: inf"),
        pytest.param("propagate_torch", [-INF, 1.0, INF], [NAN, 0.0, NAN], id="torch: two infs"),
        pytest.param("propagate_torch", [NAN, 1.0, INF], [NAN, NAN, NAN], id="torch: nan"),
        pytest.param("propagate_tf", [INF, 1.0, -2.0], [NAN, NAN, NAN], id="tf: inf"),
        pytest.param("propagate_tf", [NAN, 1.0, -2.0], [NAN, NAN, NAN], id="tf: nan"),
        pytest.param("zero", [INF, 1.0, -2.0], [0.0, 0.0, 0.0], id="zero: inf"),
        pytest.param("zero", [NAN, 1.0, -2.0], [0.0, 0.0, 0.0], id="zero: nan"),
    ],
)
def test_norm_clipping_does_with_non_finite_gradients_what_it_is_told(policy, gradient, expected):
    np.testing.assert_array_equal(clip_by_norm(gradient, 1.0, on_nonfinite=policy), expected)


@pytest.mark.parametrize("policy", ["propagate_torch", "propagate_tf", "zero"])
def test_a_broken_gradient_does_not_touch_its_neighbours(policy):
    stack = np.array([[30.0, 40.0], [INF, 1.0], [0.3, 0.4]])
    clipped = clip_by_norm(stack, 5.0, on_nonfinite=policy)
    np.testing.assert_array_equal(clipped[[0, 2]], [[3.0, 4.0], [0.3, 0.4]])


@pytest.mark.parametrize("policy", ["propagate_torch", "propagate_tf", "zero"])
def test_a_finite_gradient_whose_norm_overflows_is_clipped_under_every_policy(policy):
    clipped = clip_by_norm([1.7e308, 1.7e308], 2.0, on_nonfinite=policy)
    np.testing.assert_allclose(clipped, 2**0.5)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("propagate_torch", [1.0, NAN, -1.0, 0.5]),
        ("propagate_tf", [1.0, NAN, -1.0, 0.5]),
        ("zero", [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_value_clipping_hides_an_inf_unless_told_to_zero_the_gradient(policy, expected):
    clipped = clip_by_value([INF, NAN, -INF, 0.5], 1.0, on_nonfinite=policy)
    np.testing.assert_array_equal(clipped, expected)


def test_one_nan_breaks_all_tensors_together_but_only_its_own_one_by_one():
    gradients = [[3.0], [NAN, 1.0]]
    together = clip_by_global_norm(gradients, 1.0, on_nonfinite="zero")
    one_by_one = clip_per_tensor(gradients, 1.0, on_nonfinite="zero")
    assert [array.tolist() for array in together] == [[0.0], [0.0, 0.0]]
    assert [array.tolist() for array in one_by_one] == [[1.0], [0.0, 0.0]]
