"""Import manim with lazy stand-ins for its heavy dependencies: networkx, bs4, scipy rotations.

They take a third of the time that importing manim takes, which every worker and every still
waits for. manim imports them at its top, so stand-ins are there while it is imported; a graph,
a listing of code or a rotation loads the real ones, and so does whoever imports them later.
"""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

from .rotation import VectorRotation, is_single_rotation_vector

LAZY_MODULES = ("networkx", "bs4", "scipy.spatial.transform")  # for graphs, code and rotations


class LazyObject:
    """An attribute of a module that is imported on the first call or isinstance check.

    Args:
        module: dotted name of the module.
        path: names of the attribute and of attributes of it.
    """

    def __init__(self, module: str, *path: str):
        self._module, self._path = module, path

    @cached_property
    def _real(self) -> Any:
        found: Any = import_module(self._module)
        for name in self._path:
            found = getattr(found, name)
        return found

    def __getattr__(self, name: str) -> LazyObject:
        if name.startswith("__"):
            raise AttributeError(name)
        return LazyObject(self._module, *self._path, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real(*args, **kwargs)

    def __instancecheck__(self, thing: object) -> bool:
        return isinstance(thing, self._real)


class LazyRotation(LazyObject):
    """scipy's Rotation, loaded only for what `VectorRotation` does not cover."""

    def from_rotvec(self, vector: Any, *args: Any, **kwargs: Any) -> Any:
        """The rotation of a rotation vector, radians: without scipy if it is a single one."""
        if args or kwargs or not is_single_rotation_vector(vector):
            return self._real.from_rotvec(vector, *args, **kwargs)
        return VectorRotation(vector)


class _LazyModule(ModuleType):
    """A module whose attributes are lazy objects."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = LazyRotation if name == "Rotation" else LazyObject
        return kind(self.__name__, name)


def import_manim() -> None:
    """Import manim with its heavy dependencies left out, unless it is imported already."""
    if "manim" in sys.modules:
        return
    stand_ins = {name: _LazyModule(name) for name in LAZY_MODULES if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        import manim  # noqa: F401
    finally:
        for name, one in stand_ins.items():
            if sys.modules.get(name) is one:
                del sys.modules[name]
