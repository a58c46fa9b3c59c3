"""The gradient of a shared weight is a sum over the steps, each with its product of Jacobians."""

import numpy as np
import pytest
from small_nets import ACTIVATIONS, data, net

from clipanim.numerics import (
    Weights,
    backpropagate,
    jacobian_norms,
    jacobian_products,
    norm,
    power_norms,
    run_net,
    temporal_contributions,
)

every_net = pytest.mark.parametrize("activation", ACTIVATIONS)


@every_net
def test_the_contributions_of_all_steps_add_up_to_the_gradient(activation):
    backward = backpropagate(net(), *data(), activation=activation)
    parts = temporal_contributions(backward)
    np.testing.assert_allclose(parts.parts.sum(axis=0), backward.gradient.W, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(parts.total, backward.gradient.W, rtol=1e-12, atol=1e-15)
    for t in range(6):
        outer = np.einsum("bi,bj->ij", backward.deltas[:, t], backward.states[:, t])
        np.testing.assert_allclose(parts.parts[t], outer, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(parts.running[t], parts.parts[t:].sum(axis=0), atol=1e-14)


def test_the_norms_are_those_of_what_they_say():
    backward = backpropagate(net(lead=(2,)), *data(lead=(2,)))
    parts = temporal_contributions(backward)
    for k in range(2):
        for t in range(6):
            assert parts.error_norms[k, t] == pytest.approx(norm(backward.deltas[k, :, t].ravel()))
            assert parts.part_norms[k, t] == pytest.approx(np.linalg.norm(parts.parts[k, t]))
            assert parts.running_norms[k, t] == pytest.approx(np.linalg.norm(parts.running[k, t]))


def test_the_first_step_adds_nothing_because_nothing_was_before_it():
    parts = temporal_contributions(backpropagate(net(), *data()))
    assert parts.part_norms[0] == 0
    assert (parts.part_norms[1:] > 0).all()


@every_net
def test_a_product_of_jacobians_is_the_derivative_of_the_last_state(activation):
    weights, (inputs, _) = net(), data(batch=1)
    states = run_net(weights, inputs, activation=activation).states[0]
    products = jacobian_products(weights.W, states, activation)
    np.testing.assert_array_equal(products[-1], np.eye(5))
    for k in range(6):
        for j in range(5):
            start = states[k].astype(complex)
            start[j] += 1e-30j
            rest = run_net(weights, inputs[:, k:], activation=activation, start=start)
            column = rest.states[0, -1].imag / 1e-30
            np.testing.assert_allclose(products[k, :, j], column, rtol=1e-12, atol=1e-15)


@every_net
def test_an_error_is_the_last_error_sent_through_the_product_of_jacobians(activation):
    weights, (inputs, targets) = net(), data(batch=1)
    backward = backpropagate(weights, inputs, targets, activation=activation)
    products = jacobian_products(weights.W, backward.states[0], activation)
    by_last_state = weights.V.T @ (
        np.exp(backward.outputs[0]) / np.exp(backward.outputs[0]).sum() - targets[0]
    )
    slopes = {"tanh": 1 - backward.states[0] ** 2, "linear": np.ones((7, 5))}.get(
        activation, backward.states[0] > 0
    )
    for t in range(1, 7):
        expected = slopes[t] * (products[t].T @ by_last_state)
        np.testing.assert_allclose(backward.deltas[0, t - 1], expected, rtol=1e-11, atol=1e-14)


def test_the_norms_of_a_linear_net_are_those_of_the_powers_of_its_matrix():
    W = net().W
    found = jacobian_norms(W, np.zeros((9, 5)), "linear")
    np.testing.assert_allclose(found, power_norms(W, 8), rtol=1e-12)


def test_a_product_beyond_the_numbers_has_a_norm_beyond_them():
    found = jacobian_norms(np.full((2, 2), 1e200), np.zeros((4, 2)), "linear")
    assert np.isfinite(found[:2]).all()
    assert not np.isfinite(found[2:]).any()


def test_many_runs_have_many_products():
    weights, (inputs, _) = net(lead=(2,)), data(lead=(2,), batch=1)
    states = run_net(weights, inputs).states[:, 0]
    found = jacobian_norms(weights.W, states)
    for k in range(2):
        one = Weights(*(array[k] for array in weights))
        np.testing.assert_array_equal(found[k], jacobian_norms(one.W, states[k]))


@pytest.mark.parametrize("shape", [(5,), (7, 4)], ids=["no time", "another width"])
def test_states_that_do_not_fit_are_refused(shape):
    with pytest.raises(ValueError, match="states"):
        jacobian_products(net().W, np.zeros(shape))
