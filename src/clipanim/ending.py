"""The card that ends a scene, in words: for whoever reads instead of watching."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """When the card comes, seconds, and what it says."""

    start: float
    said: str  # the misconception
    holds: str  # the correction
    source: str
