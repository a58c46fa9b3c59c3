"""The recurrent net: its gradient is the exact one, and many nets are as many single ones."""

import numpy as np
import pytest
from small_nets import (
    ACTIVATIONS,
    LOSSES,
    by_central_differences,
    by_complex_step,
    data,
    loss_of,
    net,
    relative_error,
)

from clipanim.numerics import (
    Weights,
    activation_derivative,
    backpropagate,
    loss_and_gradient,
    run_net,
)
from clipanim.numerics.recurrent import bptt_workspace

every_net = pytest.mark.parametrize("activation", ACTIVATIONS)
every_loss = pytest.mark.parametrize("loss", LOSSES)


@every_net
@every_loss
def test_the_gradient_agrees_with_complex_steps_to_twelve_digits(activation, loss):
    weights, (inputs, targets) = net(), data()
    backward = backpropagate(weights, inputs, targets, activation=activation, loss=loss)
    right = by_complex_step(lambda w: loss_of(w, inputs, targets, activation, loss), weights)
    assert relative_error(backward.gradient, right) < 1e-12
    assert backward.loss == pytest.approx(
        loss_of(weights, inputs, targets, activation, loss), rel=1e-14
    )


@every_net
@every_loss
def test_the_gradient_agrees_with_central_differences_to_six_digits(activation, loss):
    weights, (inputs, targets) = net(seed=2), data(seed=3, steps=12)
    backward = backpropagate(weights, inputs, targets, activation=activation, loss=loss)
    right = by_central_differences(lambda w: loss_of(w, inputs, targets, activation, loss), weights)
    assert relative_error(backward.gradient, right) < 1e-6


def test_a_wrong_gradient_would_be_noticed():
    weights, (inputs, targets) = net(), data()
    backward = backpropagate(weights, inputs, targets).gradient
    right = by_complex_step(lambda w: loss_of(w, inputs, targets, "tanh", "cross_entropy"), weights)
    transposed = backward._replace(W=backward.W.T)
    assert relative_error(transposed, right) > 1e-2
    assert relative_error(backward._replace(c=backward.c * (1 + 1e-9)), right) > 1e-12


@every_net
def test_states_follow_from_one_another_and_outputs_from_the_last(activation):
    weights, (inputs, _) = net(), data()
    backward = run_net(weights, inputs, activation=activation)
    act = {"tanh": np.tanh, "linear": lambda a: a, "relu": lambda a: a.clip(min=0)}[activation]
    for sequence, states, output in zip(inputs, backward.states, backward.outputs, strict=True):
        state = np.zeros(5)
        for x, found in zip(sequence, states[1:], strict=True):
            state = act(weights.W @ state + weights.U @ x + weights.b)
            np.testing.assert_allclose(found, state, rtol=1e-13)
        np.testing.assert_allclose(output, weights.V @ state + weights.c, rtol=1e-12)
    np.testing.assert_array_equal(backward.states[:, 0], 0.0)


@every_net
def test_an_error_one_step_back_went_through_the_transposed_weights_and_the_slope(activation):
    weights, (inputs, targets) = net(), data()
    backward = backpropagate(weights, inputs, targets, activation=activation)
    slopes = activation_derivative(backward.states[:, 1:], activation)
    for errors, slope in zip(backward.deltas, slopes, strict=True):
        for t in range(len(errors) - 1):
            np.testing.assert_allclose(errors[t], slope[t] * (weights.W.T @ errors[t + 1]))


def test_a_back_propagated_error_is_the_derivative_by_what_goes_into_the_activation():
    weights, (inputs, targets) = net(n=3, inputs=3), data()
    weights = weights._replace(U=np.eye(3))  # then an input is added to what goes in
    backward = backpropagate(weights, inputs, targets)
    for index in np.ndindex(inputs.shape):
        moved = inputs.astype(complex)
        moved[index] += 1e-30j
        right = loss_of(weights, moved, targets, "tanh", "cross_entropy").imag / 1e-30
        assert backward.deltas[index] == pytest.approx(right, rel=1e-12)


