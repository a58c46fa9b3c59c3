"""Number formatting for screen, captions and transcripts, and the fields of narration lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from string import Formatter
from typing import Any, SupportsFloat

import numpy as np

from clipanim.scene.author_errors import AuthorError, error_reason
from clipanim.scene.suggest import suggestion

THIN_SPACE = "\u2009"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float, digits: int = 3, decimals: int | None = None) -> str:
    """Format a number: true minus, thin spaces between thousands from 10⁴ on, powers of ten.

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
        return sign + _group_thousands(str(size))
    if decimals is not None and size < 1e7:
        return sign + _group_thousands(f"{size:.{decimals}f}")
    if size == 0:
        return "0"
    if 1e-3 <= size < 1e7:
        exponent = math.floor(math.log10(float(f"{size:.{digits - 1}e}")))
        shown = f"{size:.{max(0, digits - 1 - exponent)}f}"
        return sign + _group_thousands(shown.rstrip("0").rstrip(".") if "." in shown else shown)
    mantissa, exponent_ = f"{size:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = "10" + str(int(exponent_)).translate(SUPERSCRIPT)
    return sign + (power if mantissa == "1" else f"{mantissa} · {power}")


def times(value: float, digits: int = 3) -> str:
    """Format a factor: "× 19.4"."""
    return f"× {number(value, digits)}"


def degrees(value: SupportsFloat, decimals: int = 1) -> str:
    """Format an angle in degrees: "44.4°"."""
    return number(float(value), decimals=decimals) + "°"


def pair(values: Iterable[SupportsFloat], decimals: int | None = None) -> str:
    """Format a vector: "(100, 1)"."""
    return "(" + ", ".join(number(float(one), decimals=decimals) for one in values) + ")"


def power_of_ten(exponent: int) -> str:
    """Format 10**exponent for a log axis: 1 and 10 plain, the others as powers."""
    if exponent in (0, 1):
        return "10" if exponent else "1"
    return "10" + str(exponent).translate(SUPERSCRIPT)


def format_value(value: Any) -> str:
    """Format a field of a narration line: numbers as by `number`, words as they are."""
    value = _python_number(value)
    return number(value) if isinstance(value, int | float) else str(value)


def fill(words: str, **values: Any) -> str:
    """Fill the fields of a narration line with values.

    `{story.peak}` is written as `format_value` does, `{story.peak:.2f}` with two decimals,
    `{story.peak:.2g}` with two significant digits, both by `number`; `{story.norms[-1]}` is
    the last of several.

    >>> fill("{n} steps: {x}, {x:.1f}, {x:.2g}", n=np.int64(20000), x=np.float32(-19.378))
    '20\u2009000 steps: −19.4, −19.4, −19'
    """
    return fill_fields(words, **values)[0]


def fill_fields(words: str, **values: Any) -> tuple[str, dict[str, str]]:
    """Fill a line as `fill` does; return it, and the text of each field by the field's name.

    >>> fill_fields("{n} steps", n=20)
    ('20 steps', {'n': '20'})
    """
    formatter = _LineFormatter()
    return formatter.vformat(words, (), values), formatter.field_texts


class _LineFormatter(Formatter):
    """A string formatter that writes numbers as everywhere on screen, and notes its fields."""

    def __init__(self) -> None:
        self.field_texts: dict[str, str] = {}
        self._field = ""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        self._field, name = field_name, re.split(r"[.\[]", field_name)[0]
        if name not in kwargs:
            raise AuthorError(f"{{{field_name}}}: no value {name!r}; {suggestion(name, kwargs)}")
        value = kwargs[name]
        with self._field_named():
            for attribute, key in re.findall(r"\.(\w+)|\[(.+?)\]", field_name):
                value = getattr(value, attribute) if attribute else value[_list_index_or_key(key)]
        return value, name

    @contextmanager
    def _field_named(self) -> Iterator[None]:
        """Name the field in an error of its value."""
        try:
            yield
        except Exception as error:
            raise AuthorError(f"{{{self._field}}}: {error_reason(error)}") from error

    def format_field(self, value: Any, format_spec: str) -> str:
        with self._field_named():
            self.field_texts[self._field] = formatted = self._formatted(value, format_spec)
        return formatted

    def _formatted(self, value: Any, format_spec: str) -> str:
        digits = re.fullmatch(r"\.(\d+)([fg])", format_spec)
        if digits is None:
            return format(value, format_spec) if format_spec else format_value(value)
        places = {"f": "decimals", "g": "digits"}[digits[2]]
        return number(float(value), **{places: int(digits[1])})


def _list_index_or_key(key: str) -> int | str:
    return int(key) if re.fullmatch(r"-?\d+", key) else key


def _python_number(value: Any) -> Any:
    """Convert a numpy scalar to a Python number; leave all else."""
    return value.item() if isinstance(value, np.generic | np.ndarray) and not value.ndim else value


def _group_thousands(digits: str) -> str:
    integer, dot, rest = digits.partition(".")
    if len(integer) > 4:
        groups = [integer[max(0, i - 3) : i] for i in range(len(integer), 0, -3)]
        integer = THIN_SPACE.join(reversed(groups))
    return integer + dot + rest
