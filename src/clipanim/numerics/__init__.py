"""The mathematics on screen: pure functions of numbers and arrays, numpy only."""

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
from clipanim.numerics.conventions import CONVENTIONS, Convention, clip_as
from clipanim.numerics.descent import Descent, SuccessMap, descend, success_map
from clipanim.numerics.growth import TransientPeak, iterate, power_norms, powers, transient_peak
from clipanim.numerics.ledger import Operation
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
from clipanim.numerics.overflow import PowerLimits, overflow_exponent, power_limits
from clipanim.numerics.scalar_chain import ChainRun, chain_operations, descend_chain
from clipanim.numerics.spectrum import (
    eigen_components,
    eigenvalues,
    singular_values,
    spectral_radius,
)
from clipanim.numerics.truth_table import TRUTH_CASES, TruthCell, case_gradient, judge, truth_table
from clipanim.numerics.unitwise import clip_by_unit, unit_norms
from clipanim.numerics.vectors import angle, cosine, norm, worst_value_angle

__all__ = [
    "CONVENTIONS",
    "TRUTH_CASES",
    "ChainRun",
    "Convention",
    "Descent",
    "Operation",
    "PowerLimits",
    "SuccessMap",
    "TanhCounterExample",
    "TransientPeak",
    "TruthCell",
    "angle",
    "case_gradient",
    "chain_operations",
    "cliff_line",
    "clip_as",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_unit",
    "clip_by_value",
    "clip_per_tensor",
    "cosine",
    "critical_weight",
    "descend",
    "descend_chain",
    "eigen_components",
    "eigenvalues",
    "error",
    "error_and_gradient",
    "gaussian",
    "iterate",
    "judge",
    "multiplier",
    "nilpotent_tanh",
    "non_normal",
    "norm",
    "orthogonal",
    "overflow_exponent",
    "power_limits",
    "power_norms",
    "powers",
    "rotation",
    "scaled_orthogonal",
    "shear",
    "singular_values",
    "spectral_radius",
    "success_map",
    "tanh_jacobian_norms",
    "transient_peak",
    "truth_table",
    "unit_norms",
    "worst_value_angle",
]
