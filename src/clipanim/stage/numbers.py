"""One way to write a number on screen, in captions and in transcripts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter
from typing import Any, SupportsFloat

import numpy as np

THIN = "\u2009"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float, digits: int = 3, decimals: int | None = None) -> str:
    """A number as it is shown: true minus, thin spaces from 10⁴ on, powers of ten.

    Args:
        value: any int or float; inf and NaN are named.
        digits: significant digits, when `decimals` is not given.
        decimals: digits after the point, for a column or a counter that must not jump.

    >>> number(117.3908), number(0.0900), number(-3), number(9.3e-14, 1)
    ('117', '0.09', '−3', '9 · 10⁻¹⁴')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    sign, size = ("−" if value < 0 else ""), abs(value)
    if isinstance(value, int):
        return sign + _spaced(str(size))
    if decimals is not None and size < 1e7:
        return sign + _spaced(f"{size:.{decimals}f}")
    if size == 0:
        return "0"
    if 1e-3 <= size < 1e7:
        exponent = math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
        shown = f"{size:.{max(0, digits - 1 - exponent)}f}"
        return sign + _spaced(shown.rstrip("0").rstrip(".") if "." in shown else shown)
    mantissa, exponent_ = f"{size:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = "10" + str(int(exponent_)).translate(SUPERSCRIPT)
    return sign + (power if mantissa == "1" else f"{mantissa} · {power}")


def times(value: float, digits: int = 3) -> str:
    """A factor: "× 19.4"."""
    return f"× {number(value, digits)}"


def degrees(value: SupportsFloat, decimals: int = 1) -> str:
    """An angle: "44.4°"."""
    return number(float(value), decimals=decimals) + "°"


def pair(values: Iterable[SupportsFloat], decimals: int | None = None) -> str:
    """A vector: "(100, 1)"."""
    return "(" + ", ".join(number(float(one), decimals=decimals) for one in values) + ")"


def power_of_ten(exponent: int) -> str:
    """The mark of a log axis: 1 and 10 plain, the others as powers."""
    if exponent in (0, 1):
        return "10" if exponent else "1"
    return "10" + str(exponent).translate(SUPERSCRIPT)


def shown(value: Any) -> str:
    """A field of a line of narration: numbers as `number` writes them, words as they are."""
    value = _plain(value)
    return number(value) if isinstance(value, int | float) else str(value)


def fill(words: str, **values: Any) -> str:
    """Put values into a line of narration.

    `{story.peak}` is written as `shown` does, `{story.peak:.2f}` with two decimals,
    `{story.peak:.2g}` with two significant digits, both by `number`; `{story.norms[-1]}` is
    the last of several.

    >>> fill("{n} steps: {x}, {x:.1f}, {x:.2g}", n=np.int64(20000), x=np.float32(-19.378))
    '20\u2009000 steps: −19.4, −19.4, −19'
    """
    return filled(words, **values)[0]


def filled(words: str, **values: Any) -> tuple[str, dict[str, str]]:
    """A line as `fill` makes it, and what became of each of its fields.

    >>> filled("{n} steps", n=20)
    ('20 steps', {'n': '20'})
    """
    line = _Line()
    return line.vformat(words, (), values), line.written


class _Line(Formatter):
    """A line whose numbers are written as everywhere on screen."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}  # by field
        self._field = ""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        self._field, name = field_name, re.split(r"[.\[]", field_name)[0]
        value = kwargs[name]
        for attribute, key in re.findall(r"\.(\w+)|\[(.+?)\]", field_name):
            value = getattr(value, attribute) if attribute else value[_index(key)]
        return value, name

    def format_field(self, value: Any, format_spec: str) -> str:
        written = self.written[self._field] = self._written(value, format_spec)
        return written

    def _written(self, value: Any, format_spec: str) -> str:
        digits = re.fullmatch(r"\.(\d+)([fg])", format_spec)
        if digits is None:
            return format(value, format_spec) if format_spec else shown(value)
        places = {"f": "decimals", "g": "digits"}[digits[2]]
        return number(float(value), **{places: int(digits[1])})


def _index(key: str) -> int | str:
    return int(key) if re.fullmatch(r"-?\d+", key) else key


def _plain(value: Any) -> Any:
    """A number of numpy's as one of Python's."""
    return value.item() if isinstance(value, np.generic | np.ndarray) and not value.ndim else value


def _spaced(digits: str) -> str:
    whole, dot, rest = digits.partition(".")
    if len(whole) > 4:
        groups = [whole[max(0, i - 3) : i] for i in range(len(whole), 0, -3)]
        whole = THIN.join(reversed(groups))
    return whole + dot + rest
