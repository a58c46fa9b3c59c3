"""Parameter sweeps: many films of one scene, of the values that its parameters run through.

threshold=0.25,1,4           these values
threshold=0.25:4:9           9 values from 0.25 to 4, both of them included, evenly spaced
threshold=0.01:100:5:log     5 values, each the same multiple of the one before

Several parameters give every combination. Whole numbers stay whole; a value in between has
six digits, so that the name of its film says all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from clipanim.scene.array_types import Matrix, NumberTuple
from clipanim.scene.catalogue import SceneFile
from clipanim.scene.params import Param, ParamError, SceneParams, declared_params
from clipanim.scene.suggest import suggestion
from clipanim.scene.value_types import Integer, Number

DIGITS = 6  # of values in between
MOST = 1000  # films at once
EXPECTED = "expected NAME=VALUE,VALUE,... or NAME=FIRST:LAST:COUNT, with :log for equal multiples"


class SweepError(ValueError):
    """A sweep that cannot be read, or a film of it that cannot be; the message is one line."""


@dataclass(frozen=True)
class Sweep:
    """A parameter and the values that it runs through, as the text of its flag says them."""

    parameter: Param
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """One film of a sweep: its name, and the values that make it."""

    name: str
    values: dict[str, Any]


def parse_sweep(text: str, params: type[SceneParams]) -> Sweep:
    """A sweep from its text; the limits of the values are checked by `expand_sweeps`.

    >>> from clipanim.scene.catalogue import find
    >>> parse_sweep("steps=10:50:3", find("cliff_leap").params_class()).texts
    ('10', '30', '50')
    """
    name, equals, values = text.partition("=")
    name = name.strip().removeprefix("--").replace("-", "_")
    known = {one.name: one for one in declared_params(params)}
    if not equals or not values.strip():
        raise SweepError(f"sweep: {text!r}: {EXPECTED}")
    if name not in known:
        raise SweepError(f"sweep: {name}: no such parameter; {suggestion(name, known)}")
    one = known[name]
    if isinstance(one.value_type, NumberTuple | Matrix):
        raise SweepError(
            f"sweep: {name}: takes {one.value_type.description}; a batch file can vary it"
        )
    texts = _range(one, values) if ":" in values else [part.strip() for part in values.split(",")]
    if twice := next((one for one in texts if texts.count(one) > 1), None):
        raise SweepError(f"sweep: {name}: {twice} comes twice in {values}")
    return Sweep(one, tuple(texts))


def expand_sweeps(
    file: SceneFile, sweeps: Sequence[Sweep], others: Mapping[str, Any]
) -> list[Variant]:
    """Every combination of the values, checked, in the order in which they were given.

    Args:
        file: the scene.
        sweeps: what varies.
        others: values of other parameters, which stay the same.

    Raises:
        SweepError: naming the film whose parameters cannot be.
    """
    names = [one.parameter.name for one in sweeps]
    for name in names:
        if names.count(name) > 1 or name in others:
            raise SweepError(f"sweep: {name}: is given twice")
    count = prod(len(one.texts) for one in sweeps)
    if count > MOST:
        raise SweepError(f"sweep: {count} films; at most {MOST} at once")
    return [
        _variant(file, dict(zip(names, texts, strict=True)), sweeps, others)
        for texts in product(*(one.texts for one in sweeps))
    ]


def _variant(
    file: SceneFile, texts: Mapping[str, str], sweeps: Sequence[Sweep], others: Mapping[str, Any]
) -> Variant:
    parts = [f"{name.replace('_', '-')}-{text}" for name, text in texts.items()]
    name = "-".join([file.name, *(re.sub(r"[^\w.+-]", "_", part) for part in parts)])
    try:
        values = {one.parameter.name: one.parameter.parse(texts[one.parameter.name])
                  for one in sweeps}  # fmt: skip
        return Variant(name, file.params({**others, **values}).as_dict())
    except ParamError as error:
        raise SweepError(f"sweep: {name}: {error}") from error


def _range(one: Param, text: str) -> list[str]:
    """The values of FIRST:LAST:COUNT, as texts; the first and the last exactly as given."""
    wrong = SweepError(f"sweep: {one.name}: {text!r}: {EXPECTED}")
    first_text, last_text, *rest = [part.strip() for part in text.split(":")]
    if not isinstance(one.value_type, Number):
        raise SweepError(
            f"sweep: {one.name}: takes {one.value_type.description}; give its values, as in A,B,C"
        )
    if not rest or not rest[0].isdecimal() or rest[1:] not in ([], ["log"]):
        raise wrong
    try:
        first, last = Fraction(first_text), Fraction(last_text)
    except (ValueError, ZeroDivisionError):
        raise wrong from None
    count = int(rest[0][:9])
    if not 2 <= count <= MOST:
        raise SweepError(f"sweep: {one.name}: {text}: the count must be 2 to {MOST}")
    if rest[1:] and first * last <= 0:
        raise SweepError(f"sweep: {one.name}: {text}: log needs ends of one sign, neither 0")
    shares = [Fraction(k, count - 1) for k in range(1, count - 1)]
    inner = [_between(first, last, share, bool(rest[1:])) for share in shares]
    texts = [one.format(_rounded(one, value)) for value in inner]
    if isinstance(one.value_type, Integer) and len({first_text, *texts, last_text}) < count:
        raise SweepError(f"sweep: {one.name}: {text}: there are not {count} whole numbers in it")
    return [first_text, *texts, last_text]


def _between(first: Fraction, last: Fraction, share: Fraction, equal_multiples: bool) -> Fraction:
    if equal_multiples:
        return first * Fraction(float(last / first) ** float(share))
    return first + (last - first) * share


def _rounded(one: Param, value: Fraction) -> float | int:
    return (
        round(value) if isinstance(one.value_type, Integer) else float(f"{float(value):.{DIGITS}g}")
    )
