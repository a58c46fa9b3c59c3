"""The weights that a recurrent net starts from."""

from __future__ import annotations

import numpy as np

from clipanim.numerics.matrices import orthogonal
from clipanim.numerics.unrolled import Weights

INPUT_SPREAD, OUTPUT_SPREAD = 0.5, 0.1  # standard deviations of the first U and V


def initial_weights(n: int, inputs: int, outputs: int, generator: np.random.Generator) -> Weights:
    """The weights that a run starts from, drawn in this order: W, U, V.

    W is orthogonal, so that at first no error grows or fades on its way back but by the
    activation; the entries of U are normal with the standard deviation 0.5, those of V with
    0.1; the biases are 0 (and are trained).

    Returns:
        W (n, n), U (n, inputs), b (n,), V (outputs, n), c (outputs,).

    Source:
        Le, Jaitly, Hinton (2015), arXiv 1504.00941, who start from the identity.
    """
    return Weights(
        W=orthogonal(n, generator),
        U=generator.normal(scale=INPUT_SPREAD, size=(n, inputs)),
        b=np.zeros(n),
        V=generator.normal(scale=OUTPUT_SPREAD, size=(outputs, n)),
        c=np.zeros(outputs),
    )
