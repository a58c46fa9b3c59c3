"""Gradient clipping: the rules, what libraries do, how to choose a threshold, and the bias.

`gradient_clipping` has the exact rules (by norm, by value; `exact_norm` compares without
rounding). `conventions` names the rules of PyTorch, optax, TensorFlow and Keras (written out
in `library_rules`; `adaptive` is AGC), and `truth_table` shows what they make of inf and NaN.
`threshold_selection` finds thresholds, `learning_rates` has schedules, and `clipping_bias`
measures what clipping does to a mean.
"""

from .adaptive import clip_by_unit, unit_norms
from .clipping_bias import (
    ClippedSum,
    MinibatchBias,
    clip_each_step,
    minibatch_bias,
    per_tensor_angle,
    running_bias,
)
from .conventions import CONVENTIONS, Convention, clip_as
from .gradient_clipping import (
    ClipMethod,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    clip_per_tensor,
)
from .learning_rates import constant_rate, effective_rate, step_rate, warmup_cosine_rate
from .threshold_selection import (
    NormHistogram,
    autoclip_thresholds,
    log_histogram,
    norm_band,
    percentile_threshold,
    share_clipped,
    skipped_updates,
)
from .truth_table import TRUTH_CASES, TruthCell, case_gradient, evaluate_convention, truth_table

__all__ = [
    "CONVENTIONS",
    "TRUTH_CASES",
    "ClipMethod",
    "ClippedSum",
    "Convention",
    "MinibatchBias",
    "NormHistogram",
    "TruthCell",
    "autoclip_thresholds",
    "case_gradient",
    "clip_as",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_unit",
    "clip_by_value",
    "clip_each_step",
    "clip_per_tensor",
    "constant_rate",
    "effective_rate",
    "evaluate_convention",
    "log_histogram",
    "minibatch_bias",
    "norm_band",
    "per_tensor_angle",
    "percentile_threshold",
    "running_bias",
    "share_clipped",
    "skipped_updates",
    "step_rate",
    "truth_table",
    "unit_norms",
    "warmup_cosine_rate",
]
