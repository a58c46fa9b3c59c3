"""The kinds of parameter that are several numbers: a pair, a list, a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from .kinds import Kind, Number, short

Limit = Any  # a number for every entry, a tuple with one for each, or None


@dataclass(frozen=True)
class Row(Kind):
    """A tuple of numbers; `at_least` and `at_most` long, each within limits of its own."""

    entry: type[Number]
    at_least: int
    at_most: int
    low: Limit = None
    high: Limit = None

    @property
    def word(self) -> str:
        """As in "expected 2 numbers, separated by commas"."""
        few, many = self.at_least, self.at_most
        return f"{few if few == many else f'{few} to {many}'} numbers, separated by commas"

    @property
    def symbol(self) -> str:
        if self.at_least < self.at_most:
            return "A,B,..."
        return ",".join("XYZ"[k] if self.at_most <= 3 else f"X{k + 1}" for k in range(self.at_most))

    def kind_of(self, place: int) -> Number:
        """The kind of the entry at a place, counted from 0."""
        return self.entry(_at(self.low, place), _at(self.high, place))

    def check(self, value: Any) -> Any:
        entries = _entries(value)
        if entries is None or not self.at_least <= len(entries) <= self.at_most:
            raise self.refuse(value)
        return tuple(self._check_one(k, one) for k, one in enumerate(entries))

    def _check_one(self, place: int, value: Any) -> Any:
        try:
            return self.kind_of(place).check(value)
        except ValueError as error:
            raise ValueError(f"entry {place + 1}: {error}") from None

    def parse(self, text: str) -> Any:
        try:
            return tuple(self.entry().parse(one) for one in text.split(","))
        except ValueError:
            raise self.refuse(text) from None

    def format(self, value: Any) -> str:
        return ",".join(map(short, value))

    def ends(self, default: Any) -> list[Any]:
        """The shortest row with every entry low, the longest with every entry high."""
        rows = []
        for end, length in enumerate((self.at_least, self.at_most)):
            middle = [*default, *(default[-1:] * length)]
            rows.append(tuple(self.kind_of(k).ends(middle[k])[end] for k in range(length)))
        return rows

    def allowed(self) -> str:
        each = [self.kind_of(k).allowed() for k in range(self.at_most)]
        limits = each[0] if len(set(each)) == 1 else " and ".join(each)
        if self.at_least == self.at_most or self.at_most > 99:
            return limits
        return f"{self.at_least} to {self.at_most} entries" + (f", {limits}" if limits else "")


@dataclass(frozen=True)
class Matrix(Kind):
    """Rows of equal length; `low` and `high` hold for every entry."""

    rows: int
    columns: int
    low: Limit = None
    high: Limit = None
    examples: tuple[Any, ...] = ()

    @property
    def word(self) -> str:
        """As in "expected 2 rows of 2 numbers, like 1,0;0,1"."""
        like = self.format([[int(i == j) for j in range(self.columns)] for i in range(self.rows)])
        return f"{self.rows} rows of {self.columns} numbers, like {like}"

    @property
    def symbol(self) -> str:
        letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 9)
        return ";".join(
            ",".join(next(letters) for _ in range(self.columns)) for _ in range(self.rows)
        )

    def check(self, value: Any) -> Any:
        rows = [_entries(row) for row in _entries(value) or ()]
        if len(rows) != self.rows or any(row is None or len(row) != self.columns for row in rows):
            raise self.refuse(value)
        checked = [[0.0] * self.columns for _ in rows]
        for i, j in product(range(self.rows), range(self.columns)):
            try:
                checked[i][j] = Number(self.low, self.high).check(rows[i][j])  # type: ignore[index]
            except ValueError as error:
                raise ValueError(f"row {i + 1}, column {j + 1}: {error}") from None
        return tuple(map(tuple, checked))

    def parse(self, text: str) -> Any:
        try:
            return tuple(tuple(map(float, row.split(","))) for row in text.split(";"))
        except ValueError:
            raise self.refuse(text) from None

    def format(self, value: Any) -> str:
        return ";".join(",".join(map(short, row)) for row in value)

    def ends(self, default: Any) -> list[Any]:
        if self.examples:
            return [self.check(one) for one in self.examples]
        one = Number(self.low, self.high)
        both = zip(*(one.ends(x) for row in default for x in row), strict=True)
        n = self.columns
        return [tuple(tuple(flat[i * n : i * n + n]) for i in range(self.rows)) for flat in both]

    def allowed(self) -> str:
        return Number(self.low, self.high).allowed()


def _at(limit: Limit, place: int) -> Any:
    return limit[place] if isinstance(limit, tuple) else limit


def _entries(value: Any) -> list[Any] | None:
    """A list, tuple or numpy array as a list; None for anything else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, (list, tuple)) else None
