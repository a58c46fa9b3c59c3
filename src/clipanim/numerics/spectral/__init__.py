"""Matrices, their eigenvalues and singular values, and how their powers grow.

`spectrum` has eigenvalues and the spectral radius, `matrices` the matrices worth showing,
`matrix_powers` the growth of W**k and of W**k @ v, `planar_orbits` the same for 2 by 2
matrices with their eigenlines, in between two steps too. `plane_unfolding` draws sums of
long vectors to scale.
"""

from .matrices import (
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
from .matrix_powers import TransientPeak, iterate, power_norms, powers, transient_peak
from .planar_orbits import (
    EigenLines,
    Orbit,
    OrbitState,
    find_eigenlines,
    interpolate_matrix,
    planar_orbit,
)
from .plane_unfolding import unfold_to_plane
from .spectrum import (
    eigen_components,
    eigenvalues,
    follow_eigenvalues,
    singular_values,
    spectral_radius,
)

__all__ = [
    "EigenLines",
    "Orbit",
    "OrbitState",
    "TanhCounterExample",
    "TransientPeak",
    "eigen_components",
    "eigenvalues",
    "find_eigenlines",
    "follow_eigenvalues",
    "gaussian",
    "interpolate_matrix",
    "iterate",
    "nilpotent_tanh",
    "non_normal",
    "orthogonal",
    "planar_orbit",
    "power_norms",
    "powers",
    "rotation",
    "scaled_orthogonal",
    "shear",
    "singular_values",
    "spectral_radius",
    "tanh_jacobian_norms",
    "transient_peak",
    "unfold_to_plane",
]
