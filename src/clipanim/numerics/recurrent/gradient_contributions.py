"""Temporal contributions to the gradient of a recurrent weight, and products of Jacobians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array, norm

from .activations import Activation, Numbers, activation_derivative
from .backpropagation import BackwardPass


@dataclass(frozen=True)
class TemporalContributions:
    """The terms of the gradient dL/dW, one for each time step; entry t - 1 belongs to step t.

    Attributes:
        parts: (..., T, n, n), delta_t h_(t-1)', summed over the batch.
        running: (..., T, n, n), the sum of the parts from the last step back to this one, in
            the order in which the errors travel; its first entry is the whole gradient.
        error_norms: (..., T), of delta_t, over the whole batch.
        part_norms: (..., T), of the parts (Frobenius).
        running_norms: (..., T), of the running sums.
    """

    parts: Array
    running: Array
    error_norms: Array
    part_norms: Array
    running_norms: Array

    @property
    def total(self) -> Array:
        """The derivative of the loss by W, (..., n, n)."""
        return np.asarray(self.running[..., 0, :, :])


def temporal_contributions(backward: BackwardPass) -> TemporalContributions:
    """Split the gradient dL/dW of BPTT into the contribution of each time step.

    The weights are shared, so there is no "gradient at step t": dL/dW is the sum over t of
    delta_t h_(t-1)'. Each part carries the product of the Jacobians of all later steps. The
    first is 0 if h_0 is.

    Args:
        backward: of `backpropagate`; may be of many nets.

    Returns:
        The terms delta_t h_(t-1)', their running sums back in time, and the norms of both.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), equations 3 to 5.

    >>> from clipanim.numerics.recurrent import Weights, backpropagate
    >>> one = Weights(*map(np.array, ([[0.5]], [[1.0]], [0.0], [[1.0]], [0.0])))
    >>> backward = backpropagate(
    ...     one, np.ones((1, 3, 1)), [[0.0]], activation="linear", loss="squared"
    ... )
    >>> temporal_contributions(backward).parts.ravel(), backward.gradient.W.item()
    (array([0.  , 1.75, 5.25]), 7.0)
    """
    with np.errstate(all="ignore"):
        errors = np.moveaxis(backward.deltas, -2, -3)  # time before batch
        before = np.moveaxis(backward.states[..., :-1, :], -2, -3)
        parts = np.asarray(errors.swapaxes(-1, -2) @ before)
        running = np.flip(np.cumsum(np.flip(parts, axis=-3), axis=-3), axis=-3)
    return TemporalContributions(
        parts=parts,
        running=running,
        error_norms=_frobenius(errors),
        part_norms=_frobenius(parts),
        running_norms=_frobenius(running),
    )


def jacobian_products(W: ArrayLike, states: ArrayLike, activation: Activation = "tanh") -> Numbers:
    """Products of the step Jacobians: the derivatives dh_T/dh_k of the last state by each state.

    One step has the Jacobian diag(act'(a_t)) W, and dh_T/dh_k is the product of those of
    the steps T, T - 1, ..., k + 1.

    Args:
        W: (n, n), or (..., n, n) to go with the states.
        states: (..., T + 1, n), h_0 to h_T, as in `ForwardPass`.
        activation: of the units.

    Returns:
        (..., T + 1, n, n): entry k is dh_T/dh_k, the last the identity.

    Raises:
        ValueError: if the shapes do not fit or `activation` is unknown.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), equation 5, whose Jacobian is transposed.

    >>> jacobian_products([[0.5]], np.zeros((4, 1))).ravel()
    array([0.125, 0.25 , 0.5  , 1.   ])
    """
    W, h = np.asarray(W), np.asarray(states)
    if h.ndim < 2 or W.shape[-2:] != (h.shape[-1], h.shape[-1]):
        raise ValueError(f"W must be (n, n) and states (T + 1, n), got {W.shape} and {h.shape}")
    derivatives = activation_derivative(h, activation)
    products = [np.broadcast_to(np.eye(h.shape[-1]), (*h.shape[:-2], *W.shape[-2:]))]
    with np.errstate(all="ignore"):
        for t in range(h.shape[-2] - 1, 0, -1):
            products.append((products[-1] * derivatives[..., t, np.newaxis, :]) @ W)
    return np.stack(products[::-1], axis=-3)


def jacobian_norms(W: ArrayLike, states: ArrayLike, activation: Activation = "tanh") -> Array:
    """The spectral norms of dh_T/dh_(T-k) by the lag k, (..., T + 1).

    Entry k is the norm of dh_T/dh_(T-k): by how much a small change k steps ago can at most
    change the state now; entry 0 is 1. inf or NaN where the product is. Arguments and errors
    are those of `jacobian_products`.

    >>> jacobian_norms([[0.5]], np.zeros((4, 1)))
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    products = np.flip(jacobian_products(W, states, activation), axis=-3)
    finite = np.isfinite(products).all(axis=(-2, -1))
    norms = _frobenius(products)  # inf or NaN, where it stays
    norms[finite] = np.linalg.svd(products[finite], compute_uv=False)[:, 0]
    return norms


def _frobenius(matrices: Array) -> Array:
    return norm(matrices.reshape(*matrices.shape[:-2], -1))