@every_loss
def test_many_nets_are_as_many_single_ones_bit_for_bit(loss):
    weights, (inputs, targets) = net(lead=(2, 3)), data(lead=(2, 3))
    backward = backpropagate(weights, inputs, targets, loss=loss)
    for index in np.ndindex(2, 3):
        one = Weights(*(array[index] for array in weights))
        alone = backpropagate(one, inputs[index], targets[index], loss=loss)
        np.testing.assert_array_equal(backward.loss[index], alone.loss)
        np.testing.assert_array_equal(backward.deltas[index], alone.deltas)
        for found, right in zip(backward.gradient, alone.gradient, strict=True):
            np.testing.assert_array_equal(found[index], right)


def test_one_batch_serves_many_nets_and_many_batches_one_net():
    many, (inputs, targets) = net(lead=(4,)), data()
    backward = backpropagate(many, inputs, targets)
    assert backward.gradient.W.shape == (4, 5, 5)
    assert backward.states.shape == (4, 3, 7, 5)
    batches, goals = data(lead=(4,))
    backward = backpropagate(net(), batches, goals)
    assert backward.gradient.c.shape == (4, 4)
    assert backward.loss.shape == (4,)


def test_the_gradient_is_the_same_in_however_many_pieces_it_is_summed(monkeypatch):
    weights, (inputs, targets) = net(), data(steps=40)
    whole = backpropagate(weights, inputs, targets)
    for serial in (1, 500, 5000):  # one step at a time, some, all
        monkeypatch.setattr(bptt_workspace, "MAX_SERIAL_PRODUCTS", serial)
        pieces = backpropagate(weights, inputs, targets)
        np.testing.assert_array_equal(pieces.states, whole.states)
        assert relative_error(pieces.gradient, whole.gradient) < 1e-14


def test_a_net_that_overflows_leaves_its_neighbours_alone():
    weights, (inputs, targets) = net(lead=(3,)), data(steps=40)
    weights.W[1] *= 1e200
    backward = backpropagate(weights, inputs, targets, activation="linear")
    assert not np.isfinite(backward.loss[1])
    for k in (0, 2):
        one = Weights(*(array[k] for array in weights))
        alone = backpropagate(one, inputs, targets, activation="linear")
        np.testing.assert_array_equal(backward.gradient.W[k], alone.gradient.W)


def test_equal_outputs_have_the_loss_of_chance():
    loss, slope = loss_and_gradient(np.zeros((2, 4)), np.eye(4)[[0, 3]], "cross_entropy")
    assert loss == pytest.approx(np.log(4), rel=1e-15)
    np.testing.assert_allclose(slope.sum(axis=-1), 0.0, atol=1e-15)


def test_huge_outputs_do_not_overflow_the_softmax():
    loss, slope = loss_and_gradient([[1e300, 0.0]], [[1.0, 0.0]], "cross_entropy")
    assert loss == 0.0
    np.testing.assert_array_equal(slope, 0.0)


def test_a_run_can_start_from_any_state():
    weights, (inputs, _) = net(), data()
    whole = run_net(weights, inputs).states
    rest = run_net(weights, inputs[:, 2:], start=whole[:, 2]).states
    np.testing.assert_array_equal(rest, whole[:, 2:])


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({"activation": "sigmoid"}, "'sigmoid'", id="activation"),
        pytest.param({"loss": "hinge"}, "'hinge'", id="loss"),
        pytest.param({"inputs": np.zeros((3, 3))}, r"inputs must be .*\(3, 3\)", id="no batch"),
        pytest.param({"inputs": np.zeros((3, 6, 2))}, "inputs must be", id="width"),
        pytest.param({"inputs": np.zeros((3, 0, 3))}, "inputs must be", id="no steps"),
        pytest.param({"weights": net()._replace(b=np.zeros(4))}, "b must have", id="bias"),
        pytest.param({"weights": net()._replace(W=np.zeros((5, 4)))}, "W must have", id="square"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(arguments, problem):
    inputs, targets = data()
    given = {"weights": net(), "inputs": inputs, "targets": targets, **arguments}
    with pytest.raises(ValueError, match=problem):
        backpropagate(**given)
