"""Clipping conventions of the paper, PyTorch, optax, TensorFlow and Keras, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from . import library_rules as rules
from .adaptive import Floats

Precision = Literal["float32", "float64"]
Scope = Literal["whole gradient", "each tensor", "each unit", "each entry"]


@dataclass(frozen=True)
class Convention:
    """A clipping rule as one library implements it, with its formula and source.

    Attributes:
        library: who does it so, such as "PyTorch".
        call: what a program writes, such as "clip_grad_norm_".
        scope: what is clipped together; only "whole gradient" keeps the direction.
        formula: the rule in one line, g the gradient, n its norm, tau the threshold.
        source: where the rule was read.
        verified: whether the rule was compared with the library itself, number by number,
            not only with its source.
        rule: gradients, threshold and parameters to clipped gradients: see `library_rules`.
    """

    library: str
    call: str
    scope: Scope
    formula: str
    source: str
    verified: bool
    rule: Callable[[Sequence[Floats], float, Sequence[Floats]], list[Floats]]

    @property
    def label(self) -> str:
        """Library and call, for a table on screen."""
        return f"{self.library}: {self.call}"


_TORCH = "pytorch, torch/nn/utils/clip_grad.py at 01a57d87"
_OPTAX = "optax, transforms/_clipping.py at 017762fb"
_KERAS = "keras, src/optimizers/base_optimizer.py at 001750db"
_CLAMP = "each entry to [-tau, tau]"

CONVENTIONS = {
    "paper": Convention(
        "Pascanu et al.",
        "Algorithm 1",
        "whole gradient",
        "if n >= tau: g * tau / n",
        "Pascanu, Mikolov, Bengio (ICML 2013), Algorithm 1",
        False,
        rules.paper,
    ),
    "torch_norm": Convention(
        "PyTorch",
        "clip_grad_norm_",
        "whole gradient",
        "g * min(1, tau / (n + 1e-6))",
        _TORCH,
        True,
        rules.torch_norm,
    ),
    "torch_value": Convention(
        "PyTorch", "clip_grad_value_", "each entry", _CLAMP, _TORCH, True, rules.clamp
    ),
    "optax_norm": Convention(
        "optax",
        "clip_by_global_norm",
        "whole gradient",
        "g if n < tau else g / n * tau",
        _OPTAX,
        True,
        rules.optax_norm,
    ),
    "optax_value": Convention("optax", "clip", "each entry", _CLAMP, _OPTAX, True, rules.clamp),
    "optax_adaptive": Convention(
        "optax",
        "adaptive_grad_clip",
        "each unit",
        "of each unit: g * min(1, tau * max(|w|, 1e-3) / n)",
        _OPTAX,
        True,
        rules.optax_adaptive,
    ),
    "tensorflow_norm": Convention(
        "TensorFlow",
        "clip_by_global_norm",
        "whole gradient",
        "g * (tau * min(1 / n, 1 / tau) + (n - n))",
        "tensorflow, python/ops/clip_ops.py",
        True,
        rules.tensorflow_norm,
    ),
    "keras_global_norm": Convention(
        "Keras",
        "global_clipnorm",
        "whole gradient",
        "g * (tau * min(1 / n, 1 / tau) + (n - n))",
        _KERAS,
        True,
        rules.tensorflow_norm,
    ),
    "keras_norm": Convention(
        "Keras",
        "clipnorm",
        "each tensor",
        "of each tensor: g * tau / max(n, tau)",
        _KERAS,
        True,
        rules.keras_each_norm,
    ),
    "keras_value": Convention(
        "Keras", "clipvalue", "each entry", _CLAMP, _KERAS, True, rules.clamp
    ),
}


def clip_as(
    name: str,
    gradients: Sequence[ArrayLike],
    threshold: float,
    *,
    weights: Sequence[ArrayLike] | None = None,
    dtype: Precision = "float32",
) -> list[Floats]:
    """Clip gradients as a named library does, in its float type; inf and NaN included.

    Args:
        name: a key of `CONVENTIONS`.
        gradients: one array for each parameter, any shapes; cast to `dtype` first.
        threshold: finite and > 0; for "optax_adaptive" the ratio to the norm of the weights.
        weights: the parameters, of the same shapes; only "optax_adaptive" needs them.
        dtype: "float32" or "float64".

    Returns:
        New arrays of the same shapes, of that type. Nothing warns.

    Raises:
        ValueError: for an unknown name or type, a threshold that is not finite and > 0, no
            gradients, or weights that are missing or of other shapes.

    >>> clip_as("torch_norm", [[np.inf, 1.0, -2.0]], threshold=1.0)[0].tolist()
    [nan, 0.0, -0.0]
    >>> clip_as("tensorflow_norm", [[np.inf, 1.0, -2.0]], threshold=1.0)[0].tolist()
    [nan, nan, nan]
    """
    convention = convention_named(name)
    arrays = _as_dtype(gradients, dtype)
    if not 0 < threshold < np.inf:
        raise ValueError(f"threshold must be a finite number > 0, got {threshold!r}")
    if weights is None and convention.scope == "each unit":
        raise ValueError(f"{name} measures gradients against the weights: weights are needed")
    parameters = arrays if weights is None else _as_dtype(weights, dtype)
    if [one.shape for one in arrays] != [one.shape for one in parameters]:
        raise ValueError("gradients and weights must have the same shapes")
    return convention.rule(arrays, float(threshold), parameters)


def convention_named(name: str) -> Convention:
    """The convention of that name, or a ValueError that lists the known ones."""
    if name not in CONVENTIONS:
        raise ValueError(f"convention must be one of {', '.join(CONVENTIONS)}, got {name!r}")
    return CONVENTIONS[name]


def _as_dtype(arrays: Sequence[ArrayLike], dtype: str) -> list[Floats]:
    if dtype not in get_args(Precision):
        raise ValueError(f"dtype must be one of {', '.join(get_args(Precision))}, got {dtype!r}")
    if not arrays:
        raise ValueError("there must be at least one gradient, got none")
    with np.errstate(over="ignore"):  # what is too large for the type is an infinity in it
        return [np.array(array, dtype=dtype) for array in arrays]
