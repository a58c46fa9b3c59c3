"""Suggestions for unknown names in error messages: the closest match, or the known names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LISTED = 20


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message about an unknown name: "did you mean", or what is expected.

    >>> suggestion("treshold", ["threshold", "steps"])
    'did you mean threshold?'
    >>> suggestion("colour", ["threshold", "steps"])
    'expected one of threshold, steps'
    """
    names = list(known)
    if not names:
        return "there are none"
    folded = {one.casefold(): one for one in names}
    close = get_close_matches(name.casefold(), folded, n=1)
    if close:
        return f"did you mean {folded[close[0]]}?"
    listed = names if len(names) <= MAX_LISTED else [*names[:MAX_LISTED], "..."]
    return f"expected one of {', '.join(listed)}"
