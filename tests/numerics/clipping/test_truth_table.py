"""What the applications film says of each library, cell by cell."""

import numpy as np
import pytest

from clipanim.numerics import CONVENTIONS, case_gradient, evaluate_convention, truth_table

HURT = ["inf", "nan", "overflow"]
WHOLE = ["scaled", "unchanged"]
CLAMPED = ["clamped", "NaN there, the rest clamped", "clamped"]
IN_PART = ["NaN there, zero in its tensor", "one tensor NaN", "one tensor zero"]
SAID = {
    "paper": ["NaN there, zero elsewhere", "NaN there, the rest kept", "all zero"],
    "torch_norm": ["NaN there, zero elsewhere", "all NaN", "all zero"],
    "torch_value": CLAMPED,
    "optax_norm": ["NaN there, zero elsewhere", "all NaN", "all zero"],
    "optax_value": CLAMPED,
    "optax_adaptive": IN_PART,
    "tensorflow_norm": ["all NaN", "all NaN", "all NaN"],
    "keras_global_norm": ["all NaN", "all NaN", "all NaN"],
    "keras_norm": IN_PART,
    "keras_value": CLAMPED,
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_hurt_gradient_ends_as_the_source_of_the_library_says(name, dtype):
    row = truth_table(dtype=dtype)[name]
    assert [row[case].outcome for case in HURT] == SAID[name]


@pytest.mark.parametrize("name", CONVENTIONS)
def test_an_ordinary_gradient_is_clipped_if_long_and_kept_if_short(name):
    row = truth_table()[name]
    expected = {"each entry": "clamped", "whole gradient": "scaled"}
    assert row["long"].outcome == expected.get(CONVENTIONS[name].scope, "scaled in part")
    assert row["short"].outcome == "unchanged"
    assert not row["long"].silent
    assert not row["short"].silent


def test_value_clipping_hides_an_infinity_and_five_norm_rules_an_overflow():
    table = truth_table()
    hides = {case: {name for name, row in table.items() if row[case].silent} for case in HURT}
    assert hides["inf"] == {"torch_value", "optax_value", "keras_value"}
    assert hides["nan"] == set()
    zeroing = {"paper", "torch_norm", "optax_norm", "optax_adaptive", "keras_norm"}
    assert hides["overflow"] == zeroing


def test_every_entry_has_its_mark():
    cell = truth_table(["torch_norm"])["torch_norm"]["inf"]
    assert [marks.tolist() for marks in cell.marks] == [["nan", "zero", "zero"], ["zero", "zero"]]
    cell = truth_table(["keras_value"])["keras_value"]["long"]
    assert cell.marks[0].tolist() == ["changed", "kept", "changed"]
    assert cell.marks[1].tolist() == ["kept", "kept"]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_overflowing_gradient_is_finite_and_its_square_is_not(dtype):
    tensor = case_gradient("overflow", dtype)[0]
    assert np.isfinite(tensor).all()
    with np.errstate(over="ignore"):
        assert np.isinf(tensor * tensor).any()


@pytest.mark.parametrize(
    ("name", "gradients", "outcome"),
    [
        pytest.param("torch_norm", [[0.0, 1e20], [0.0, 0.0]], "all zero", id="zeros stay zeros"),
        pytest.param("torch_norm", [[1.0, np.inf], [0.0]], "NaN there, zero elsewhere", id="inf"),
        pytest.param("keras_norm", [[0.0, 9.0], [0.0, 9.0]], "scaled", id="tensors alike"),
        pytest.param("optax_adaptive", [[[0.9, 0.5], [0.1, 0.5]]], "unchanged", id="two units"),
        pytest.param("paper", [[0.0], [0.0]], "unchanged", id="zero"),
        pytest.param("torch_value", [[0.5, np.nan]], "NaN there, the rest kept", id="short, NaN"),
    ],
)
def test_any_gradient_can_be_judged(name, gradients, outcome):
    assert evaluate_convention(name, gradients).outcome == outcome
