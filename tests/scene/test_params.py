"""Parameters: what they take, what they refuse and in which words, and that text round-trips."""

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.scene.params import (
    ParamError,
    SceneParams,
    boundary_values,
    declared_params,
    find_param,
    param,
)


@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(24, "How far back", low=2, high=200, step=1, unit="steps")
    rate: float = param(0.1, "Learning rate", low=0.01)
    start: tuple[float, float] = param(
        (4.8, -2.31), "Where it starts", low=(4.2, -3.1), high=(5.6, -1.9)
    )
    matrix: tuple[tuple[float, ...], ...] = param(
        ((1.1, 0.4), (0, 0.7)), "W", low=-3, high=3, examples=[[[0, 1], [0, 0]]]
    )
    radii: tuple[float, ...] = param((0.5, 1), "Radii", low=0.1, high=2, length=(1, 6))
    mode: str = param("norm", "How it is clipped", choices=("norm", "value"))
    fast: bool = param(False, "Whether it hurries")


ONES = {one.name: one for one in declared_params(Params)}
finite = st.floats(allow_nan=False, allow_infinity=False)


def within(low, high):
    return st.floats(low, high)


VALUES = {
    "steps": st.integers(2, 200),
    "rate": st.floats(0.01, allow_infinity=False),
    "start": st.tuples(within(4.2, 5.6), within(-3.1, -1.9)),
    "matrix": st.tuples(*[st.tuples(*[within(-3, 3)] * 2)] * 2),
    "radii": st.lists(within(0.1, 2), min_size=1, max_size=6).map(tuple),
    "mode": st.sampled_from(["norm", "value"]),
    "fast": st.booleans(),
}


@given(st.data())
@pytest.mark.parametrize("name", VALUES)
def test_the_text_of_a_value_is_read_back_as_exactly_that_value(name, data):
    value = data.draw(VALUES[name])
    assert ONES[name].parse(ONES[name].format(value)) == value


@given(st.fixed_dictionaries(VALUES))
def test_values_go_through_a_mapping_unchanged(values):
    assert Params.from_mapping(values).as_dict() == values


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param("steps", "24", 24, id="whole"),
        pytest.param("rate", "5e-1", 0.5, id="number"),
        pytest.param("rate", " 1 ", 1.0, id="number: spaces"),
        pytest.param("start", "4.8,-2.31", (4.8, -2.31), id="pair"),
        pytest.param("matrix", "1.1,.4;0,.7", ((1.1, 0.4), (0.0, 0.7)), id="matrix"),
        pytest.param("radii", "1", (1.0,), id="list of one"),
        pytest.param("mode", "value", "value", id="choice"),
        pytest.param("fast", "Yes", True, id="switch"),
    ],
)
def test_a_flag_is_read(name, text, value):
    assert ONES[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        pytest.param("steps", "500", "500 is above 200", id="above"),
        pytest.param("steps", "1", "1 is below 2", id="below"),
        pytest.param("steps", "24.0", "expected a whole number, got '24.0'", id="not whole"),
        pytest.param("steps", "9" * 30, "expected a whole number up to", id="huge"),
        pytest.param("steps", "9" * 9999, "expected a whole number", id="longer than int reads"),
        pytest.param("rate", "fast", "expected a number, got 'fast'", id="no number"),
        pytest.param("rate", "nan", "expected a finite number, got nan", id="NaN"),
        pytest.param("rate", "-inf", "expected a finite number, got -inf", id="inf"),
        pytest.param("rate", "1e999", "expected a finite number, got inf", id="overflow"),
        pytest.param("rate", "0,5", "expected a number, got '0,5'", id="decimal comma"),
        pytest.param("start", "4.8", "expected 2 numbers, separated by commas", id="one of two"),
        pytest.param("start", "4.8,nan", "entry 2: expected a finite number", id="NaN in a pair"),
        pytest.param("start", "4.8,0", "entry 2: 0 is above -1.9", id="own limit of an entry"),
        pytest.param("matrix", "1,2,3,4", "expected 2 rows of 2 numbers", id="wrong shape"),
        pytest.param("matrix", "1,2;3", "expected 2 rows of 2 numbers", id="ragged"),
        pytest.param("matrix", "1,2;3,9", "row 2, column 2: 9 is above 3", id="entry of a matrix"),
        pytest.param("radii", "", "expected 1 to 6 numbers", id="empty list"),
        pytest.param("radii", "1,1,1,1,1,1,1", "expected 1 to 6 numbers", id="list too long"),
        pytest.param("radii", "1,", "expected 1 to 6 numbers", id="trailing comma"),
        pytest.param("mode", "nrm", "'nrm' is not one of norm, value", id="no choice"),
        pytest.param("fast", "maybe", "expected true or false, got 'maybe'", id="no switch"),
    ],
)
def test_a_flag_is_refused_in_words(name, text, problem):
    with pytest.raises(ParamError) as refused:
        ONES[name].parse(text)
    assert str(refused.value).startswith(f"{name}: {problem}")
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        pytest.param({"steps": True}, "steps: expected a whole number, got True", id="bool"),
        pytest.param({"steps": 24.0}, "steps: expected a whole number, got 24.0", id="float"),
        pytest.param({"rate": math.nan}, "rate: expected a finite number", id="NaN"),
        pytest.param({"rate": 10**400}, "rate: expected a finite number", id="beyond floats"),
        pytest.param({"rate": "0.1"}, "rate: expected a number, got '0.1'", id="text"),
        pytest.param({"start": "ab"}, "start: expected 2 numbers", id="text for a pair"),
        pytest.param({"start": [4.8, "x"]}, "start: entry 2: expected a number", id="mixed"),
        pytest.param({"matrix": [1, 2]}, "matrix: expected 2 rows", id="flat"),
        pytest.param({"fast": 1}, "fast: expected true or false, got 1", id="number for switch"),
        pytest.param({"mode": 1}, "mode: expected text, got 1", id="number for text"),
        pytest.param({"stesp": 1}, "stesp: no such parameter; did you mean steps?", id="typo"),
        pytest.param({"colour": 1}, "colour: no such parameter; expected one of", id="unknown"),
    ],
)
def test_a_value_is_refused_in_words(values, problem):
    with pytest.raises(ParamError) as refused:
        Params.from_mapping(values)
    assert str(refused.value).startswith(problem)


