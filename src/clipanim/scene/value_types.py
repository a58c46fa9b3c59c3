"""Value types of scene parameters: validation, parsing and formatting of one value.

A value type validates a value and returns its canonical form (an int given for a float becomes
a float, a list becomes a tuple), parses it from the text of a command-line flag, formats it
back, and knows its boundary values. An invalid value is a `ValueError` that says what was given
and what is allowed. Tuples and matrices are in `array_types`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

BOOLEAN_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
MAX_INTEGER = 2**63 - 1  # the largest whole number that TOML and numpy promise to hold


class ValueType(ABC):
    """Abstract base of the value types."""

    @property
    @abstractmethod
    def description(self) -> str:
        """The expected value in words, for errors such as "expected a whole number"."""

    @property
    @abstractmethod
    def metavar(self) -> str:
        """Placeholder of the value in help texts, such as NUMBER."""

    @abstractmethod
    def check(self, value: Any) -> Any:
        """Validate a value and return its canonical form.

        Raises:
            ValueError: if the value has another type or is out of range.
        """

    @abstractmethod
    def parse(self, text: str) -> Any:
        """Parse the text of a command-line flag; the value is not validated yet.

        Raises:
            ValueError: if the text cannot be parsed.
        """

    @abstractmethod
    def boundary_values(self, default: Any) -> list[Any]:
        """The values at the limits, for boundary-value tests; `default` where there is none."""

    def format(self, value: Any) -> str:
        """The text of a command-line flag that `parse` turns back into the value."""
        return str(value)

    def allowed_values(self) -> str:
        """The limits or choices in words; empty if there are none."""
        return ""

    def mismatch(self, value: Any) -> ValueError:
        """The error for a value of another type; to be raised by the caller."""
        return ValueError(f"expected {self.description}, got {format_rejected(value)}")


@dataclass(frozen=True)
class Number(ValueType):
    """A finite float."""

    low: float | None = None
    high: float | None = None
    description = "a number"
    metavar = "NUMBER"

    def check(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self.mismatch(value)
        try:
            number = float(value)
        except OverflowError:  # a whole number beyond 1.8e308
            number = math.inf
        if not math.isfinite(number):
            raise ValueError(f"expected a finite number, got {number}")
        return self.in_range(number)

    def in_range(self, number: Any) -> Any:
        """Return the number, or raise `ValueError` if it is out of range."""
        if self.low is not None and number < self.low:
            raise ValueError(f"{format_number(number)} is below {format_number(self.low)}")
        if self.high is not None and number > self.high:
            raise ValueError(f"{format_number(number)} is above {format_number(self.high)}")
        return number

    def parse(self, text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            raise self.mismatch(text) from None

    def format(self, value: Any) -> str:
        return format_number(value)

    def boundary_values(self, default: Any) -> list[Any]:
        return [self.check(default if end is None else end) for end in (self.low, self.high)]

    def allowed_values(self) -> str:
        if None not in (self.low, self.high):
            return f"{format_number(self.low)} to {format_number(self.high)}"
        if self.low is not None:
            return f"{format_number(self.low)} or more"
        return "" if self.high is None else f"{format_number(self.high)} or less"


@dataclass(frozen=True)
class Integer(Number):
    """An int; the float 24.0 is refused, so that a typing error is never rounded away."""

    description = "a whole number"
    metavar = "WHOLE"

    def check(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise self.mismatch(value)
        number = int(value)
        if abs(number) > MAX_INTEGER:
            raise ValueError(f"expected a whole number up to {MAX_INTEGER}, got a larger one")
        return self.in_range(number)

    def parse(self, text: str) -> Any:
        try:
            return int(text)
        except ValueError:
            raise self.mismatch(text) from None


@dataclass(frozen=True)
class Boolean(ValueType):
    """True or false."""

    description = "true or false"
    metavar = "BOOL"

    def check(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise self.mismatch(value)
        return value

    def parse(self, text: str) -> Any:
        try:
            return BOOLEAN_WORDS[text.strip().lower()]
        except KeyError:
            raise self.mismatch(text) from None

    def format(self, value: Any) -> str:
        return "true" if value else "false"

    def boundary_values(self, default: Any) -> list[Any]:
        return [False, True]


@dataclass(frozen=True)
class Text(ValueType):
    """A string; one of `choices` if there are any."""

    choices: tuple[str, ...] = ()
    description = "text"
    metavar = "TEXT"

    def check(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise self.mismatch(value)
        if self.choices and value not in self.choices:
            raise ValueError(f"{format_rejected(value)} is not one of {', '.join(self.choices)}")
        return value

    def parse(self, text: str) -> Any:
        return text

    def boundary_values(self, default: Any) -> list[Any]:
        return list(self.choices) or [default]

    def allowed_values(self) -> str:
        return ", ".join(self.choices)


def format_number(number: Any) -> str:
    """The shortest exact text of a number: 5, not 5.0."""
    return repr(number).removesuffix(".0")


def format_rejected(value: Any) -> str:
    """The repr of a rejected value for an error message, at most 60 characters."""
    if isinstance(value, (int, float)):
        return str(value)
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
