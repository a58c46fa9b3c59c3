"""Signals on their way back: they grow or fade, and clipping does not bring them back."""

import numpy as np
import pytest
from small_nets import ACTIVATIONS

from clipanim.numerics import backpropagate, norm, unroll, vanishing_gradient

MATRICES = ("orthogonal", "gaussian")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("matrix", MATRICES)
@pytest.mark.parametrize("scale", [0.5, 1.2, 2.0])
@pytest.mark.parametrize("steps", [4, 30])
def test_there_is_an_error_to_send_back_for_every_setting(activation, matrix, scale, steps):
    net = unroll(steps, scale, activation=activation, matrix=matrix)
    assert net.deltas.shape == (steps, 8)
    assert net.states.shape == (steps + 1, 8)
    assert net.contributions.parts.shape == (steps, 8, 8)
    assert net.jacobian_norms.shape == (steps + 1,)
    assert np.isfinite(net.contributions.part_norms).all()
    goal = np.eye(4)[net.target]
    slope = np.exp(net.backward.outputs - net.backward.outputs.max())
    assert 0.86 < norm(slope[0] / slope.sum() - goal) < 1.42
    again = backpropagate(net.weights, net.inputs[np.newaxis], [goal], activation=activation)
    np.testing.assert_array_equal(again.gradient.W, net.backward.gradient.W)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.2, 2.0])
def test_in_a_linear_net_with_an_orthogonal_matrix_each_step_back_scales_the_error(scale):
    net = unroll(12, scale, activation="linear")
    lengths = net.contributions.error_norms
    np.testing.assert_allclose(lengths[:-1], scale * lengths[1:], rtol=1e-12)
    np.testing.assert_allclose(net.jacobian_norms, scale ** np.arange(13), rtol=1e-12)


def test_tanh_holds_back_what_a_large_matrix_would_make_grow():
    tanh, linear = unroll(12, 1.2), unroll(12, 1.2, activation="linear")
    assert (tanh.jacobian_norms[1:] < linear.jacobian_norms[1:]).all()
    assert tanh.jacobian_norms[-1] > 2


def test_stronger_inputs_let_the_error_fade_where_weak_ones_let_it_grow():
    weak, strong = unroll(12, 1.2).deltas, unroll(12, 1.2, input_std=2.0).deltas
    assert norm(weak)[0] > norm(weak)[-1]
    assert norm(strong)[0] < 0.1 * norm(strong)[-1]


@pytest.mark.parametrize("scale", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("steps", [20, 200])
def test_a_singular_value_below_one_makes_every_signal_vanish(scale, steps):
    decay = vanishing_gradient(scale, steps)
    assert decay.jacobian_norms[0] == 1
    assert (decay.jacobian_norms <= decay.bounds * (1 + 1e-12)).all()
    assert (decay.jacobian_norms > 0).all()
    assert (decay.part_norms > 0).all()
    assert decay.jacobian_norms[-1] < 0.01
    assert decay.lags.shape == decay.jacobian_norms.shape == decay.bounds.shape == (steps + 1,)
    assert decay.part_norms.shape == decay.clipped_part_norms.shape == (steps,)


@pytest.mark.parametrize("threshold", [10.0, 1e6])
def test_clipping_leaves_a_short_gradient_and_all_that_fades_in_it_bit_for_bit(threshold):
    decay = vanishing_gradient(0.9, 100, threshold=threshold)
    assert decay.factor == 1.0
    np.testing.assert_array_equal(decay.clipped_part_norms, decay.part_norms)


def test_clipping_of_a_long_gradient_keeps_the_shares_of_the_steps():
    decay = vanishing_gradient(0.9, 100, threshold=0.01)
    assert decay.factor == pytest.approx(0.01 / decay.gradient_norm)
    shares = decay.clipped_part_norms / decay.clipped_part_norms[0]
    np.testing.assert_allclose(shares, decay.part_norms / decay.part_norms[0], rtol=1e-12)
    loose = vanishing_gradient(0.9, 100, threshold=10.0)
    np.testing.assert_array_equal(decay.jacobian_norms, loose.jacobian_norms)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param({"steps": 0}, "steps and n", id="steps"),
        pytest.param({"n": 0}, "steps and n", id="units"),
        pytest.param({"scale": 0.0}, "scale", id="scale"),
        pytest.param({"scale": np.inf}, "scale", id="infinite scale"),
        pytest.param({"matrix": "sparse"}, "'sparse'", id="matrix"),
        pytest.param({"activation": "sigmoid"}, "'sigmoid'", id="activation"),
    ],
)
def test_what_cannot_be_unrolled_is_refused(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        unroll(**arguments)
    if "matrix" not in arguments and "activation" not in arguments:
        with pytest.raises(ValueError, match=problem):
            vanishing_gradient(**arguments)
