"""JSON serialization and digest of a story, the computed data that a scene draws.

A story is a frozen dataclass of numbers, arrays, strings and further dataclasses. `clipanim data`
prints it as JSON, and its digest is shown on every frame.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from typing import Any


def to_plain_data(value: Any) -> Any:
    """Convert a value to JSON types; inf and NaN become strings, a complex number [re, im].

    Args:
        value: a dataclass, mapping, sequence, array or scalar, nested at will.

    Returns:
        Dicts, lists, strings, numbers, bools and None.

    Raises:
        TypeError: if it holds a value of another type.

    >>> to_plain_data({"norm": float("inf"), "eigenvalue": 1 + 2j})
    {'norm': 'inf', 'eigenvalue': [1.0, 2.0]}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value)]
        return {name: _plain_entry(name, getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): _plain_entry(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain_data(one) for one in value]
    if hasattr(value, "tolist"):  # arrays and their scalars, without importing numpy
        return value.tolist() if _is_finite_numeric(value) else to_plain_data(value.tolist())
    if isinstance(value, complex):
        return [to_plain_data(value.real), to_plain_data(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a story cannot hold {type(value).__name__}")


def _plain_entry(name: str, value: Any) -> Any:
    """The value of a field as JSON types; an error says of which field."""
    try:
        return to_plain_data(value)
    except TypeError as error:
        raise TypeError(f"{name}: {error}") from None


def _is_finite_numeric(array: Any) -> bool:
    """Whether `tolist` of an array is JSON already: the fast path, as arrays are large."""
    kind = array.dtype.kind
    return kind in "biu" or (kind == "f" and bool((abs(array) < math.inf).all()))


def story_digest(story: Any) -> str:
    """The sha256 of a story's JSON, in hexadecimal: equal digests mean equal numbers."""
    return hashlib.sha256(json.dumps(to_plain_data(story)).encode()).hexdigest()
