"""Findings of `clipanim check`, and how equal ones are grouped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Finding:
    """A defect: its kind, the moment in the film, and a message that names the mobjects."""

    kind: str
    moment: str  # the first, if it is found at several
    message: str
    count: int = 1  # of the moments at which it is found


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with each kind and message once, at its first moment, and how often it came.

    >>> [one.count for one in grouped([Finding("a", "1 s", "b"), Finding("a", "2 s", "b")])]
    [2]
    """
    found: dict[tuple[str, str], Finding] = {}
    for one in dict.fromkeys(findings):
        first = found.get((one.kind, one.message))
        found[one.kind, one.message] = replace(first, count=first.count + 1) if first else one
    return list(found.values())
