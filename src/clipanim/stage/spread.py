"""Labels that would touch: places near those wanted, apart from each other, within bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .plot import apart


def spread(wanted: ArrayLike, least: float, low: float, high: float) -> NDArray[np.float64]:
    """Places nearest to the wanted ones, `least` from each other and between two bounds.

    Where there is no room for all, the bound above gives way.

    >>> spread([0.0, 10.0, 300.0], 40, 0, 310).tolist()
    [0.0, 40.0, 300.0]
    """
    places = np.array(apart(np.asarray(wanted, np.float64).tolist(), least))
    ranks = np.argsort(np.argsort(places, kind="stable"), kind="stable")
    places = np.minimum(places, high - least * (len(places) - 1 - ranks))
    return np.asarray(np.maximum(places, low + least * ranks), dtype=np.float64)
