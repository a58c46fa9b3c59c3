"""How numbers are written."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.stage.text.numbers import degrees, fill, number, pair, power_of_ten, times


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(-0.5, "−0.5", id="a true minus"),
        pytest.param(4.80, "4.8", id="no trailing zeros"),
        pytest.param(117.39085, "117", id="three digits"),
        pytest.param(28963.3, "28\u2009963", id="no digit before the point is dropped"),
        pytest.param(1234, "1234", id="four digits stand together"),
        pytest.param(13781, "13\u2009781", id="thin space from ten thousand on"),
        pytest.param(0.99996, "1", id="rounds up to the next place"),
        pytest.param(9.3e-14, "9.3 · 10⁻¹⁴", id="a power of ten"),
        pytest.param(1e-7, "10⁻⁷", id="a bare power of ten"),
        pytest.param(math.inf, "∞", id="infinity"),
        pytest.param(-math.inf, "−∞", id="minus infinity"),
        pytest.param(math.nan, "NaN", id="not a number"),
    ],
)
def test_a_number_is_written_as_a_reader_expects(value, shown):
    assert number(value) == shown


def test_decimals_keep_a_counter_from_jumping():
    assert [number(x, decimals=2) for x in (1.0, 0.905, 12.5)] == ["1.00", "0.91", "12.50"]


@given(st.floats(-1e300, 1e300))
def test_what_is_written_is_within_half_a_unit_of_the_third_digit(value):
    read = number(value).replace("\u2009", "").replace("−", "-")
    mantissa, _, power = read.partition(" · 10")
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    if read.lstrip("-").startswith("10") and not read.isascii():
        mantissa, power = ("-1" if read[0] == "-" else "1"), read.lstrip("-")[2:]
    back = float(f"{mantissa}e{power.translate(digits) or 0}")
    assert back == pytest.approx(value, rel=5.1e-3, abs=1e-320)


def test_factors_and_marks():
    assert times(19.38) == "× 19.4"
    assert [power_of_ten(n) for n in (-1, 0, 1, 2)] == ["10⁻¹", "1", "10", "10²"]


def test_angles_and_vectors_are_written_in_one_way():
    assert degrees(44.427) == "44.4°"
    assert degrees(0) == "0.0°"
    assert pair([100.0, 1.0]) == "(100, 1)"
    assert pair([2.0488, -1.6], 2) == "(2.05, −1.60)"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("{story.walk.peak} long", "19.4 long", id="an attribute of an attribute"),
        pytest.param("{story.count} steps", "20\u2009000 steps", id="a whole number of numpy's"),
        pytest.param("{story.norms[1]}", "−0.5", id="an entry of an array"),
        pytest.param("{story.norms[-2]}", "1", id="an entry counted from the end"),
        pytest.param("{story.norms[1]:.2f}", "−0.50", id="with two decimals"),
        pytest.param("{story.walk.peak:.2g}", "19", id="with two significant digits"),
        pytest.param("{story.count:.1f}", "20\u2009000.0", id="a whole number with a decimal"),
        pytest.param("{story.zero_d}", "2.5", id="an array without dimensions"),
        pytest.param("{story.name:>3}", "  W", id="words as Python formats them"),
    ],
)
def test_a_line_reads_its_fields_from_objects(words, said):
    story = SimpleNamespace(
        walk=SimpleNamespace(peak=np.float64(19.378)),
        count=np.int64(20000),
        norms=np.array([1.0, -0.5]),
        zero_d=np.array(2.5),
        name="W",
    )
    assert fill(words, story=story) == said


def test_a_line_with_an_unknown_field_names_it():
    with pytest.raises(ValueError, match=r"no value .lenght.; did you mean length"):
        fill("{lenght} long", length=2)
