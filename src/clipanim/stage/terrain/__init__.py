"""Terrain: height fields in perspective with contour lines, and paths over them.

Start with `view` (View: the perspective camera) and `terrain` (Terrain: the mobject); `trail` is
a path over it, and `block` puts a block of terrain in a box of the frame. Below them are
`surface_painter` (projection and drawing), `contours` (level sets of a mesh), `shading` and
`colour_ramp`.
"""

from .block import TerrainBlock
from .shading import shadow_colour
from .terrain import Terrain
from .trail import Trail
from .view import View, interpolate_views

__all__ = [
    "Terrain",
    "TerrainBlock",
    "Trail",
    "View",
    "interpolate_views",
    "shadow_colour",
]
