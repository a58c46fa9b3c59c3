"""The gated path: only a gate that is almost open keeps a signal for long."""

import numpy as np
import pytest

from clipanim.numerics import gate_products, gated_signal, run_cell


@pytest.mark.parametrize(("forget", "left"), [(0.9, 2.656e-5), (0.99, 0.366), (0.999, 0.9048)])
def test_a_gate_keeps_its_power_of_a_signal(forget, left):
    kept = gate_products(forget, 100)
    assert kept.shape == (101,)
    assert kept[0] == 1
    assert kept[100] == pytest.approx(left, rel=1e-3)
    np.testing.assert_allclose(kept[1:], kept[:-1] * forget, rtol=1e-14)


def test_many_gates_have_many_curves_and_the_ends_are_allowed():
    np.testing.assert_array_equal(gate_products([0.0, 1.0], 2), [[1, 0, 0], [1, 1, 1]])


@pytest.mark.parametrize("forget", [0.5, 0.99])
def test_the_product_of_gates_is_the_derivative_along_the_cell(forget):
    run = gated_signal(forget, steps=30, n=4)
    for lag in range(31):
        start = run.cells[30 - lag] + 1e-30j
        rest = run_cell(run.forget[30 - lag :], run.written[30 - lag :], start)
        np.testing.assert_allclose(
            run.cell_derivatives[lag], rest.cells[-1].imag / 1e-30, rtol=1e-13
        )


def test_cells_keep_a_part_and_add_what_is_written():
    run = gated_signal(0.9, steps=12, n=3)
    np.testing.assert_array_equal(run.cells[1:], run.forget * run.cells[:-1] + run.written)
    assert ((run.forget > 0) & (run.forget < 1)).all()


def test_gates_around_a_value_keep_about_its_power():
    for forget in (0.9, 0.99, 0.999):
        kept = np.median(gated_signal(forget, 100).cell_derivatives[100])
        assert np.log(kept) == pytest.approx(100 * np.log(forget), rel=0.25)


def test_inputs_that_do_not_move_the_gates_leave_exactly_the_powers():
    run = gated_signal(0.99, 100, input_std=1e-300)
    np.testing.assert_allclose(run.cell_derivatives[:, 0], gate_products(0.99, 100), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        pytest.param(lambda: gate_products(1.1, 3), "1.1", id="a gate above 1"),
        pytest.param(lambda: gate_products(np.nan, 3), "nan", id="NaN"),
        pytest.param(lambda: gate_products(0.9, -1), "-1", id="negative steps"),
        pytest.param(lambda: gated_signal(1.0), "forget", id="a gate at 1 has no bias"),
        pytest.param(lambda: gated_signal(0.9, 0), "steps", id="no steps"),
        pytest.param(lambda: run_cell([[1.0]], [[1.0, 2.0]]), r"\(1, 2\)", id="shapes"),
    ],
)
def test_what_is_no_gate_is_refused(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
