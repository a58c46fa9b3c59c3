"""Error surfaces: the cliff of a net with two parameters, and a net with one weight.

`cliff` is the error surface of Pascanu et al. with its gradient, `gradient_descent` runs on
it, `norm_vs_value` compares both ways to clip there, `surface_mesh` samples it for drawing,
`smoothness` has its curvature. `scalar_chain` is the net w**T in 16, 32 or 64 bit floats
(`float_operations` records every operation), `overflow` how far powers go in a type, and
`limit_cycle` where clipped descent bounces for ever.
"""

from .cliff import (
    CLIFF_STEPS,
    CLIFF_TARGET,
    CLIFF_X0,
    cliff_line,
    critical_weight,
    error,
    error_and_gradient,
    multiplier,
    sigmoid_and_derivative,
)
from .float_operations import Operation
from .gradient_descent import Descent, SuccessMap, descend, success_map
from .limit_cycle import CycleDetection, detect_cycle
from .norm_vs_value import ClippingComparison, ValueAngles, compare_clipping, value_angles
from .overflow import MAX_EXPONENT, PowerLimits, overflow_exponent, power_limits
from .scalar_chain import ChainRun, FloatDtype, chain_operations, descend_chain
from .smoothness import chain_derivatives, chain_smoothness, cliff_curvature, smoothness_limit
from .surface_mesh import SurfaceMesh, mesh_along_cliff, mesh_around_block, resample_by_arc_length

__all__ = [
    "CLIFF_STEPS",
    "CLIFF_TARGET",
    "CLIFF_X0",
    "MAX_EXPONENT",
    "ChainRun",
    "ClippingComparison",
    "CycleDetection",
    "Descent",
    "FloatDtype",
    "Operation",
    "PowerLimits",
    "SuccessMap",
    "SurfaceMesh",
    "ValueAngles",
    "chain_derivatives",
    "chain_operations",
    "chain_smoothness",
    "cliff_curvature",
    "cliff_line",
    "compare_clipping",
    "critical_weight",
    "descend",
    "descend_chain",
    "detect_cycle",
    "error",
    "error_and_gradient",
    "mesh_along_cliff",
    "mesh_around_block",
    "multiplier",
    "overflow_exponent",
    "power_limits",
    "resample_by_arc_length",
    "sigmoid_and_derivative",
    "smoothness_limit",
    "success_map",
    "value_angles",
]
