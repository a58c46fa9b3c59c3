"""What manim works out anew in every frame, kept while the points are the same, or quicker.

The numbers are manim's own, so that a film comes out the same; it only takes less time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from math import inf
from typing import Any

import numpy as np
from manim import VMobject
from manim.mobject.svg.svg_mobject import se
from numpy.typing import NDArray

from .quick import quickly
from .replaced import replaced

CURVES = "get_curve_functions_with_lengths"  # of a path; a dot that moves along it asks each time
BOUNDARY = "get_points_defining_boundary"  # whatever is moved or placed is measured by them
MOST = 64  # paths
RELATIVE = 1e-5  # numpy's tolerance, beside the one that a shape has


@contextmanager
def shortcuts() -> Iterator[None]:
    """All of them."""
    with ExitStack() as stack:
        stack.enter_context(curve_lengths())
        stack.enter_context(quickly())
        stack.enter_context(replaced(VMobject, "consider_points_equals", equal_points))
        stack.enter_context(replaced(VMobject, BOUNDARY, anchors))
        stack.enter_context(replaced(se.Path, "__deepcopy__", itself))
        yield


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

    with replaced(VMobject, CURVES, measured):
        yield


def equal_points(shape: VMobject, one: Any, other: Any) -> bool:
    """As `numpy.allclose`, which takes 30 µs to compare two points."""
    tolerance = shape.tolerance_for_point_equality
    if not np.ndim(one) == np.ndim(other) == 1:
        return np.allclose(one, other, atol=tolerance)
    for a, b in zip(map(float, one), map(float, other), strict=True):
        far = abs(a - b)
        if a != b and not (far < inf and far <= tolerance + RELATIVE * abs(b)):
            return False
    return True


_anchors_one_by_one = getattr(VMobject, BOUNDARY)


def anchors(shape: VMobject) -> NDArray[np.float64]:
    """The first and the last point of each curve of a shape and its parts, shape (count, 3)."""
    parts = []
    for part in shape.get_family():
        is_known = getattr(type(part), "get_anchors", None) is VMobject.get_anchors
        if not is_known or part.n_points_per_cubic_curve != 4 or len(part.points) % 4:
            return _anchors_one_by_one(shape)
        parts.append(part.points.reshape(-1, 4, 3)[:, ::3].reshape(-1, 3))
    found = np.concatenate(parts)
    return found if len(found) else np.array(())


def itself(outline: Any, memo: object) -> Any:
    """An outline of a letter, for its copy: both only read it, when they are made."""
    return outline
