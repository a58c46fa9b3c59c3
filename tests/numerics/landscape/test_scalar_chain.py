"""One weight, fifty steps: how 1.1 becomes NaN, and what clipping does about it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import chain_operations, descend_chain, overflow_exponent

FLOATS = ["float16", "float32", "float64"]


def explode(dtype, **options):
    return descend_chain(1.1, steps=50, learning_rate=0.01, dtype=dtype, **options)


@pytest.mark.parametrize(
    ("dtype", "expected"), [("float16", 117), ("float32", 931), ("float64", 7448)]
)
def test_the_powers_of_1_1_overflow_at_a_known_exponent(dtype, expected):
    assert overflow_exponent(1.1, dtype) == expected


@pytest.mark.parametrize(
    ("dtype", "largest_exponent"), [("float16", 16), ("float32", 128), ("float64", 1024)]
)
def test_the_powers_of_two_overflow_where_the_type_ends(dtype, largest_exponent):
    assert overflow_exponent(2.0, dtype) == overflow_exponent(-2.0, dtype) == largest_exponent


@pytest.mark.parametrize("base", [1.0, 0.9, -1.0, 0.0, np.inf, np.nan, 1.0001])
def test_powers_that_never_overflow_are_refused(base):
    with pytest.raises(ValueError, match=f"in float16, got {base}"):
        overflow_exponent(base, "float16")


def test_at_50_steps_the_output_is_moderate_and_the_gradient_is_not():
    run = explode("float64")
    assert run.loss[0] == pytest.approx(6773.4, abs=0.05)
    assert run.gradient[0] == pytest.approx(621_055.5, abs=0.05)
    assert run.w[1] == pytest.approx(-6209.46, abs=0.01)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_in_single_and_double_precision_the_third_update_is_nan(dtype):
    run = explode(dtype)
    assert (run.overflow_update, run.inf_update, run.nan_update) == (2, 2, 3)
    assert run.nan_operation == "inf - inf"


def test_in_half_precision_the_very_first_gradient_overflows():
    run = explode("float16")
    assert np.isinf(run.gradient[0])
    assert (run.overflow_update, run.inf_update, run.nan_update) == (1, 1, 2)
    assert run.nan_operation == "-inf - (-inf)"


def test_the_named_operation_is_the_one_whose_operands_are_in_the_run():
    run = explode("float64")
    before = run.nan_update - 1
    with np.errstate(invalid="ignore"):
        assert run.nan_operation == f"{run.w[before]:g} - {run.applied[before]:g}"
        assert np.isnan(run.w[before] - run.applied[before])


@pytest.mark.parametrize(
    ("dtype", "stage"), [("float16", "gradient"), ("float32", "power"), ("float64", "loss")]
)
def test_the_first_overflow_is_named_with_its_place(dtype, stage):
    first = explode(dtype).overflows[0]
    assert first.stage == stage
    assert np.isfinite([first.left, first.right]).all()
    assert np.isinf(first.result)


def test_nan_comes_from_the_last_subtraction_of_the_update():
    for dtype in FLOATS:
        run = explode(dtype)
        operation = run.nans[0]
        assert (operation.stage, operation.update, operation.symbol) == (
            "update",
            run.nan_update,
            "-",
        )
        assert np.isinf([operation.left, operation.right]).all()
        assert operation.left == operation.right


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("threshold", [None, 1.0])
def test_an_update_taken_apart_ends_where_the_run_ends(dtype, threshold):
    run = explode(dtype, threshold=threshold, updates=4)
    for k, w in enumerate(run.w[:-1]):
        done = chain_operations(float(w), 50, 0.01, dtype, threshold=threshold, update=k + 1)
        np.testing.assert_array_equal(done[-1].result, run.w[k + 1])
        losses = [one.result for one in done if one.stage == "loss"]
        np.testing.assert_array_equal(losses[-1], run.loss[k])
        assert sum(one.stage == "power" for one in done) == 50
        wrong = [one for one in done if one.overflows]
        assert wrong == [one for one in run.overflows if one.update == k + 1]


@given(st.floats(0.5, 2.0), st.sampled_from(FLOATS))
def test_every_operation_is_right_in_its_type(w, dtype):
    symbols = {"*": np.multiply, "/": np.divide, "-": np.subtract}
    cast = np.dtype(dtype).type
    for one in chain_operations(w, 60, 0.01, dtype, threshold=1.0):
        with np.errstate(all="ignore"):
            result = symbols[one.symbol](cast(one.left), cast(one.right))
        np.testing.assert_array_equal(result, cast(one.result))


def test_clipping_cannot_save_a_gradient_that_is_infinite_already():
    run = explode("float16", threshold=1.0)
    assert (run.nan_update, run.nan_operation) == (1, "inf * 0")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_clipping_keeps_the_run_among_the_numbers(dtype):
    run = explode(dtype, threshold=1.0, updates=100)
    assert np.isfinite(run.w).all()
    assert (run.overflow_update, run.inf_update) == (None, None)
    assert (run.nan_update, run.nan_operation) == (None, None)


def test_clipped_with_a_small_learning_rate_the_run_arrives_after_199_updates():
    run = descend_chain(1.1, 50, learning_rate=5e-4, threshold=1.0, updates=220)
    assert abs(run.w[199] - 1) < 1e-3
    assert abs(run.w[190] - 1) > 1e-3
    assert (np.abs(run.w[202:] - 1) < 1e-9).all()


def test_clipped_with_a_large_learning_rate_the_run_bounces_for_ever():
    run = descend_chain(1.105, 50, learning_rate=0.01, threshold=1.0, updates=400)
    np.testing.assert_allclose(run.w[-2:], [0.995, 1.005], atol=1e-9)
    np.testing.assert_allclose(run.w[-4:-2], run.w[-2:], atol=1e-9)


@pytest.mark.parametrize("dtype", FLOATS)
@given(start=st.floats(0.5, 1.5), steps=st.integers(1, 60), threshold=st.sampled_from([None, 1.0]))
def test_every_update_follows_from_the_one_before_in_the_type_of_the_run(
    dtype, start, steps, threshold
):
    run = descend_chain(start, steps, 0.01, dtype, updates=4, threshold=threshold)
    with np.errstate(all="ignore"):
        following = run.w[:-1] - np.dtype(dtype).type(0.01) * run.applied
    assert {run.w.dtype, run.loss.dtype, run.gradient.dtype, run.applied.dtype} == {np.dtype(dtype)}
    np.testing.assert_array_equal(run.w[1:], following)


@given(st.floats(0.9, 1.1), st.integers(1, 60))
def test_the_gradient_is_the_derivative_of_the_loss(start, steps):
    run = descend_chain(start, steps, 0.01, updates=0)
    loss = ((start + 1e-30j) ** steps - 1) ** 2 / 2
    assert run.loss[0] == pytest.approx(loss.real, rel=1e-9, abs=1e-13)
    assert run.gradient[0] == pytest.approx(loss.imag / 1e-30, rel=1e-9, abs=1e-11)


@given(st.floats(0.9, 1.3), st.integers(1, 60), st.floats(1e-3, 1e3))
def test_no_applied_gradient_is_longer_than_the_threshold_but_for_rounding(start, steps, threshold):
    run = descend_chain(start, steps, 0.01, threshold=threshold, updates=5)
    assert np.abs(run.applied).max() <= threshold * (1 + 1e-15)


def test_what_comes_after_the_last_update_is_not_counted_as_an_update():
    run = explode("float64", updates=1)
    assert np.isinf(run.gradient[-1])
    assert run.overflow_update is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"start": np.nan}, "start must be finite in float64, got nan", id="start"),
        pytest.param(
            {"start": 1e5, "dtype": "float16"},
            "finite in float16, got 100000",
            id="start in 16 bit",
        ),
        pytest.param({"steps": 0}, "steps must be >= 1", id="steps"),
        pytest.param({"updates": -1}, "updates >= 0", id="updates"),
        pytest.param({"learning_rate": 0.0}, "learning_rate .* got 0.0", id="learning rate"),
        pytest.param({"threshold": -1.0}, "threshold .* got -1.0", id="threshold"),
        pytest.param({"dtype": "float8"}, "float16, float32, float64, got 'float8'", id="dtype"),
    ],
)
def test_a_bad_argument_is_refused_and_named(options, message):
    with pytest.raises(ValueError, match=message):
        descend_chain(**{"start": 1.1, "steps": 50, "learning_rate": 0.01, **options})
