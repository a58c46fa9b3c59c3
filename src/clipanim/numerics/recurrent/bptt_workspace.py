"""Back-propagation through time in preallocated arrays: the forward and the backward pass."""

from __future__ import annotations

import numpy as np

from .activations import Activation, Numbers, write_activation_derivative
from .weights import Weights

MAX_SERIAL_PRODUCTS = 2**18  # multiplications that BLAS does on one thread; more threads wait


class BpttWorkspace:
    """Preallocated states and errors of some nets unrolled in time, reused between updates.

    Time is the outer axis here, the batch the inner one: h is (..., T + 1, batch, n).

    Attributes:
        weights: the parameters of the nets, (..., n, n) and so on.
        inputs: (..., T, batch, inputs).
        activation: of the units.
        leading_shape: the leading axes: one entry for each net.
        h: (..., T + 1, batch, n), the states h_0 to h_T.
        deltas: (..., T, batch, n), the back-propagated errors of the steps 1 to T.
    """

    def __init__(self, weights: Weights, inputs: Numbers, activation: Activation) -> None:
        """Allocate the arrays; the shapes of weights and inputs must have been checked."""
        steps, batch = inputs.shape[-3:-1]
        n = weights.W.shape[-1]
        self.weights, self.inputs, self.activation = weights, inputs, activation
        self.leading_shape = np.broadcast_shapes(weights.W.shape[:-2], inputs.shape[:-3])
        dtype = np.result_type(np.float64, inputs, *weights)
        self.h = np.zeros((*self.leading_shape, steps + 1, batch, n), dtype)
        self.deltas = np.empty((*self.leading_shape, steps, batch, n), dtype)
        self._product = np.empty((*self.leading_shape, batch, n), dtype)

    def empty_gradient(self) -> Weights:
        """Uninitialized arrays for the gradient of each net, of the shapes of its weights."""
        axes = (2, 2, 1, 2, 1)  # of each parameter in one net
        return Weights(
            *(
                np.empty((*self.leading_shape, *array.shape[-count:]), self.h.dtype)
                for array, count in zip(self.weights, axes, strict=True)
            )
        )

    def forward(self) -> Numbers:
        """Compute the states after the first; returns the outputs, (..., batch, outputs)."""
        W, U, b, V, c = self.weights
        h, product = self.h, self._product
        driven, transposed = h[..., 1:, :, :], U.swapaxes(-1, -2).copy()  # BLAS is faster so
        for steps in self._time_slices(U.shape[-1]):
            np.matmul(
                _merge_time_and_batch(self.inputs[..., steps, :, :]),
                transposed,
                out=_merge_time_and_batch(driven[..., steps, :, :]),
            )
        driven += b[..., np.newaxis, np.newaxis, :]
        transposed = W.swapaxes(-1, -2)
        for t in range(1, h.shape[-3]):
            state = h[..., t, :, :]
            np.matmul(h[..., t - 1, :, :], transposed, out=product)
            state += product
            if self.activation == "tanh":
                np.tanh(state, out=state)
            elif self.activation == "relu":
                np.maximum(state, 0, out=state)
        return h[..., -1, :, :] @ V.swapaxes(-1, -2) + c[..., np.newaxis, :]

    def backward(self, output_gradient: Numbers, gradient: Weights) -> None:
        """Compute the errors, and write the gradient of the loss into `gradient`.

        Args:
            output_gradient: dL/dy, (..., batch, outputs).
            gradient: is overwritten; arrays of the shapes of the weights.
        """
        h, deltas, product = self.h, self.deltas, self._product
        write_activation_derivative(deltas, h[..., 1:, :, :], self.activation)
        np.matmul(output_gradient, self.weights.V, out=product)
        deltas[..., -1, :, :] *= product
        for t in range(deltas.shape[-3] - 2, -1, -1):
            np.matmul(deltas[..., t + 1, :, :], self.weights.W, out=product)
            deltas[..., t, :, :] *= product
        self._sum_outer_products(h[..., :-1, :, :], gradient.W)
        self._sum_outer_products(self.inputs, gradient.U)
        np.sum(_merge_time_and_batch(deltas), axis=-2, out=gradient.b)
        np.matmul(output_gradient.swapaxes(-1, -2), h[..., -1, :, :], out=gradient.V)
        np.sum(output_gradient, axis=-2, out=gradient.c)

    def _sum_outer_products(self, x: Numbers, out: Numbers) -> None:
        """Write the sum of delta_t x_t' over steps and batch, x (..., T, batch, k), to `out`."""
        out[...] = 0
        for steps in self._time_slices(x.shape[-1]):
            errors = _merge_time_and_batch(self.deltas[..., steps, :, :])
            out += errors.swapaxes(-1, -2) @ _merge_time_and_batch(x[..., steps, :, :])

    def _time_slices(self, width: int) -> list[slice]:
        """The steps in slices, each so short that its product with (n, width) is serial."""
        steps, batch, n = self.deltas.shape[-3:]
        count = max(1, MAX_SERIAL_PRODUCTS // (batch * n * width))
        return [slice(k, k + count) for k in range(0, steps, count)]


def _merge_time_and_batch(array: Numbers) -> Numbers:
    """Time and batch as one axis, (..., T * batch, n), without a copy."""
    return array.reshape(*array.shape[:-3], -1, array.shape[-1])
