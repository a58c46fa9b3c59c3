"""The kinds of value that a parameter can have: numbers, switches, words.

A kind checks a value and returns it in its one canonical form (an int given for a float
becomes a float, a list becomes a tuple), reads it from the text of a flag, writes it back,
and knows its two ends. What does not fit is a `ValueError` that says what came and what is allowed.
Kinds made of several numbers are in `tuples`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
LARGEST = 2**63 - 1  # the largest whole number that TOML and numpy promise to hold


class Kind(ABC):
    """What a parameter's values have in common."""

    @property
    @abstractmethod
    def word(self) -> str:
        """What one expects, as in "expected a whole number"."""

    @property
    @abstractmethod
    def symbol(self) -> str:
        """What stands for the value in a line of usage."""

    @abstractmethod
    def check(self, value: Any) -> Any:
        """The value in canonical form; `ValueError` if this kind cannot take it."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value that the text of a flag stands for, not checked yet."""

    @abstractmethod
    def ends(self, default: Any) -> list[Any]:
        """The values at the limits: what has to be tried before anything is promised."""

    def format(self, value: Any) -> str:
        """The text of a flag that stands for the value."""
        return str(value)

    def allowed(self) -> str:
        """The limits in words; empty where there are none."""
        return ""

    def refuse(self, value: Any) -> ValueError:
        return ValueError(f"expected {self.word}, got {shown(value)}")


@dataclass(frozen=True)
class Number(Kind):
    """A finite float."""

    low: float | None = None
    high: float | None = None
    word = "a number"
    symbol = "NUMBER"

    def check(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self.refuse(value)
        try:
            number = float(value)
        except OverflowError:  # a whole number beyond 1.8e308
            number = math.inf
        if not math.isfinite(number):
            raise ValueError(f"expected a finite number, got {number}")
        return self.within(number)

    def within(self, number: Any) -> Any:
        """The number itself, if it lies between the limits."""
        if self.low is not None and number < self.low:
            raise ValueError(f"{short(number)} is below {short(self.low)}")
        if self.high is not None and number > self.high:
            raise ValueError(f"{short(number)} is above {short(self.high)}")
        return number

    def parse(self, text: str) -> Any:
        try:
            return float(text)
        except ValueError:
            raise self.refuse(text) from None

    def format(self, value: Any) -> str:
        return short(value)

    def ends(self, default: Any) -> list[Any]:
        return [self.check(default if end is None else end) for end in (self.low, self.high)]

    def allowed(self) -> str:
        if None not in (self.low, self.high):
            return f"{short(self.low)} to {short(self.high)}"
        if self.low is not None:
            return f"{short(self.low)} or more"
        return "" if self.high is None else f"{short(self.high)} or less"


@dataclass(frozen=True)
class Whole(Number):
    """An int; 24.0 is none, so that a typing error is never rounded away."""

    word = "a whole number"
    symbol = "WHOLE"

    def check(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise self.refuse(value)
        number = int(value)
        if abs(number) > LARGEST:
            raise ValueError(f"expected a whole number up to {LARGEST}, got a larger one")
        return self.within(number)

    def parse(self, text: str) -> Any:
        try:
            return int(text)
        except ValueError:
            raise self.refuse(text) from None


@dataclass(frozen=True)
class Switch(Kind):
    """True or false."""

    word = "true or false"
    symbol = "BOOL"

    def check(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> Any:
        try:
            return SWITCH[text.strip().lower()]
        except KeyError:
            raise self.refuse(text) from None

    def format(self, value: Any) -> str:
        return "true" if value else "false"

    def ends(self, default: Any) -> list[Any]:
        return [False, True]


@dataclass(frozen=True)
class Word(Kind):
    """Text, or one of a few words."""

    choices: tuple[str, ...] = ()
    word = "text"
    symbol = "TEXT"

    def check(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise self.refuse(value)
        if self.choices and value not in self.choices:
            raise ValueError(f"{shown(value)} is not one of {', '.join(self.choices)}")
        return value

    def parse(self, text: str) -> Any:
        return text

    def ends(self, default: Any) -> list[Any]:
        return list(self.choices) or [default]

    def allowed(self) -> str:
        return ", ".join(self.choices)


def short(number: Any) -> str:
    """A number as one would type it, exactly: 5, not 5.0."""
    return repr(number).removesuffix(".0")


def shown(value: Any) -> str:
    """A refused value, cut off where it would flood the message."""
    if isinstance(value, (int, float)):
        return str(value)
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
