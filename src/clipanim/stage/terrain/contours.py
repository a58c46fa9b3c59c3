"""Contours of a scalar field on a mesh (marching triangles): loops to fill, lines to draw.

Each square of the mesh is two triangles, on which the field is linear, so that no
square is ambiguous. A vertex of a line is known by the edge that it lies on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

STRAIGHT = 0.01  # of the distance of its neighbours: a corner nearer to their line is left out
SIMPLIFY_PASSES = 6

Points = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class ContourLoops:
    """Closed contour polygons, one after the other in flat arrays.

    Attributes:
        points: the corners of all loops, shape (n, 3).
        starts: the index of each loop's first corner, shape (loops,).
        level: the index of the level that each loop belongs to, shape (loops,).
        level_count: how many levels there are.
    """

    points: Points
    starts: Integers
    level: Integers
    level_count: int


def contour_loops(mesh: Points, field: Points, levels: ArrayLike) -> ContourLoops:
    """Outlines of where a field is at or above each level, closed along the mesh's rim.

    Args:
        mesh: points, shape (rows, columns, 3).
        field: shape (rows, columns).
        levels: shape (k,).
    """
    levels = np.asarray(levels, np.float64)
    rim = ((1, 1), (1, 1))  # a rim of nothing around, at no distance, closes all loops
    padded = np.pad(field, rim, constant_values=min(field.min(), levels.min()) - 1.0)
    places = np.pad(mesh, (*rim, (0, 0)), mode="edge").reshape(-1, 3)
    corners, starts, level = [np.zeros((0, 3))], [], []
    count = 0
    for n, at in enumerate(levels):
        tails, heads = _contour_edges(padded, at)
        where = _edge_crossings(places, padded.ravel(), tails, at)
        slanted = tails[:, 1] - tails[:, 0] == padded.shape[1] + 1
        for chain in _link_chains(_edge_keys(tails, padded.size), _edge_keys(heads, padded.size)):
            corners.append(_simplify(where[chain], slanted[chain]))
            starts.append(count)
            level.append(n)
            count += len(corners[-1])
    return ContourLoops(
        np.concatenate(corners), np.array(starts, np.int64), np.array(level, np.int64), len(levels)
    )


def contour_segments(mesh: Points, field: Points, levels: Sequence[float]) -> Points:
    """Contour lines as separate straight segments, shape (n, 2, 3).

    Args:
        mesh: points, shape (rows, columns, 3).
        field: shape (rows, columns).
        levels: shape (k,).
    """
    places, values = mesh.reshape(-1, 3), field.ravel()
    pieces = [np.zeros((0, 2, 3))]
    for at in levels:
        tails, heads = _contour_edges(field, at)
        ends = [_edge_crossings(places, values, edge, at) for edge in (tails, heads)]
        pieces.append(np.stack(ends, axis=1))
    return np.concatenate(pieces)


def _contour_edges(field: Points, at: float) -> tuple[Integers, Integers]:
    """Segments of a contour line, from mesh edge to mesh edge, higher values on the left.

    Returns:
        Tails and heads, shape (n, 2) each: the two vertices of the edge, in rising order.
    """
    rows, columns = field.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    d, c = index[1:, :-1].ravel(), index[1:, 1:].ravel()
    above = field.ravel() >= at
    count = above[a].astype(int) + above[b] + above[c] + above[d]
    mixed = (count > 0) & (count < 4)
    a, b, c, d = a[mixed], b[mixed], c[mixed], d[mixed]
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    tails, heads = [np.zeros((0, 2), np.int64)], [np.zeros((0, 2), np.int64)]
    for turn in range(3):
        v0, v1, v2 = np.roll(triangles, -turn, axis=1).T
        alone = (above[v0] != above[v1]) & (above[v0] != above[v2])
        first, second = np.stack([v0, v1], 1)[alone], np.stack([v0, v2], 1)[alone]
        up = above[v0][alone][:, None]
        tails.append(np.sort(np.where(up, first, second), axis=1))
        heads.append(np.sort(np.where(up, second, first), axis=1))
    return np.concatenate(tails), np.concatenate(heads)


def _edge_crossings(places: Points, values: Points, edges: Integers, at: float) -> Points:
    """Where the contour crosses mesh edges, by linear interpolation, shape (n, 3)."""
    low, high = edges.T
    share = (at - values[low]) / (values[high] - values[low])
    return np.asarray(places[low] + share[:, None] * (places[high] - places[low]))


def _edge_keys(edges: Integers, size: int) -> Integers:
    return np.asarray(edges[:, 0] * size + edges[:, 1])


def _link_chains(tails: Integers, heads: Integers) -> list[list[int]]:
    """Link segments to closed chains: where one ends, the next begins."""
    order = np.argsort(tails)
    following: list[Any] = order[np.searchsorted(tails, heads, sorter=order)].tolist()
    free = [True] * len(tails)
    chains = []
    for first in range(len(tails)):
        if not free[first]:
            continue
        chain, here = [], first
        while free[here]:
            free[here] = False
            chain.append(here)
            here = following[here]
        chains.append(chain)
    return chains


def _simplify(corners: Points, slanted: NDArray[np.bool_]) -> Points:
    """Simplify a loop: drop repeated corners, those on squares' diagonals, and straight ones."""
    needed = (corners != np.roll(corners, 1, axis=0)).any(axis=1) & ~slanted
    corners = corners[needed] if needed.sum() > 2 else corners
    for _ in range(SIMPLIFY_PASSES):
        before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
        way, here = after - before, corners - before
        length = np.maximum(np.einsum("ij,ij->i", way, way), 1e-300)
        off = here - (np.einsum("ij,ij->i", here, way) / length)[:, None] * way
        straight = np.einsum("ij,ij->i", off, off) < STRAIGHT**2 * length
        straight[::2] = False  # never two neighbours at once
        if len(corners) - straight.sum() < 4:
            break
        corners = corners[~straight]
    return corners
