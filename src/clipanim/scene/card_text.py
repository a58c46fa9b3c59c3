"""The text of a scene's closing card, for transcripts, speaker notes and the web player."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CardText:
    """The text of a closing card.

    Attributes:
        start: when it appears, seconds.
        said: the misconception, as it is often said.
        holds: the correction.
        source: the citation.
    """

    start: float
    said: str
    holds: str
    source: str
