"""Label spacing: positions near the wanted ones that keep a minimum distance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def separate(wanted: Sequence[float], least: float) -> list[float]:
    """Positions nearest to the wanted ones, in the same order, at least `least` apart.

    For labels at the ends of lines: groups that would touch spread about their middle.

    Args:
        wanted: positions in any unit.
        least: distance in the same unit.

    >>> separate([100, 110, 300], 40)
    [85.0, 125.0, 300.0]
    """
    order = np.argsort(wanted, kind="stable")
    groups: list[list[float]] = []  # each: sum of (wanted - own offset), count
    for place in (wanted[i] for i in order):
        groups.append([place, 1])
        while len(groups) > 1:
            (sum_, count), (next_, more) = groups[-2:]
            if sum_ / count + count * least <= next_ / more:
                break
            groups[-2:] = [[sum_ + next_ - more * count * least, count + more]]
    found = [sum_ / count + n * least for sum_, count in groups for n in range(int(count))]
    places = [0.0] * len(found)
    for i, place in zip(order, found, strict=True):
        places[i] = float(place)
    return places


def separate_within(
    wanted: ArrayLike, least: float, low: float, high: float
) -> NDArray[np.float64]:
    """Positions as by `separate`, between two bounds.

    Where there is no room for all, the bound above gives way.

    Args:
        wanted: positions in any unit, shape (n,).
        least: distance in the same unit.
        low: the lower bound.
        high: the upper bound.

    >>> separate_within([0.0, 10.0, 300.0], 40, 0, 310).tolist()
    [0.0, 40.0, 300.0]
    """
    places = np.array(separate(np.asarray(wanted, np.float64).tolist(), least))
    ranks = np.argsort(np.argsort(places, kind="stable"), kind="stable")
    places = np.minimum(places, high - least * (len(places) - 1 - ranks))
    return np.asarray(np.maximum(places, low + least * ranks), dtype=np.float64)
