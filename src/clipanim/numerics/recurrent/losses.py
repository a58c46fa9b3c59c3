"""Cross-entropy and squared error of the last outputs, with their derivatives."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from .activations import Numbers

Loss = Literal["cross_entropy", "squared"]


def loss_and_gradient(
    outputs: ArrayLike, targets: ArrayLike, loss: Loss
) -> tuple[Numbers, Numbers]:
    """Cross-entropy or squared error, averaged over the batch, and its derivative by the outputs.

    "cross_entropy" is -log of the softmax at the target: ln 4 for four equal outputs.
    "squared" is the squared error (y - target)**2, summed over the outputs, without a half.

    Args:
        outputs: y, (..., batch, outputs).
        targets: the same shape; one-hot for "cross_entropy".
        loss: which one.

    Returns:
        The loss, (...), and the derivatives, (..., batch, outputs).

    Raises:
        ValueError: if `loss` is unknown.

    >>> loss_and_gradient([[3.0]], [[1.0]], "squared")
    (np.float64(4.0), array([[4.]]))
    """
    if loss not in get_args(Loss):
        raise ValueError(f"loss must be one of {', '.join(get_args(Loss))}, got {loss!r}")
    y, target = np.asarray(outputs), np.asarray(targets)
    with np.errstate(all="ignore"):
        if loss == "squared":
            error = y - target
            return (error * error).sum(axis=-1).mean(axis=-1), error * (2 / y.shape[-2])
        shifted = y - y.real.max(axis=-1, keepdims=True)
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=-1, keepdims=True)
        cross_entropy = np.log(total[..., 0]) - (shifted * target).sum(axis=-1)
        return cross_entropy.mean(axis=-1), (exponentials / total - target) / y.shape[-2]
