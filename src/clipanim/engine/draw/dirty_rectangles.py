"""Pixel rectangles, and merging many overlapping ones into a few disjoint ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_RECTANGLES = 6
GRID_CELLS = 4, 3  # columns, rows; more rectangles than cells are first merged cell by cell


@dataclass(frozen=True)
class PixelRect:
    """A half-open rectangle of whole pixels: `right` and `bottom` are excluded."""

    left: int
    top: int
    right: int
    bottom: int

    def intersects(self, other: PixelRect) -> bool:
        """Whether the two have a pixel in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def union(self, other: PixelRect) -> PixelRect:
        """The smallest rectangle that contains both."""
        return PixelRect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def area(self) -> int:
        """Pixels inside; 0 if it is empty."""
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)


def merge_rectangles(rectangles: Sequence[PixelRect]) -> list[PixelRect]:
    """At most `MAX_RECTANGLES` disjoint rectangles that cover all the given ones."""
    disjoint: list[PixelRect] = []
    many = len(rectangles) > GRID_CELLS[0] * GRID_CELLS[1]
    for rect in _merge_by_grid_cell(rectangles) if many else rectangles:
        _insert_disjoint(disjoint, rect)
    while len(disjoint) > MAX_RECTANGLES:
        n, k = _cheapest_neighbours(disjoint)
        union = disjoint[n].union(disjoint[k])
        disjoint = [rect for i, rect in enumerate(disjoint) if i not in (n, k)]
        _insert_disjoint(disjoint, union)
    return disjoint


def _merge_by_grid_cell(rectangles: Sequence[PixelRect]) -> list[PixelRect]:
    """Merge rectangles whose centres lie in the same cell of a coarse grid."""
    right, bottom = max(rect.right for rect in rectangles), max(rect.bottom for rect in rectangles)
    cells: dict[tuple[int, int], PixelRect] = {}
    for rect in rectangles:
        x = (rect.left + rect.right) * GRID_CELLS[0] // (2 * right)
        y = (rect.top + rect.bottom) * GRID_CELLS[1] // (2 * bottom)
        cells[x, y] = cells[x, y].union(rect) if (x, y) in cells else rect
    return [*cells.values()]


def _insert_disjoint(disjoint: list[PixelRect], rect: PixelRect) -> None:
    """Add a rectangle to disjoint ones in place, merged with all that it intersects."""
    while True:
        hits = [one for one in disjoint if rect.intersects(one) or _wastes_little(rect, one)]
        if not hits:
            disjoint.append(rect)
            return
        for one in hits:
            disjoint.remove(one)
            rect = rect.union(one)


def _wastes_little(one: PixelRect, other: PixelRect) -> bool:
    """Whether the union is hardly larger than the two together."""
    return one.union(other).area <= 1.25 * (one.area + other.area)


def _cheapest_neighbours(rectangles: list[PixelRect]) -> tuple[int, int]:
    """Indices of the two neighbours, from left to right, whose union wastes the fewest pixels."""
    order = sorted(range(len(rectangles)), key=lambda n: rectangles[n].left)

    def waste(pair: tuple[int, int]) -> int:
        one, other = rectangles[pair[0]], rectangles[pair[1]]
        return one.union(other).area - one.area - other.area

    return min(pairwise(order), key=waste)