@given(st.floats() | st.integers())
def test_no_number_gets_past_the_limits(value):
    try:
        made = Params(steps=value)
    except ParamError:
        return
    assert isinstance(value, int)
    assert 2 <= made.steps <= 200


def test_values_become_what_they_were_declared_as():
    made = Params(rate=1, start=[5, -2], matrix=np.eye(2), radii=np.array([1]), steps=np.int64(3))
    assert repr(made.rate) == "1.0"
    assert made.start == (5.0, -2.0)
    assert made.matrix == ((1.0, 0.0), (0.0, 1.0))
    assert type(made.steps) is int
    assert hash(made) == hash(dataclasses.replace(made))


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Params().steps = 3


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("steps", [2, 200], id="limits"),
        pytest.param("rate", [0.01, 0.1], id="no limit above: the default"),
        pytest.param("start", [(4.2, -3.1), (5.6, -1.9)], id="pair: both low, both high"),
        pytest.param("matrix", [((0.0, 1.0), (0.0, 0.0))], id="matrix: its examples"),
        pytest.param("radii", [(0.1,), (2.0,) * 6], id="list: shortest and longest"),
        pytest.param("mode", ["norm", "value"], id="choices"),
        pytest.param("fast", [False, True], id="switch"),
    ],
)
def test_the_ends_of_a_parameter(name, values):
    assert boundary_values(ONES[name]) == values
    for value in values:
        Params(**{name: value})


def test_a_matrix_without_examples_ends_with_all_entries_low_and_all_high():
    @dataclass(frozen=True)
    class Plain(SceneParams):
        matrix: tuple[tuple[float, ...], ...] = param(((1, 2), (3, 4)), "W", low=0, high=5)

    (one,) = declared_params(Plain)
    assert boundary_values(one) == [((0.0, 0.0),) * 2, ((5.0, 5.0),) * 2]


def test_inherited_parameters_come_first():
    @dataclass(frozen=True)
    class More(Params):
        depth: int = param(3, "Depth")

    assert [one.name for one in declared_params(More)] == [*ONES, "depth"]


def test_a_field_that_is_not_declared_is_named():
    @dataclass(frozen=True)
    class Bare(SceneParams):
        steps: int = 3

    with pytest.raises(TypeError, match="steps: declare it with param"):
        Bare()


def test_a_type_that_no_flag_can_have_is_named():
    @dataclass(frozen=True)
    class Odd(SceneParams):
        when: bytes = param(b"", "When")

    with pytest.raises(TypeError, match="when: a parameter cannot be of type"):
        Odd()


def test_a_default_outside_its_limits_is_refused():
    @dataclass(frozen=True)
    class Wrong(SceneParams):
        steps: int = param(1, "Steps", low=2)

    with pytest.raises(ParamError, match="steps: 1 is below 2"):
        Wrong()


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ParamError, match="did you mean matrix"):
        find_param(Params, "Matrx")
