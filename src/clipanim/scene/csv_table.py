"""CSV export of one field of a scene's story data, for `clipanim data --csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from .suggest import suggestion


class FieldError(ValueError):
    """A field that does not exist, or that cannot be a table of rows and columns."""


def field_to_csv(story: Any, field: str) -> str:
    """Format a field of a story as CSV with a header: one row for each entry.

    Args:
        story: nested dicts and lists, as `clipanim.scene.story_data.to_plain_data` makes them.
        field: its name; a nested field is named with dots.

    Returns:
        The CSV text.

    Raises:
        FieldError: if there is no such field, or it has fields of its own, more than two axes,
            or rows of different lengths.

    >>> print(field_to_csv({"walk": {"points": [[1, 2], [3, 4]]}}, "walk.points"), end="")
    points_0,points_1
    1,2
    3,4
    """
    rows = list(_rows(field_value(story, field), field))
    if len({len(row) for row in rows}) > 1:
        raise FieldError(f"{field}: its rows are not equally long; --json has it all")
    name = field.rpartition(".")[2]
    columns = len(rows[0]) if rows else 1
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name] if columns == 1 else [f"{name}_{k}" for k in range(columns)])
    writer.writerows(rows)
    return text.getvalue()


def field_value(story: Any, field: str) -> Any:
    """The value of a field by its dotted name.

    Raises:
        FieldError: if there is none; suggests the nearest name.
    """
    value = story
    for part in field.split("."):
        if not isinstance(value, dict) or part not in value:
            raise FieldError(f"{field}: no such field; {suggestion(field, field_names(story))}")
        value = value[part]
    return value


def field_names(story: Any, prefix: str = "") -> list[str]:
    """The dotted names of all leaf fields of a story."""
    if not isinstance(story, dict):
        return [prefix.rstrip(".")]
    return [name for key, value in story.items() for name in field_names(value, f"{prefix}{key}.")]


def _rows(value: Any, field: str) -> Iterator[list[Any]]:
    """The rows of a table: one for a number, one for each entry of a list."""
    if isinstance(value, dict):
        parts = ", ".join(field_names(value, f"{field}."))
        raise FieldError(f"{field}: has fields of its own: {parts}")
    for one in value if isinstance(value, list) else [value]:
        row = one if isinstance(one, list) else [one]
        if any(isinstance(cell, list | dict) for cell in row):
            raise FieldError(f"{field}: has more than two axes; --json has it all")
        yield row
