"""The mathematics on screen: pure functions of numbers and arrays, numpy only."""

from clipanim.numerics.bias import (
    ClippedSum,
    MinibatchBias,
    clip_each_step,
    minibatch_bias,
    per_tensor_turn,
    running_bias,
)
from clipanim.numerics.bounce_cycle import Bounce, bounce
from clipanim.numerics.cliff import (
    cliff_line,
    critical_weight,
    error,
    error_and_gradient,
    multiplier,
)
from clipanim.numerics.clipping import (
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    clip_per_tensor,
)
from clipanim.numerics.contributions import (
    Contributions,
    contributions,
    jacobian_norms,
    jacobian_products,
)
from clipanim.numerics.conventions import CONVENTIONS, Convention, clip_as
from clipanim.numerics.descent import Descent, SuccessMap, descend, success_map
from clipanim.numerics.fading import FadingSignal, Unrolled, fading_signal, unroll
from clipanim.numerics.gates import GatedRun, gate_products, gated_signal, run_cell
from clipanim.numerics.growth import TransientPeak, iterate, power_norms, powers, transient_peak
from clipanim.numerics.initial import initial_weights
from clipanim.numerics.laid_flat import lay_flat
from clipanim.numerics.ledger import Operation
from clipanim.numerics.losses import loss_and_slope
from clipanim.numerics.matrices import (
    TanhCounterExample,
    gaussian,
    nilpotent_tanh,
    non_normal,
    orthogonal,
    rotation,
    scaled_orthogonal,
    shear,
    tanh_jacobian_norms,
)
from clipanim.numerics.odds import Odds, ValueAngles, clipping_odds, value_angles
from clipanim.numerics.overflow import PowerLimits, overflow_exponent, power_limits
from clipanim.numerics.recurrent import Backward, Forward, backpropagate, run_net, slope_of
from clipanim.numerics.replay import Replay, replay, undoing
from clipanim.numerics.scalar_chain import ChainRun, chain_operations, descend_chain
from clipanim.numerics.schedules import constant_rate, effective_rate, step_rate, warmup_cosine_rate
from clipanim.numerics.smoothness import (
    chain_derivatives,
    chain_smoothness,
    cliff_curvature,
    smoothness_limit,
)
from clipanim.numerics.spectrum import (
    eigen_components,
    eigenvalues,
    follow_eigenvalues,
    singular_values,
    spectral_radius,
)
from clipanim.numerics.sweep import TrainingRun, sweep
from clipanim.numerics.tasks import TASKS, Batch, Task, adding, temporal_order
from clipanim.numerics.thresholds import (
    NormHistogram,
    autoclip_thresholds,
    log_histogram,
    norm_band,
    percentile_threshold,
    share_clipped,
    skipped_updates,
)
from clipanim.numerics.training import Training, train, weights_before
from clipanim.numerics.truth_table import TRUTH_CASES, TruthCell, case_gradient, judge, truth_table
from clipanim.numerics.unitwise import clip_by_unit, unit_norms
from clipanim.numerics.unrolled import Weights
from clipanim.numerics.vectors import angle, cosine, norm, worst_value_angle

__all__ = [
    "CONVENTIONS",
    "TASKS",
    "TRUTH_CASES",
    "Backward",
    "Batch",
    "Bounce",
    "ChainRun",
    "ClippedSum",
    "Contributions",
    "Convention",
    "Descent",
    "FadingSignal",
    "Forward",
    "GatedRun",
    "MinibatchBias",
    "NormHistogram",
    "Odds",
    "Operation",
    "PowerLimits",
    "Replay",
    "SuccessMap",
    "TanhCounterExample",
    "Task",
    "Training",
    "TrainingRun",
    "TransientPeak",
    "TruthCell",
    "Unrolled",
    "ValueAngles",
    "Weights",
    "adding",
    "angle",
    "autoclip_thresholds",
    "backpropagate",
    "bounce",
    "case_gradient",
    "chain_derivatives",
    "chain_operations",
    "chain_smoothness",
    "cliff_curvature",
    "cliff_line",
    "clip_as",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_unit",
    "clip_by_value",
    "clip_each_step",
    "clip_per_tensor",
    "clipping_odds",
    "constant_rate",
    "contributions",
    "cosine",
    "critical_weight",
    "descend",
    "descend_chain",
    "effective_rate",
    "eigen_components",
    "eigenvalues",
    "error",
    "error_and_gradient",
    "fading_signal",
    "follow_eigenvalues",
    "gate_products",
    "gated_signal",
    "gaussian",
    "initial_weights",
    "iterate",
    "jacobian_norms",
    "jacobian_products",
    "judge",
    "lay_flat",
    "log_histogram",
    "loss_and_slope",
    "minibatch_bias",
    "multiplier",
    "nilpotent_tanh",
    "non_normal",
    "norm",
    "norm_band",
    "orthogonal",
    "overflow_exponent",
    "per_tensor_turn",
    "percentile_threshold",
    "power_limits",
    "power_norms",
    "powers",
    "replay",
    "rotation",
    "run_cell",
    "run_net",
    "running_bias",
    "scaled_orthogonal",
    "share_clipped",
    "shear",
    "singular_values",
    "skipped_updates",
    "slope_of",
    "smoothness_limit",
    "spectral_radius",
    "step_rate",
    "success_map",
    "sweep",
    "tanh_jacobian_norms",
    "temporal_order",
    "train",
    "transient_peak",
    "truth_table",
    "undoing",
    "unit_norms",
    "unroll",
    "value_angles",
    "warmup_cosine_rate",
    "weights_before",
    "worst_value_angle",
]
