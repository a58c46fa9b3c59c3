"""Vanilla recurrent net with one hidden layer: forward pass and back-propagation through time.

With the input x_t, the state h_t and h_0 = 0,

    a_t = W h_(t-1) + U x_t + b,    h_t = act(a_t),    y = V h_T + c.

Only the last step has an output. Nothing has a unit. Every array may have leading axes: nets
of shape (..., n, n) are as many nets, computed together and each as if it were alone. Complex
numbers pass through, so that a derivative can be checked by a complex step. What overflows
becomes inf or NaN without a warning, and stays in its own net.

Source: Pascanu, Mikolov, Bengio (ICML 2013), section 1, in the form of their footnote 1,
which has the activation outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .activations import Activation, Numbers, check_activation
from .bptt_workspace import BpttWorkspace
from .losses import Loss, loss_and_gradient
from .weights import Weights


@dataclass(frozen=True)
class ForwardPass:
    """The states and outputs of a recurrent net on a batch of sequences.

    Attributes:
        states: (..., batch, T + 1, n), h_0 to h_T.
        outputs: (..., batch, outputs), y.
    """

    states: Numbers
    outputs: Numbers


@dataclass(frozen=True)
class BackwardPass:
    """The loss of a recurrent net on a batch, and its exact derivatives.

    Attributes:
        loss: (...), the mean over the batch.
        gradient: the derivative of that loss by each parameter.
        deltas: (..., batch, T, n), the back-propagated errors: entry t - 1 is the derivative
            of the loss by a_t.
        states: (..., batch, T + 1, n), h_0 to h_T.
        outputs: (..., batch, outputs), y.
    """

    loss: Numbers
    gradient: Weights
    deltas: Numbers
    states: Numbers
    outputs: Numbers


def run_net(
    weights: Weights, inputs: ArrayLike, *, activation: Activation = "tanh", start: ArrayLike = 0.0
) -> ForwardPass:
    """Run a recurrent net forward on a batch of sequences.

    Args:
        weights: of one net, or of many.
        inputs: (..., batch, T, inputs); the leading axes broadcast with those of the weights.
        activation: "tanh", "linear" or "relu".
        start: h_0, broadcast to (..., batch, n).

    Returns:
        All states and the output. float64, or complex128 if an argument is complex.

    Raises:
        ValueError: if shapes do not fit, T is 0, or `activation` is unknown.

    >>> one = Weights(*map(np.array, ([[0.5]], [[1.0]], [0.0], [[2.0]], [0.25])))
    >>> run_net(one, [[[1.0], [0.0], [0.0]]], activation="linear").outputs
    array([[0.75]])
    """
    workspace = _prepared(weights, inputs, activation, start)
    with np.errstate(all="ignore"):
        return ForwardPass(_batch_before_time(workspace.h), workspace.forward())


def backpropagate(
    weights: Weights,
    inputs: ArrayLike,
    targets: ArrayLike,
    *,
    activation: Activation = "tanh",
    loss: Loss = "cross_entropy",
    start: ArrayLike = 0.0,
) -> BackwardPass:
    """Back-propagation through time (BPTT): the exact gradient of the loss by all weights.

    With D_t = diag(act'(a_t)), the errors are delta_T = D_T V' dL/dy and, backwards,
    delta_t = D_t W' delta_(t+1). The weights are shared by all steps, so their derivatives
    are sums over the steps: dL/dW = sum of delta_t h_(t-1)', and so on. The derivative of relu
    at 0 is 0.

    Args:
        weights: as for `run_net`.
        inputs: as for `run_net`.
        targets: (..., batch, outputs), as for `loss_and_gradient`.
        activation: as for `run_net`.
        loss: as for `loss_and_gradient`.
        start: as for `run_net`.

    Raises:
        ValueError: as `run_net` and `loss_and_gradient`.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), equations 3 to 5. They print the Jacobian
        transposed; with column vectors it is D_t W, and an error is multiplied by its
        transpose.

    >>> one = Weights(*map(np.array, ([[0.5]], [[1.0]], [0.0], [[1.0]], [0.0])))
    >>> one_pass = backpropagate(
    ...     one, np.ones((1, 3, 1)), [[0.0]], activation="linear", loss="squared"
    ... )
    >>> one_pass.deltas[0, :, 0]  # each step back halves the error
    array([0.875, 1.75 , 3.5  ])
    """
    workspace = _prepared(weights, inputs, activation, start)
    gradient = workspace.empty_gradient()
    with np.errstate(all="ignore"):
        outputs = workspace.forward()
        value, output_gradient = loss_and_gradient(outputs, targets, loss)
        workspace.backward(output_gradient, gradient)
    return BackwardPass(
        value,
        gradient,
        _batch_before_time(workspace.deltas),
        _batch_before_time(workspace.h),
        outputs,
    )


def _prepared(
    weights: Weights, inputs: ArrayLike, activation: Activation, start: ArrayLike
) -> BpttWorkspace:
    """A workspace with checked weights and inputs, and h_0 in place."""
    weights, x = Weights(*map(np.asarray, weights)), np.asarray(inputs)
    n, width = weights.U.shape[-2:] if weights.U.ndim >= 2 else (0, 0)
    outputs = weights.c.shape[-1] if weights.c.ndim else 0
    expected: tuple[tuple[int, ...], ...] = ((n, n), (n, width), (n,), (outputs, n), (outputs,))
    for name, array, shape in zip(Weights._fields, weights, expected, strict=True):
        if array.shape[array.ndim - len(shape) :] != shape or not array.size:
            sizes = ", ".join(map(str, shape))
            raise ValueError(f"{name} must have the shape (..., {sizes}), got {array.shape}")
    if x.ndim < 3 or x.shape[-1] != width or 0 in x.shape:
        raise ValueError(f"inputs must be (..., batch, T, {width}), got {x.shape}")
    h_0, time_first = np.asarray(start), x.swapaxes(-2, -3)
    time_first = np.ascontiguousarray(time_first, np.result_type(x, h_0))
    workspace = BpttWorkspace(weights, time_first, check_activation(activation))
    workspace.h[..., 0, :, :] = h_0
    return workspace


def _batch_before_time(array: Numbers) -> Numbers:
    return array.swapaxes(-2, -3)
