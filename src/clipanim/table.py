"""One field of a story as a table, for `clipanim data --csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from .nearest import suggestion


class FieldError(ValueError):
    """A field that a story does not have, or that is no table."""


def csv_of(story: Any, field: str) -> str:
    """A field of a story, as `plain` returns it, with a heading: one row for each entry.

    Args:
        story: nested dicts and lists, as `clipanim.story.plain` makes them.
        field: its name; a field of a field is named with a dot.

    >>> print(csv_of({"walk": {"points": [[1, 2], [3, 4]]}}, "walk.points"), end="")
    points_0,points_1
    1,2
    3,4
    """
    rows = list(_rows(pick(story, field), field))
    if len({len(row) for row in rows}) > 1:
        raise FieldError(f"{field}: its rows are not equally long; --json has it all")
    name = field.rpartition(".")[2]
    wide = len(rows[0]) if rows else 1
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name] if wide == 1 else [f"{name}_{k}" for k in range(wide)])
    writer.writerows(rows)
    return text.getvalue()


def pick(story: Any, field: str) -> Any:
    """The value of a field; `FieldError` with the nearest name if there is none."""
    value = story
    for part in field.split("."):
        if not isinstance(value, dict) or part not in value:
            raise FieldError(f"{field}: no such field; {suggestion(field, fields_of(story))}")
        value = value[part]
    return value


def fields_of(story: Any, before: str = "") -> list[str]:
    """The names of all fields of a story that hold something other than fields."""
    if not isinstance(story, dict):
        return [before.rstrip(".")]
    return [name for key, value in story.items() for name in fields_of(value, f"{before}{key}.")]


def _rows(value: Any, field: str) -> Iterator[list[Any]]:
    """The rows of a table: a number is one, a list has one for each entry."""
    if isinstance(value, dict):
        parts = ", ".join(fields_of(value, f"{field}."))
        raise FieldError(f"{field}: has fields of its own: {parts}")
    for one in value if isinstance(value, list) else [value]:
        row = one if isinstance(one, list) else [one]
        if any(isinstance(cell, list | dict) for cell in row):
            raise FieldError(f"{field}: has more than two axes; --json has it all")
        yield row
