"""Value types of parameters that are several numbers: tuples and matrices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from .value_types import Number, ValueType, format_number

Limit = Any  # a number for every entry, a tuple with one for each, or None


@dataclass(frozen=True)
class NumberTuple(ValueType):
    """`min_length` to `max_length` numbers, with common limits or one pair per entry."""

    entry: type[Number]
    min_length: int
    max_length: int
    low: Limit = None
    high: Limit = None

    @property
    def description(self) -> str:
        """As in "expected 2 numbers, separated by commas"."""
        few, many = self.min_length, self.max_length
        return f"{few if few == many else f'{few} to {many}'} numbers, separated by commas"

    @property
    def metavar(self) -> str:
        if self.min_length < self.max_length:
            return "A,B,..."
        return ",".join(
            "XYZ"[k] if self.max_length <= 3 else f"X{k + 1}" for k in range(self.max_length)
        )

    def value_type_at(self, index: int) -> Number:
        """The value type of the entry at an index from 0."""
        return self.entry(_limit_at(self.low, index), _limit_at(self.high, index))

    def check(self, value: Any) -> Any:
        entries = _entries(value)
        if entries is None or not self.min_length <= len(entries) <= self.max_length:
            raise self.mismatch(value)
        return tuple(self._check_entry(k, one) for k, one in enumerate(entries))

    def _check_entry(self, index: int, value: Any) -> Any:
        try:
            return self.value_type_at(index).check(value)
        except ValueError as error:
            raise ValueError(f"entry {index + 1}: {error}") from None

    def parse(self, text: str) -> Any:
        try:
            return tuple(self.entry().parse(one) for one in text.split(","))
        except ValueError:
            raise self.mismatch(text) from None

    def format(self, value: Any) -> str:
        return ",".join(map(format_number, value))

    def boundary_values(self, default: Any) -> list[Any]:
        """The shortest tuple with every entry low, the longest with every entry high."""
        rows = []
        for end, length in enumerate((self.min_length, self.max_length)):
            middle = [*default, *(default[-1:] * length)]
            rows.append(
                tuple(self.value_type_at(k).boundary_values(middle[k])[end] for k in range(length))
            )
        return rows

    def allowed_values(self) -> str:
        each = [self.value_type_at(k).allowed_values() for k in range(self.max_length)]
        limits = each[0] if len(set(each)) == 1 else " and ".join(each)
        if self.min_length == self.max_length or self.max_length > 99:
            return limits
        return f"{self.min_length} to {self.max_length} entries" + (f", {limits}" if limits else "")


@dataclass(frozen=True)
class Matrix(ValueType):
    """A matrix as a tuple of row tuples; `low` and `high` hold for every entry.

    `examples` replace the matrices with all entries at a limit as boundary values.
    """

    rows: int
    columns: int
    low: Limit = None
    high: Limit = None
    examples: tuple[Any, ...] = ()

    @property
    def description(self) -> str:
        """As in "expected 2 rows of 2 numbers, like 1,0;0,1"."""
        like = self.format([[int(i == j) for j in range(self.columns)] for i in range(self.rows)])
        return f"{self.rows} rows of {self.columns} numbers, like {like}"

    @property
    def metavar(self) -> str:
        letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 9)
        return ";".join(
            ",".join(next(letters) for _ in range(self.columns)) for _ in range(self.rows)
        )

    def check(self, value: Any) -> Any:
        rows = [_entries(row) for row in _entries(value) or ()]
        if len(rows) != self.rows or any(row is None or len(row) != self.columns for row in rows):
            raise self.mismatch(value)
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
            raise self.mismatch(text) from None

    def format(self, value: Any) -> str:
        return ";".join(",".join(map(format_number, row)) for row in value)

    def boundary_values(self, default: Any) -> list[Any]:
        if self.examples:
            return [self.check(one) for one in self.examples]
        one = Number(self.low, self.high)
        both = zip(*(one.boundary_values(x) for row in default for x in row), strict=True)
        n = self.columns
        return [tuple(tuple(flat[i * n : i * n + n]) for i in range(self.rows)) for flat in both]

    def allowed_values(self) -> str:
        return Number(self.low, self.high).allowed_values()


def _limit_at(limit: Limit, index: int) -> Any:
    return limit[index] if isinstance(limit, tuple) else limit


def _entries(value: Any) -> list[Any] | None:
    """A list, tuple or numpy array as a list; None for anything else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, (list, tuple)) else None
