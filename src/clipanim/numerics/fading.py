"""Nets to look into: one back-propagation unrolled, and a signal that fades on its way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from clipanim.numerics.clipping import clip_by_global_norm
from clipanim.numerics.contributions import Contributions, contributions, jacobian_norms
from clipanim.numerics.matrices import gaussian, orthogonal
from clipanim.numerics.recurrent import Backward, backpropagate, run_net
from clipanim.numerics.unrolled import Activation, Weights
from clipanim.numerics.vectors import Array, norm

Matrix = Literal["orthogonal", "gaussian"]
INPUTS, OUTPUTS = 2, 4


@dataclass(frozen=True)
class Unrolled:
    """One net on one sequence, with every error on its way back.

    Attributes:
        weights: of the net.
        inputs: (T, inputs), the sequence.
        target: which of the four classes is right.
        made: its `Backward`, with a batch of one.
        contributions: what each step adds to dL/dW.
        jacobian_norms: (T + 1,), of dh_T/dh_(T-k), by the lag k.
    """

    weights: Weights
    inputs: Array
    target: int
    made: Backward
    contributions: Contributions
    jacobian_norms: Array

    @property
    def states(self) -> Array:
        """h_0 to h_T, (T + 1, n)."""
        return np.asarray(self.made.states[0])

    @property
    def deltas(self) -> Array:
        """The back-propagated errors of the steps 1 to T, (T, n)."""
        return np.asarray(self.made.deltas[0])


@dataclass(frozen=True)
class FadingSignal:
    """How much the last steps of a sequence still hear of the ones before.

    Attributes:
        lags: (K + 1,), 0 to K.
        jacobian_norms: (K + 1,), the norm of dh_T/dh_(T-k) at each lag k; 1 at 0.
        bounds: (K + 1,), the scale to the power of k, which the norms cannot exceed.
        part_norms: (K,), of what step T - k adds to dL/dW, by the lag k = 0 to K - 1.
        clipped_part_norms: (K,), the same after the whole gradient is clipped by its norm:
            all by one factor, and bit for bit the same if the gradient was short enough.
        gradient_norm: of all parameters together.
        factor: what clipping multiplied the gradient by; 1 if it did nothing.
    """

    lags: Array
    jacobian_norms: Array
    bounds: Array
    part_norms: Array
    clipped_part_norms: Array
    gradient_norm: float
    factor: float


def unroll(
    steps: int = 12,
    scale: float = 1.2,
    *,
    activation: Activation = "tanh",
    matrix: Matrix = "orthogonal",
    n: int = 8,
    seed: int = 0,
    input_spread: float = 0.1,
) -> Unrolled:
    """Send one sequence through a net and its error back.

    The draws of numpy's default generator, in this order: W, U (times `input_spread`), V
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
        input_spread: the standard deviation of U. Strong inputs saturate tanh, and then
            errors fade where W alone would make them grow.

    Raises:
        ValueError: if `steps` or `n` is < 1, `scale` is not finite and > 0, or `activation`
            or `matrix` is unknown.

    >>> lengths = norm(unroll(5, scale=1.2, activation="linear").deltas)
    >>> (lengths[:-1] / lengths[1:]).round(12)
    array([1.2, 1.2, 1.2, 1.2])
    """
    _check(steps, scale, n)
    if matrix not in get_args(Matrix):
        raise ValueError(f"matrix must be one of {', '.join(get_args(Matrix))}, got {matrix!r}")
    draw = np.random.default_rng(seed)
    weights = Weights(
        W=scale * (orthogonal if matrix == "orthogonal" else gaussian)(n, draw),
        U=draw.normal(scale=input_spread, size=(n, INPUTS)),
        b=np.zeros(n),
        V=draw.normal(scale=n**-0.5, size=(OUTPUTS, n)),
        c=np.zeros(OUTPUTS),
    )
    inputs = draw.normal(size=(1, steps, INPUTS))
    target = int(run_net(weights, inputs, activation=activation).outputs[0].argmin())
    made = backpropagate(weights, inputs, np.eye(OUTPUTS)[[target]], activation=activation)
    return Unrolled(
        weights=weights,
        inputs=inputs[0],
        target=target,
        made=made,
        contributions=contributions(made),
        jacobian_norms=jacobian_norms(weights.W, made.states[0], activation),
    )


def fading_signal(
    scale: float = 0.9,
    steps: int = 100,
    *,
    threshold: float = 1.0,
    n: int = 32,
    seed: int = 0,
    input_spread: float = 0.5,
) -> FadingSignal:
    """The signal that comes back through a tanh net, and what clipping does to it: nothing.

    The net is that of `unroll` with `scale` times an orthogonal W, whose largest singular
    value is the scale: below 1 it is sufficient for vanishing. Clipping scales what all
    steps add by one factor, so a step that is not heard is not heard afterwards either.

    Args:
        scale: the common modulus of all eigenvalues of W; > 0.
        steps: K, the longest lag, one less than the length of the sequence; >= 1.
        threshold: for clipping by norm; > 0.
        n: as for `unroll`.
        seed: as for `unroll`.
        input_spread: as for `unroll`.

    Raises:
        ValueError: as `unroll`, and as `clip_by_norm` for the threshold.

    Source:
        Pascanu, Mikolov, Bengio (ICML 2013), section 2.1: the largest singular value of W
        below 1 (for tanh) is sufficient for vanishing.

    >>> made = fading_signal(0.9, steps=50, threshold=10.0)
    >>> bool(made.jacobian_norms[50] < 0.9**50), made.factor
    (True, 1.0)
    """
    _check(steps, scale, n)
    net = unroll(steps + 1, scale, n=n, seed=seed, input_spread=input_spread)
    before = norm(_joined(net.made.gradient))
    after = norm(_joined(clip_by_global_norm(net.made.gradient, threshold)))
    factor = float(after / before) if before > 0 else 1.0
    parts = net.contributions.parts[:0:-1].reshape(steps, -1)  # the last step first
    lags = np.arange(steps + 1)
    return FadingSignal(
        lags=lags.astype(np.float64),
        jacobian_norms=net.jacobian_norms[:-1],
        bounds=np.asarray(float(scale) ** lags),
        part_norms=norm(parts),
        clipped_part_norms=norm(parts * factor),
        gradient_norm=float(before),
        factor=factor,
    )


def _joined(arrays: Weights | list[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def _check(steps: int, scale: float, n: int) -> None:
    if steps < 1 or n < 1:
        raise ValueError(f"steps and n must be >= 1, got {steps} and {n}")
    if not 0 < scale < np.inf:
        raise ValueError(f"scale must be a finite number > 0, got {scale!r}")
