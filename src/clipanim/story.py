"""A story as plain data: what `clipanim data` prints, and the digest on every frame.

A story is a frozen dataclass of numbers, arrays, words and further dataclasses.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from typing import Any


def plain(value: Any) -> Any:
    """The value as JSON can hold it; inf and NaN become words, a complex number [re, im].

    >>> plain({"norm": float("inf"), "eigenvalue": 1 + 2j})
    {'norm': 'inf', 'eigenvalue': [1.0, 2.0]}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "tolist"):  # arrays and their scalars, without importing numpy
        return value.tolist() if _is_ordinary(value) else plain(value.tolist())
    if isinstance(value, complex):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a story cannot hold {type(value).__name__}")


def _is_ordinary(array: Any) -> bool:
    """Whether JSON can hold the numbers of an array as they are: most can, and are many."""
    kind = array.dtype.kind
    return kind in "biu" or (kind == "f" and bool((abs(array) < math.inf).all()))


def digest(story: Any) -> str:
    """The sha256 of a story's data: two films with the same digest show the same numbers."""
    return hashlib.sha256(json.dumps(plain(story)).encode()).hexdigest()
