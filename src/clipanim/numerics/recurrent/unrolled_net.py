"""One random recurrent net unrolled in time, with every error and Jacobian of one BPTT pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from clipanim.numerics.spectral import gaussian, orthogonal
from clipanim.numerics.vectors import Array

from .activations import Activation
from .backpropagation import BackwardPass, backpropagate, run_net
from .gradient_contributions import TemporalContributions, jacobian_norms, temporal_contributions
from .weights import Weights

MatrixKind = Literal["orthogonal", "gaussian"]
INPUTS, OUTPUTS = 2, 4  # widths of the input and the output


@dataclass(frozen=True)
class UnrolledNet:
    """A recurrent net on one sequence, with every back-propagated error.

    Attributes:
        weights: of the net.
        inputs: (T, inputs), the sequence.
        target: which of the four classes is right.
        backward: its `BackwardPass`, with a batch of one.
        contributions: what each step adds to dL/dW.
        jacobian_norms: (T + 1,), of dh_T/dh_(T-k), by the lag k.
    """

    weights: Weights
    inputs: Array
    target: int
    backward: BackwardPass
    contributions: TemporalContributions
    jacobian_norms: Array

    @property
    def states(self) -> Array:
        """h_0 to h_T, (T + 1, n)."""
        return np.asarray(self.backward.states[0])

    @property
    def deltas(self) -> Array:
        """The back-propagated errors of the steps 1 to T, (T, n)."""
        return np.asarray(self.backward.deltas[0])


def unroll(
    steps: int = 12,
    scale: float = 1.2,
    *,
    activation: Activation = "tanh",
    matrix: MatrixKind = "orthogonal",
    n: int = 8,
    seed: int = 0,
    input_std: float = 0.1,
) -> UnrolledNet:
    """Unroll a random recurrent net on a random sequence, and back-propagate through time.

    The draws of numpy's default generator, in this order: W, U (times `input_std`), V
    (standard deviation 1 / sqrt(n)), the inputs (standard normal). The biases and h_0 are 0.
    The loss is the cross-entropy of four classes, and the right one is that which the net
    finds least likely, so that there always is an error to send back: dL/dy is between 0.86
    and 1.42 long.

    Args:
        steps: T, the length of the sequence; >= 1.
        scale: of W: "orthogonal" is that many times an orthogonal matrix, "gaussian" has
            entries of that standard deviation / sqrt(n), so that its radius is about that.
        activation: of the units.
        matrix: which of the two.
        n: how many units; >= 1.
        seed: of the generator; >= 0.
        input_std: the standard deviation of U. Strong inputs saturate tanh, and then
            errors vanish where W alone would make them grow.

    Raises:
        ValueError: if `steps` or `n` is < 1, `scale` is not finite and > 0, or `activation`
            or `matrix` is unknown.

    >>> lengths = np.linalg.norm(unroll(5, 1.2, activation="linear").deltas, axis=-1)
    >>> (lengths[:-1] / lengths[1:]).round(12)
    array([1.2, 1.2, 1.2, 1.2])
    """
    check_unrolled(steps, scale, n)
    if matrix not in get_args(MatrixKind):
        raise ValueError(f"matrix must be one of {', '.join(get_args(MatrixKind))}, got {matrix!r}")
    generator = np.random.default_rng(seed)
    weights = Weights(
        W=scale * (orthogonal if matrix == "orthogonal" else gaussian)(n, generator),
        U=generator.normal(scale=input_std, size=(n, INPUTS)),
        b=np.zeros(n),
        V=generator.normal(scale=n**-0.5, size=(OUTPUTS, n)),
        c=np.zeros(OUTPUTS),
    )
    inputs = generator.normal(size=(1, steps, INPUTS))
    target = int(run_net(weights, inputs, activation=activation).outputs[0].argmin())
    backward = backpropagate(weights, inputs, np.eye(OUTPUTS)[[target]], activation=activation)
    return UnrolledNet(
        weights=weights,
        inputs=inputs[0],
        target=target,
        backward=backward,
        contributions=temporal_contributions(backward),
        jacobian_norms=jacobian_norms(weights.W, backward.states[0], activation),
    )


def check_unrolled(steps: int, scale: float, n: int) -> None:
    """Refuse steps, scale and number of units that no net can be unrolled with."""
    if steps < 1 or n < 1:
        raise ValueError(f"steps and n must be >= 1, got {steps} and {n}")
    if not 0 < scale < np.inf:
        raise ValueError(f"scale must be a finite number > 0, got {scale!r}")
