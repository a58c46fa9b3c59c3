"""Where the powers of a number leave each type of floats."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.numerics import overflow_exponent, power_limits

FLOATS = ["float16", "float32", "float64"]


@pytest.mark.parametrize(
    ("dtype", "overflow", "squared"),
    [("float16", 117, 59), ("float32", 931, 466), ("float64", 7448, 3724)],
)
def test_a_squared_norm_overflows_at_half_the_exponent(dtype, overflow, squared):
    limits = power_limits(1.1, dtype)
    assert (limits.overflow, limits.squared_overflow) == (overflow, squared)
    assert limits.subnormal is None


@pytest.mark.parametrize("dtype", FLOATS)
@given(base=st.one_of(st.floats(0.5, 0.98), st.floats(1.02, 2.0), st.floats(-2.0, -1.02)))
def test_the_limits_are_those_of_multiplying_one_by_one(dtype, base):
    limits = power_limits(base, dtype)
    factor = np.dtype(dtype).type(base)
    last = limits.overflow or limits.subnormal
    with np.errstate(all="ignore"):
        powers = list(accumulate([factor] * last, lambda power, one: power * one))
        squares = [power * power for power in powers]
    normal = [np.finfo(dtype).smallest_normal <= abs(power) < np.inf for power in powers]
    assert normal == [True] * (last - 1) + [False]
    if limits.overflow:
        assert np.isinf(squares).argmax() + 1 == limits.squared_overflow


@pytest.mark.parametrize("base", [1.0, -1.0])
@pytest.mark.parametrize("dtype", FLOATS)
def test_powers_of_one_stay_for_ever(base, dtype):
    limits = power_limits(base, dtype)
    assert (limits.overflow, limits.squared_overflow, limits.subnormal) == (None, None, None)


def test_what_rounds_to_one_stays_too_and_a_slow_one_is_given_up():
    assert power_limits(1.0001, "float16").base == 1.0
    assert power_limits(1.0001, "float16").overflow is None
    assert power_limits(1.0 + 1e-12).overflow is None
    with pytest.raises(ValueError, match="finite after 10000000 multiplications"):
        overflow_exponent(1.0 + 1e-12)


def test_a_shrinking_power_loses_digits_but_never_becomes_zero():
    assert power_limits(0.5).subnormal == 1023
    last = np.multiply.accumulate(np.full(40_000, 0.9))[-1]
    assert last * 0.9 == last > 0


def test_a_base_beyond_the_type_is_refused():
    with pytest.raises(ValueError, match=r"finite in float16, got 100000\.0"):
        power_limits(1e5, "float16")
