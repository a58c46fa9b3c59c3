"""What manim asks of its shapes again and again, with the same answers in less time.

Building pictures and stepping past plays consists of little else: which parts a shape has, how
far it reaches, and which colours it takes. Whatever is unusual is left to manim.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, VMobject
from numpy.typing import NDArray

from .replaced import replaced

_family, _critical_point = Mobject.get_family, Mobject.get_critical_point
_length, _update_colours = Mobject.length_over_dim, VMobject.update_rgbas_array
_parse, _own_rows = ManimColor.parse, VMobject.generate_rgbas_array
_extremum, _reach = Mobject.get_extremum_along_dim, Mobject.reduce_across_dimension


@contextmanager
def quickly() -> Iterator[None]:
    """All of them."""
    with ExitStack() as stack:
        stack.enter_context(replaced(Mobject, "get_family", family))
        stack.enter_context(replaced(Mobject, "get_critical_point", critical_point))
        stack.enter_context(replaced(Mobject, "length_over_dim", length))
        stack.enter_context(replaced(VMobject, "update_rgbas_array", update_colours))
        stack.enter_context(replaced(ManimColor, "parse", classmethod(parsed)))
        yield


def family(shape: Any, recurse: bool = True) -> list[Any]:
    """As `Mobject.get_family`: the shape and all its parts; what comes twice counts last."""
    if not shape.submobjects:
        return [shape]
    found: dict[Any, None] = {}
    try:
        _gather(shape, found)
    except RecursionError:  # a part of itself
        return _family(shape, recurse)
    return [*found]


def _gather(shape: Any, found: dict[Any, None]) -> None:
    found.pop(shape, None)
    found[shape] = None
    for part in shape.submobjects:
        _gather(part, found)


def critical_point(shape: Any, direction: Any) -> NDArray[np.float64]:
    """As `Mobject.get_critical_point`, which goes through the points of each dimension."""
    points = shape.get_points_defining_boundary()
    is_usual = type(shape).get_extremum_along_dim is _extremum and shape.dim == 3
    if not (is_usual and len(points)):
        return _critical_point(shape, direction)
    ends = zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), direction, strict=False)
    return np.array(
        [low if way < 0 else (low + high) / 2 if way == 0 else high for low, high, way in ends]
    )


def length(shape: Any, dim: int) -> Any:
    """As `Mobject.length_over_dim`, which goes through the points one by one."""
    parts = [part.points[:, dim] for part in shape.get_family() if len(part.points)]
    if not parts or type(shape).reduce_across_dimension is not _reach:
        return _length(shape, dim)
    whole = np.concatenate(parts) if len(parts) > 1 else parts[0]
    found = whole.max() - whole.min()
    return found if np.isfinite(found) else _length(shape, dim)


def update_colours(shape: Any, name: str, color: Any = None, opacity: Any = None) -> Any:
    """As `VMobject.update_rgbas_array`: one colour or opacity for all rows of a shape."""
    rows = vars(shape).get(name)
    is_usual = not shape.sheen_factor and type(shape).generate_rgbas_array is _own_rows
    is_one = opacity is None or isinstance(opacity, int | float)
    if not (is_usual and is_one and (color is None or isinstance(color, str | ManimColor))):
        return _update_colours(shape, name, color, opacity)
    if rows is None:
        rows = np.zeros((1, 4))
        setattr(shape, name, rows)
    if color is not None:
        rows[:, :3] = _known(color)._internal_value[:3]
    if opacity is not None:
        rows[:, 3] = opacity
    return shape


def parsed(kind: Any, color: Any, alpha: float = 1.0) -> Any:
    """As `ManimColor.parse`: colours do not change, so that those of a name are one."""
    if kind is not ManimColor or alpha != 1.0 or type(color) not in (str, ManimColor):
        return _parse.__func__(kind, color, alpha)
    return _known(color)


def _known(color: Any) -> ManimColor:
    return _named(color) if isinstance(color, str) else color


@lru_cache(maxsize=1024)
def _named(color: str) -> ManimColor:
    return ManimColor(color)
