"""What manim works out anew in every frame, kept while the points are the same.

The numbers are manim's own, so that a film comes out the same; it only takes less time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from manim import VMobject

CURVES = "get_curve_functions_with_lengths"  # of a path; a dot that moves along it asks each time
MOST = 64  # paths


@contextmanager
def curve_lengths() -> Iterator[None]:
    """Measure the curves of a path once, not for every step along it."""
    anew = getattr(VMobject, CURVES)
    kept: dict[Any, tuple[Any, ...]] = {}

    def measured(path: VMobject, **how: Any) -> Any:
        if how or type(path).get_nth_curve_function is not VMobject.get_nth_curve_function:
            return anew(path, **how)
        key = path.points.tobytes()
        if key not in kept:
            if len(kept) >= MOST:
                kept.clear()
            alone = VMobject()
            alone.points = path.points.copy()  # the functions that are kept look at its points
            kept[key] = tuple(anew(alone))
        return kept[key]

    setattr(VMobject, CURVES, measured)
    try:
        yield
    finally:
        setattr(VMobject, CURVES, anew)
