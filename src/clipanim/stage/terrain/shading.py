"""Shading of terrain: diffuse light on a height field, colours of a block's sides, of shadows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clipanim.stage import theme

from .colour_ramp import Colour, oklab, ramp_colours

Points = NDArray[np.float64]

AMBIENT = 0.4
LIGHT_DIRECTION = np.array([-0.3, -0.64, 0.71])  # over the viewer's left shoulder; a unit vector
MAX_LIGHTNESS = 0.97  # OKLab's L


def shaded_lightness(mesh: Points, tone: Points) -> Points:
    """Lightness of a mesh under ambient and directional light (Lambert), for the current theme.

    Args:
        mesh: points, shape (rows, columns, 3).
        tone: how light each point is by itself, 0 to 1, shape (rows, columns).

    Returns:
        OKLab's L, shape (rows, columns).
    """
    across, away = np.gradient(mesh, axis=1), np.gradient(mesh, axis=0)
    normal = np.cross(across, away)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-300)
    light = AMBIENT + (1 - AMBIENT) * np.clip(normal @ LIGHT_DIRECTION, 0, 1)
    level = AMBIENT + (1 - AMBIENT) * LIGHT_DIRECTION[2]
    low, high = (oklab(colour)[0] for colour in (theme.terrain_low, theme.terrain_high))
    lightness = (low + (high - low) * np.clip(tone, 0, 1)) * (1 + light / level) / 2
    return np.asarray(np.minimum(lightness, MAX_LIGHTNESS))


def block_sides(mesh: Points, floor: float) -> list[tuple[Colour, Points]]:
    """The four vertical sides of a block of terrain.

    Args:
        mesh: points, shape (rows, columns, 3).
        floor: the z that the sides reach down to.

    Returns:
        Colour and outline of each, shape (n, 3), wound so that the front faces outwards.
    """
    rims = [mesh[0], mesh[:, -1], mesh[-1, ::-1], mesh[::-1, 0]]
    low = oklab(theme.terrain_low)[0]
    shares = (0.93, 0.8, 0.7, 0.74) if theme.name() == "dark" else (1.08, 0.98, 0.9, 0.94)
    sides = []
    for share, rim in zip(shares, rims, strict=True):
        foot = rim[::-1] * (1, 1, 0) + (0, 0, floor)
        colour = ramp_colours(np.array([low * share]))[0]
        sides.append((colour, np.concatenate([foot[-1:], foot[:1], rim[::-1]])))
    return sides


def shadow_colour() -> str:
    """The colour of a shadow on the terrain, to be drawn at about half its opacity."""
    return theme.background if theme.name() == "dark" else theme.ink
