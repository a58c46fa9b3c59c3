"""Vectors, matrices, eigenvalues and networks of units.

Start with `vector_plane` (VectorPlane: arrows from one origin, and how clipping changes them).
`ring` shows what a matrix does to a circle of arrows, which are `spokes`; `complex_plane` shows
eigenvalues; `matrix` the entries; `units` vectors as discs, also of a network unrolled in time;
`ruler` measures a length.
"""

from .complex_plane import ComplexPlane, Eigenvalue, modulus_colour, style_by_modulus
from .matrix import Matrix
from .ring import Ring, eigenlines, zoom_per_step
from .ruler import Ruler
from .spokes import growth_colour
from .units import Units, Unrolled, scale_to_largest
from .vector_plane import Bend, Cut, Limit, VectorPlane, grow_arrow

__all__ = [
    "Bend",
    "ComplexPlane",
    "Cut",
    "Eigenvalue",
    "Limit",
    "Matrix",
    "Ring",
    "Ruler",
    "Units",
    "Unrolled",
    "VectorPlane",
    "eigenlines",
    "grow_arrow",
    "growth_colour",
    "modulus_colour",
    "scale_to_largest",
    "style_by_modulus",
    "zoom_per_step",
]
