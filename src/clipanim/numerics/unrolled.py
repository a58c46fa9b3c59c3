"""Room for a recurrent net unrolled in time, and the two passes through it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

Activation = Literal["tanh", "linear", "relu"]
Numbers = NDArray[Any]  # float64, or complex128 for a complex step

SERIAL = 2**18  # multiplications that BLAS does on one thread; more of them wait on each other


class Weights(NamedTuple):
    """All parameters of a net, or the derivatives by them.

    Attributes:
        W: (..., n, n), from state to state, applied as W @ h.
        U: (..., n, inputs), from input to state.
        b: (..., n), the bias of the state.
        V: (..., outputs, n), from the last state to the output.
        c: (..., outputs), the bias of the output.
    """

    W: Numbers
    U: Numbers
    b: Numbers
    V: Numbers
    c: Numbers


class Desk:
    """Room for the states and errors of some nets, kept from one update to the next.

    Time is the outer axis here, the batch the inner one: h is (..., T + 1, batch, n).
    """

    def __init__(self, weights: Weights, inputs: Numbers, activation: Activation) -> None:
        """Make room; `inputs` are (..., T, batch, inputs), checked."""
        steps, batch = inputs.shape[-3:-1]
        n = weights.W.shape[-1]
        self.weights, self.inputs, self.activation = weights, inputs, activation
        self.lead = np.broadcast_shapes(weights.W.shape[:-2], inputs.shape[:-3])
        dtype = np.result_type(np.float64, inputs, *weights)
        self.h = np.zeros((*self.lead, steps + 1, batch, n), dtype)
        self.deltas = np.empty((*self.lead, steps, batch, n), dtype)
        self._product = np.empty((*self.lead, batch, n), dtype)

    @property
    def axes(self) -> list[tuple[Numbers, int]]:
        """The parameters, each with the number of axes that it has in one net."""
        return list(zip(self.weights, (2, 2, 1, 2, 1), strict=True))

    def forward(self) -> Numbers:
        """Fill in the states after the first; the outputs, (..., batch, outputs)."""
        W, U, b, V, c = self.weights
        h, product = self.h, self._product
        driven, turned = h[..., 1:, :, :], U.swapaxes(-1, -2).copy()  # BLAS is faster so
        for some in self._pieces(U.shape[-1]):
            np.matmul(
                _flat(self.inputs[..., some, :, :]), turned, out=_flat(driven[..., some, :, :])
            )
        driven += b[..., np.newaxis, np.newaxis, :]
        turned = W.swapaxes(-1, -2)
        for t in range(1, h.shape[-3]):
            state = h[..., t, :, :]
            np.matmul(h[..., t - 1, :, :], turned, out=product)
            state += product
            if self.activation == "tanh":
                np.tanh(state, out=state)
            elif self.activation == "relu":
                np.maximum(state, 0, out=state)
        return h[..., -1, :, :] @ V.swapaxes(-1, -2) + c[..., np.newaxis, :]

    def backward(self, slope: Numbers, gradient: Weights) -> None:
        """Fill in the errors and the gradient; `slope` is dL/dy, (..., batch, outputs)."""
        h, deltas, product = self.h, self.deltas, self._product
        slope_into(deltas, h[..., 1:, :, :], self.activation)
        np.matmul(slope, self.weights.V, out=product)
        deltas[..., -1, :, :] *= product
        for t in range(deltas.shape[-3] - 2, -1, -1):
            np.matmul(deltas[..., t + 1, :, :], self.weights.W, out=product)
            deltas[..., t, :, :] *= product
        self._sum_of_products(h[..., :-1, :, :], gradient.W)
        self._sum_of_products(self.inputs, gradient.U)
        np.sum(_flat(deltas), axis=-2, out=gradient.b)
        np.matmul(slope.swapaxes(-1, -2), h[..., -1, :, :], out=gradient.V)
        np.sum(slope, axis=-2, out=gradient.c)

    def _sum_of_products(self, before: Numbers, out: Numbers) -> None:
        """The sum of delta_t x_t' over steps and batch, for x = `before`, (..., T, batch, k)."""
        out[...] = 0
        for some in self._pieces(before.shape[-1]):
            errors = _flat(self.deltas[..., some, :, :])
            out += errors.swapaxes(-1, -2) @ _flat(before[..., some, :, :])

    def _pieces(self, width: int) -> list[slice]:
        """The steps, some at once: few enough that their product with (n, width) is serial."""
        steps, batch, n = self.deltas.shape[-3:]
        some = max(1, SERIAL // (batch * n * width))
        return [slice(k, k + some) for k in range(0, steps, some)]


def check_activation(activation: Activation) -> Activation:
    """The activation, or a ValueError that names the known ones."""
    if activation not in get_args(Activation):
        allowed = ", ".join(get_args(Activation))
        raise ValueError(f"activation must be one of {allowed}, got {activation!r}")
    return activation


def slope_into(out: Numbers, states: Numbers, activation: Activation) -> None:
    """Write act'(a) into `out` where the state h = act(a) is."""
    if activation == "linear":
        out[...] = 1
    elif activation == "relu":
        out[...] = states.real > 0
    else:
        np.multiply(states, states, out=out)
        np.subtract(1, out, out=out)


def _flat(array: Numbers) -> Numbers:
    """Time and batch as one axis, (..., T * batch, n), without a copy."""
    return array.reshape(*array.shape[:-3], -1, array.shape[-1])
