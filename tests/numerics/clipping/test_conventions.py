"""The rules of the libraries, against numbers recorded from the libraries themselves."""

import json

import numpy as np
import pytest
from places import ROOT

from clipanim.numerics import CONVENTIONS, angle, clip_as, clip_by_global_norm, unit_norms

RECORDED = json.loads((ROOT / "tests" / "recorded" / "clipping.json").read_text())
CALLS = {
    "torch_norm": "torch.clip_grad_norm_",
    "torch_value": "torch.clip_grad_value_",
    "optax_norm": "optax.clip_by_global_norm",
    "optax_value": "optax.clip",
    "optax_adaptive": "optax.adaptive_grad_clip",
    "tensorflow_norm": "tf.clip_by_global_norm",
    "keras_global_norm": "keras.global_clipnorm",
    "keras_norm": "keras.clipnorm",
    "keras_value": "keras.clipvalue",
}
UNITS = {"float32": 0, "float64": 2}  # by how many units in the last place we may differ


def arrays(nested, dtype):
    """Arrays of what the file holds: numbers, and "inf", "-inf" and "nan"."""
    return [np.array(one, dtype=object).astype(dtype) for one in nested]


def ours(name, case):
    gradients, weights = (arrays(case[key], case["dtype"]) for key in ("gradients", "weights"))
    return clip_as(name, gradients, case["threshold"], weights=weights, dtype=case["dtype"])


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case['name']} at {case['threshold']:g} {case['dtype']}")
        for case in RECORDED["cases"]
    ],
)
def test_our_rule_gives_the_numbers_of_the_library(name, case):
    expected = arrays(case["results"][CALLS[name]], case["dtype"])
    for mine, real in zip(ours(name, case), expected, strict=True):
        assert (mine.dtype, mine.shape) == (real.dtype, real.shape)
        np.testing.assert_array_equal(np.isnan(mine), np.isnan(real))
        finite = ~np.isnan(real)
        slack = UNITS[case["dtype"]] * np.spacing(np.abs(real[finite]))
        assert (np.abs(mine[finite] - real[finite]) <= slack).all()
        np.testing.assert_array_equal(np.signbit(mine[finite]), np.signbit(real[finite]))


def test_every_convention_is_recorded_but_that_of_the_paper_which_has_no_program():
    recorded = {name for name, convention in CONVENTIONS.items() if convention.verified}
    assert recorded == set(CALLS) == set(CONVENTIONS) - {"paper"}
    assert set(RECORDED["versions"]) == {"torch", "optax", "tensorflow", "keras"}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_only_what_clips_the_whole_gradient_keeps_its_direction(name):
    gradients = [np.array([30.0, 10.0]), np.array([0.0, 0.4])]
    clipped = clip_as(name, gradients, 1.0, weights=[np.ones(2), np.ones(2)], dtype="float64")
    turned = angle(np.concatenate(gradients), np.concatenate(clipped))
    assert (turned < 1e-6) == (CONVENTIONS[name].scope == "whole gradient")


@pytest.mark.parametrize(
    "name", [name for name, one in CONVENTIONS.items() if one.scope == "whole gradient"]
)
def test_on_ordinary_gradients_all_global_rules_agree_with_the_exact_one(name):
    gradients = [np.array([3.0, -1.0]), np.array([[0.5], [2.0]])]
    for threshold in (0.1, 1.0, 100.0):
        exact = clip_by_global_norm(gradients, threshold)
        for mine, one in zip(clip_as(name, gradients, threshold), exact, strict=True):
            np.testing.assert_allclose(mine, one, rtol=2e-6)


def test_torch_ends_a_little_below_the_threshold_because_of_its_1e_6():
    clipped = clip_as("torch_norm", [[3.0, 4.0]], 1.0, dtype="float64")[0]
    assert 1 - np.hypot(*clipped) == pytest.approx(1e-6 / 5, rel=1e-3)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_callers_gradients_are_left_alone(name):
    gradients = [np.array([0.3, 40.0], np.float32)]
    for threshold in (1.0, 100.0):
        clip_as(name, gradients, threshold, weights=gradients)[0][:] = 7
        assert gradients[0].tolist() == [np.float32(0.3), 40.0]


def test_a_unit_is_a_vector_a_column_or_a_filter():
    assert unit_norms(np.ones(9)).tolist() == [3.0]
    assert unit_norms(np.ones((9, 2))).tolist() == [[3.0, 3.0]]
    assert unit_norms(np.ones((1, 9))).tolist() == [[3.0]]
    assert unit_norms(np.ones((3, 3, 1, 4))).tolist() == [[[[3.0] * 4]]]
    assert unit_norms(np.array(3.0)).tolist() == 3.0
    with pytest.raises(ValueError, match="up to 4 axes"):
        unit_norms(np.ones((2, 2, 2, 2, 2)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"name": "jax"}, "one of paper, .*, got 'jax'", id="name"),
        pytest.param({"threshold": 0.0}, "threshold .* got 0.0", id="threshold"),
        pytest.param({"dtype": "float16"}, "float32, float64, got 'float16'", id="dtype"),
        pytest.param({"gradients": []}, "at least one gradient", id="no gradients"),
        pytest.param({"name": "optax_adaptive"}, "weights are needed", id="no weights"),
        pytest.param({"weights": [[1.0]]}, "same shapes", id="shapes"),
    ],
)
def test_a_bad_argument_is_refused_and_named(options, message):
    with pytest.raises(ValueError, match=message):
        clip_as(**{"name": "paper", "gradients": [[3.0, 4.0]], "threshold": 1.0, **options})
