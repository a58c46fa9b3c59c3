"""Forget gates: how much of a cell state, and of its gradient, a gated path keeps over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from clipanim.numerics.vectors import Array

from .activations import Numbers

INPUTS = 2


@dataclass(frozen=True)
class GatedRun:
    """States and gradients of gated cells, c_t = f_t * c_(t-1) + w_t, all products by component.

    Attributes:
        forget: (T, n), the forget gates f_1 to f_T.
        written: (T, n), what is written, w_1 to w_T.
        cells: (T + 1, n), c_0 to c_T.
        cell_derivatives: (T + 1, n), the derivative of c_T by c_(T-k), by the lag k: the
            product of the last k gates; entry 0 is 1.
    """

    forget: Numbers
    written: Numbers
    cells: Numbers
    cell_derivatives: Numbers


def gate_products(forget: ArrayLike, steps: int) -> Array:
    """The gradient left along a constant forget gate after 0 to `steps` steps: its powers.

    Args:
        forget: f, any shape; each in [0, 1].
        steps: K; >= 0.

    Returns:
        (..., steps + 1), f**0 to f**K.

    Raises:
        ValueError: if an f is outside [0, 1] or `steps` is negative.

    Source:
        Hochreiter, Schmidhuber (1997), "Long short-term memory" (f = 1); Gers, Schmidhuber,
        Cummins (2000), "Learning to forget" (the gate).

    >>> gate_products([0.9, 0.99, 0.999], steps=100)[:, -1].round(6)
    array([2.70000e-05, 3.66032e-01, 9.04792e-01])
    """
    f = np.asarray(forget, dtype=np.float64)
    if not ((f >= 0) & (f <= 1)).all():
        raise ValueError(f"forget must be in [0, 1], got {forget!r}")
    if steps < 0:
        raise ValueError(f"steps must be >= 0, got {steps}")
    return np.asarray(f[..., np.newaxis] ** np.arange(steps + 1))


def run_cell(forget: ArrayLike, written: ArrayLike, start: ArrayLike = 0.0) -> GatedRun:
    """Run gated cells, c_t = f_t * c_(t-1) + w_t, with given forget gates.

    The gates do not depend on the cell, so the product of gates is the whole derivative
    along the path, with neither a matrix nor an activation in it.

    Args:
        forget: f_1 to f_T, (T, n).
        written: w_1 to w_T, (T, n).
        start: c_0, broadcast to (n,); may be complex.

    Raises:
        ValueError: if the two are not of one shape (T, n).

    >>> run_cell([[0.5], [0.5]], [[1.0], [1.0]]).cells.ravel()
    array([0. , 1. , 1.5])
    """
    f, w = np.asarray(forget), np.asarray(written)
    if f.ndim != 2 or f.shape != w.shape:
        raise ValueError(f"forget and written must be (T, n), got {f.shape} and {w.shape}")
    cells = np.empty((len(f) + 1, f.shape[1]), np.result_type(np.float64, f, w, start))
    cells[0] = start
    for t, (gate, new) in enumerate(zip(f, w, strict=True)):
        cells[t + 1] = gate * cells[t] + new
    derivatives = np.cumprod(np.concatenate([np.ones((1, f.shape[1])), f[::-1]]), axis=0)
    return GatedRun(f, w, cells, derivatives)


def gated_signal(
    forget: float = 0.99,
    steps: int = 100,
    *,
    n: int = 32,
    seed: int = 0,
    input_std: float = 0.5,
) -> GatedRun:
    """Run LSTM-like cells on random inputs, with forget gates around `forget`.

    With the inputs x_t and s the sigmoid, f_t = s(F x_t + b) with s(b) = `forget`, and
    w_t = s(I x_t) tanh(G x_t). Unlike in an LSTM the gates read the input only, not the state
    too; there the product of gates is the part of the derivative that stays in the cell.

    Args:
        forget: what the gates would be without input; in (0, 1).
        steps: T; >= 1.
        n: how many cells; >= 1.
        seed: of numpy's default generator, which draws F, I, G, then the inputs; >= 0.
        input_std: the standard deviation of the entries of F, I and G.

    Raises:
        ValueError: if an argument is not what is said above.

    Source:
        Bradbury, Merity, Xiong, Socher (2016), "Quasi-recurrent neural networks", arXiv
        1611.01576, whose gates read inputs only; Gers, Schmidhuber, Cummins (2000).

    >>> gated_signal(0.99, 50).cell_derivatives.shape
    (51, 32)
    """
    if not 0 < forget < 1:
        raise ValueError(f"forget must be in (0, 1), got {forget}")
    if steps < 1 or n < 1:
        raise ValueError(f"steps and n must be >= 1, got {steps} and {n}")
    generator = np.random.default_rng(seed)
    input_weights = generator.normal(scale=input_std, size=(3, n, INPUTS))
    inputs = generator.normal(size=(steps, INPUTS))
    forget_drive, input_drive, new = (inputs @ matrix.T for matrix in input_weights)
    gates = _sigmoid(forget_drive + np.log(forget / (1 - forget)))
    return run_cell(gates, _sigmoid(input_drive) * np.tanh(new))


def _sigmoid(a: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * a))
