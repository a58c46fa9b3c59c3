"""Stretches of a picture, and few of them that hold many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_BOXES = 6
CELLS = 4, 3  # of the picture; more boxes than that are first joined cell by cell


@dataclass(frozen=True)
class Box:
    """Whole pixels, the right and lower edge excluded."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def around(self, other: Box) -> Box:
        """The least box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @property
    def area(self) -> int:
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Few boxes that hold all the given ones and do not overlap."""
    groups: list[Box] = []
    for box in _by_cell(boxes) if len(boxes) > CELLS[0] * CELLS[1] else boxes:
        _absorb(groups, box)
    while len(groups) > MOST_BOXES:
        n, k = _nearest(groups)
        union = groups[n].around(groups[k])
        groups = [box for i, box in enumerate(groups) if i not in (n, k)]
        _absorb(groups, union)
    return groups


def _by_cell(boxes: Sequence[Box]) -> list[Box]:
    """Those whose middles lie in the same cell of a grid over all of them, as one box."""
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    cells: dict[tuple[int, int], Box] = {}
    for box in boxes:
        x = (box.left + box.right) * CELLS[0] // (2 * right)
        y = (box.top + box.bottom) * CELLS[1] // (2 * bottom)
        cells[x, y] = cells[x, y].around(box) if (x, y) in cells else box
    return [*cells.values()]


def _absorb(groups: list[Box], box: Box) -> None:
    """Add a box to groups that do not overlap; those it meets become one with it."""
    while True:
        met = [one for one in groups if box.meets(one) or _costs_little(box, one)]
        if not met:
            groups.append(box)
            return
        for one in met:
            groups.remove(one)
            box = box.around(one)


def _costs_little(one: Box, other: Box) -> bool:
    return one.around(other).area <= 1.25 * (one.area + other.area)


def _nearest(boxes: list[Box]) -> tuple[int, int]:
    """The neighbours, from left to right, that are joined with the least waste."""
    order = sorted(range(len(boxes)), key=lambda n: boxes[n].left)
    return min(
        pairwise(order),
        key=lambda pair: (
            boxes[pair[0]].around(boxes[pair[1]]).area - boxes[pair[0]].area - boxes[pair[1]].area
        ),
    )
