"""What to say about a name that nobody knows: the nearest one, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MANY = 20


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message about an unknown name.

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
    listed = names if len(names) <= MANY else [*names[:MANY], "..."]
    return f"expected one of {', '.join(listed)}"
