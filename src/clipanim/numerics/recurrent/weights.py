"""The parameters of a recurrent net, and their initialization."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clipanim.numerics.spectral import orthogonal

from .activations import Numbers

INPUT_STD, OUTPUT_STD = 0.5, 0.1  # standard deviations of the entries of the first U and V


class Weights(NamedTuple):
    """All parameters of a recurrent net, or the derivatives by them.

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


def initial_weights(n: int, inputs: int, outputs: int, generator: np.random.Generator) -> Weights:
    """Orthogonal initialization of a recurrent net; draws W, U and V, in this order.

    W is orthogonal, so that at first no error grows or vanishes on its way back but by the
    activation; the entries of U are normal with the standard deviation 0.5, those of V with
    0.1; the biases are 0 (and are trained).

    Args:
        n: how many units.
        inputs: width of the input.
        outputs: width of the output.
        generator: makes the draws.

    Returns:
        W (n, n), U (n, inputs), b (n,), V (outputs, n), c (outputs,).

    Source:
        Le, Jaitly, Hinton (2015), arXiv 1504.00941, who start from the identity.

    >>> initial_weights(8, 2, 4, np.random.default_rng(0)).U.shape
    (8, 2)
    """
    return Weights(
        W=orthogonal(n, generator),
        U=generator.normal(scale=INPUT_STD, size=(n, inputs)),
        b=np.zeros(n),
        V=generator.normal(scale=OUTPUT_STD, size=(outputs, n)),
        c=np.zeros(outputs),
    )
