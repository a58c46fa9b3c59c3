"""Activation functions of the recurrent nets and their derivatives."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Activation = Literal["tanh", "linear", "relu"]
Numbers = NDArray[Any]  # float64, or complex128 for a complex step


def activation_derivative(states: ArrayLike, activation: Activation) -> Numbers:
    """The derivative act'(a) of an activation, from its output h = act(a); same shape.

    For all three activations it is a function of the output: 1 - h**2, 1, and 1 where h > 0.

    Args:
        states: h, any shape.
        activation: "tanh", "linear" or "relu".

    Raises:
        ValueError: if `activation` is unknown.

    >>> activation_derivative([0.0, 0.5], "tanh")
    array([1.  , 0.75])
    """
    h = np.asarray(states)
    derivative = np.empty(h.shape, np.result_type(h, np.float64))
    with np.errstate(all="ignore"):
        write_activation_derivative(derivative, h, check_activation(activation))
    return derivative


def write_activation_derivative(out: Numbers, states: Numbers, activation: Activation) -> None:
    """Write act'(a) into `out`, of the shape of the states h = act(a)."""
    if activation == "linear":
        out[...] = 1
    elif activation == "relu":
        out[...] = states.real > 0
    else:
        np.multiply(states, states, out=out)
        np.subtract(1, out, out=out)


def check_activation(activation: Activation) -> Activation:
    """The activation, or a ValueError that names the known ones."""
    if activation not in get_args(Activation):
        allowed = ", ".join(get_args(Activation))
        raise ValueError(f"activation must be one of {allowed}, got {activation!r}")
    return activation
