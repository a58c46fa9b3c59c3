"""Faster versions of manim's methods on Bézier paths: lengths, anchors, point equality, copies.

The numbers are manim's own, so that a film comes out the same; it only takes less time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from .patching import patched_method

CURVES = "get_curve_functions_with_lengths"  # of a path; a dot that moves along it asks each time
BOUNDARY = "get_points_defining_boundary"  # whatever is moved or placed is measured by them
MAX_CACHED_PATHS = 64
RELATIVE_TOLERANCE = 1e-5  # numpy's default, added to the absolute one that a shape has

_manim_get_points_defining_boundary = getattr(VMobject, BOUNDARY)


@contextmanager
def cached_curve_lengths() -> Iterator[None]:
    """Measure the curves of a path once, not for every step along it."""
    uncached = getattr(VMobject, CURVES)
    cache: dict[Any, tuple[Any, ...]] = {}

    def curve_functions_with_lengths(path: VMobject, **options: Any) -> Any:
        is_own = type(path).get_nth_curve_function is not VMobject.get_nth_curve_function
        if options or is_own:
            return uncached(path, **options)
        key = path.points.tobytes()
        if key not in cache:
            if len(cache) >= MAX_CACHED_PATHS:
                cache.clear()
            copy = VMobject()
            copy.points = path.points.copy()  # the functions that are cached look at its points
            cache[key] = tuple(uncached(copy))
        return cache[key]

    with patched_method(VMobject, CURVES, curve_functions_with_lengths):
        yield


def equal_points(shape: VMobject, one: Any, other: Any) -> bool:
    """As `VMobject.consider_points_equals`: numpy.allclose takes 30 µs to compare two points."""
    tolerance = shape.tolerance_for_point_equality
    if not np.ndim(one) == np.ndim(other) == 1:
        return np.allclose(one, other, atol=tolerance)
    for a, b in zip(map(float, one), map(float, other), strict=True):
        distance = abs(a - b)
        limit = tolerance + RELATIVE_TOLERANCE * abs(b)
        if a != b and not (distance < inf and distance <= limit):
            return False
    return True


def get_anchors(shape: VMobject) -> NDArray[np.float64]:
    """As `VMobject.get_points_defining_boundary`: the ends of each curve of its family, (n, 3)."""
    parts = []
    for part in shape.get_family():
        is_usual = getattr(type(part), "get_anchors", None) is VMobject.get_anchors
        if not is_usual or part.n_points_per_cubic_curve != 4 or len(part.points) % 4:
            return _manim_get_points_defining_boundary(shape)
        parts.append(part.points.reshape(-1, 4, 3)[:, ::3].reshape(-1, 3))
    anchors = np.concatenate(parts)
    return anchors if len(anchors) else np.array(())


def share_outline(outline: Any, memo: object) -> Any:
    """As `__deepcopy__` of a glyph's SVG path, which is only read after it is made."""
    return outline
