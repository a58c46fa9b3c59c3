"""The terrain's neutral colour ramp, linear in OKLab, as BGR for manim's cairo surfaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clipanim.stage import theme

Points = NDArray[np.float64]
Colour = tuple[float, float, float]

# OKLab. Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def ramp_colours(lightness: Points) -> list[Colour]:
    """Colours of the theme's neutral ramp by lightness, linear in OKLab.

    Args:
        lightness: OKLab's L, shape (n,).

    Returns:
        Blue, green, red of each, 0 to 1.
    """
    low, high = oklab(theme.terrain_low), oklab(theme.terrain_high)
    share = (lightness - low[0]) / (high[0] - low[0])
    lab = low + share[:, None] * (high - low)
    return [tuple(colour) for colour in _oklab_to_srgb(lab)[:, ::-1].tolist()]


def bgr(colour: str) -> tuple[float, ...]:
    """Blue, green, red, 0 to 1, of a colour such as "#20232A": the order of manim's surfaces."""
    return _rgb(colour)[::-1]


def oklab(colour: str) -> Points:
    """OKLab's L, a and b of a colour such as "#20232A", shape (3,)."""
    rgb = np.array(_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(LMS_TO_LAB @ np.cbrt(RGB_TO_LMS @ linear))


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _oklab_to_srgb(lab: Points) -> Points:
    linear = (lab @ np.linalg.inv(LMS_TO_LAB).T) ** 3 @ np.linalg.inv(RGB_TO_LMS).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
