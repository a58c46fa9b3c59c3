"""Faster versions of manim's methods, with the same results; `fast_manim` installs all of them.

Building pictures and stepping past plays consists of little else than asking mobjects for their
families, extents and colours, again and again. Unusual cases are left to manim's own methods.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, VMobject
from manim.mobject.svg.svg_mobject import se
from numpy.typing import NDArray

from .fast_curves import BOUNDARY, cached_curve_lengths, equal_points, get_anchors, share_outline
from .patching import patched_method

_manim_get_family = Mobject.get_family
_manim_get_critical_point = Mobject.get_critical_point
_manim_get_extremum_along_dim = Mobject.get_extremum_along_dim
_manim_length_over_dim = Mobject.length_over_dim
_manim_reduce_across_dimension = Mobject.reduce_across_dimension
_manim_update_rgbas_array = VMobject.update_rgbas_array
_manim_generate_rgbas_array = VMobject.generate_rgbas_array
_manim_parse = ManimColor.parse


@contextmanager
def fast_manim() -> Iterator[None]:
    """Patch manim's classes with all faster methods while the context is entered."""
    with ExitStack() as stack:
        stack.enter_context(cached_curve_lengths())
        for owner, name, method in (
            (Mobject, "get_family", get_family),
            (Mobject, "get_critical_point", get_critical_point),
            (Mobject, "length_over_dim", length_over_dim),
            (VMobject, "update_rgbas_array", update_rgbas_array),
            (ManimColor, "parse", classmethod(parse_color)),
            (VMobject, "consider_points_equals", equal_points),
            (VMobject, BOUNDARY, get_anchors),
            (se.Path, "__deepcopy__", share_outline),
        ):
            stack.enter_context(patched_method(owner, name, method))
        yield


def get_family(shape: Any, recurse: bool = True) -> list[Any]:
    """As `Mobject.get_family`: the mobject and all submobjects, each at its last occurrence."""
    if not shape.submobjects:
        return [shape]
    members: dict[Any, None] = {}
    try:
        _collect_family(shape, members)
    except RecursionError:  # a submobject of itself
        return _manim_get_family(shape, recurse)
    return [*members]


def _collect_family(shape: Any, members: dict[Any, None]) -> None:
    members.pop(shape, None)
    members[shape] = None
    for part in shape.submobjects:
        _collect_family(part, members)


def get_critical_point(shape: Any, direction: Any) -> NDArray[np.float64]:
    """As `Mobject.get_critical_point`, which goes through the points once for each dimension.

    Args:
        shape: a mobject.
        direction: of which the signs count, shape (3,).

    Returns:
        The corner, the middle of an edge, or the centre of its bounding box, shape (3,).
    """
    points = shape.get_points_defining_boundary()
    is_usual = type(shape).get_extremum_along_dim is _manim_get_extremum_along_dim
    if not (is_usual and shape.dim == 3 and len(points)):
        return _manim_get_critical_point(shape, direction)
    ends = zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), direction, strict=False)
    return np.array(
        [low if way < 0 else (low + high) / 2 if way == 0 else high for low, high, way in ends]
    )


def length_over_dim(shape: Any, dim: int) -> Any:
    """As `Mobject.length_over_dim`, which goes through the points one by one."""
    parts = [part.points[:, dim] for part in shape.get_family() if len(part.points)]
    if not parts or type(shape).reduce_across_dimension is not _manim_reduce_across_dimension:
        return _manim_length_over_dim(shape, dim)
    values = np.concatenate(parts) if len(parts) > 1 else parts[0]
    length = values.max() - values.min()
    return length if np.isfinite(length) else _manim_length_over_dim(shape, dim)


def update_rgbas_array(shape: Any, name: str, color: Any = None, opacity: Any = None) -> Any:
    """As `VMobject.update_rgbas_array`, for one colour or opacity in all rows of a shape."""
    rows = vars(shape).get(name)
    is_own = type(shape).generate_rgbas_array is not _manim_generate_rgbas_array
    is_one = opacity is None or isinstance(opacity, int | float)
    is_one = is_one and (color is None or isinstance(color, str | ManimColor))
    if shape.sheen_factor or is_own or not is_one:
        return _manim_update_rgbas_array(shape, name, color, opacity)
    if rows is None:
        rows = np.zeros((1, 4))
        setattr(shape, name, rows)
    if color is not None:
        rows[:, :3] = _as_color(color)._internal_value[:3]
    if opacity is not None:
        rows[:, 3] = opacity
    return shape


def parse_color(kind: Any, color: Any, alpha: float = 1.0) -> Any:
    """As `ManimColor.parse`; colours are immutable, so those of a name are one object."""
    if kind is not ManimColor or alpha != 1.0 or type(color) not in (str, ManimColor):
        return _manim_parse.__func__(kind, color, alpha)
    return _as_color(color)


def _as_color(color: Any) -> ManimColor:
    return _color_from_name(color) if isinstance(color, str) else color


@lru_cache(maxsize=1024)
def _color_from_name(color: str) -> ManimColor:
    return ManimColor(color)
