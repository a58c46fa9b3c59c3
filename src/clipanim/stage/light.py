"""manim, imported without libraries that few scenes need: they come when they are used.

They take a third of the time that importing manim takes, which every worker and every still
waits for. manim asks for them at its top, so stand-ins are there while it is imported; a graph,
a listing of code or a rotation loads the real ones, and so does whoever imports them later.
"""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any

from .turn import Turn, is_one

LATE = ("networkx", "bs4", "scipy.spatial.transform")  # to graphs, code and rotations


class Late:
    """Something in a module that is imported when it is called, or an object's class is asked."""

    def __init__(self, module: str, *path: str):
        self._module, self._path = module, path

    @cached_property
    def _real(self) -> Any:
        found: Any = import_module(self._module)
        for name in self._path:
            found = getattr(found, name)
        return found

    def __getattr__(self, name: str) -> Late:
        if name.startswith("__"):
            raise AttributeError(name)
        return Late(self._module, *self._path, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real(*args, **kwargs)

    def __instancecheck__(self, thing: object) -> bool:
        return isinstance(thing, self._real)


class Rotation(Late):
    """scipy's, which is not needed for what manim asks of it."""

    def from_rotvec(self, vector: Any, *args: Any, **kwargs: Any) -> Any:
        """See `Turn`."""
        if args or kwargs or not is_one(vector):
            return self._real.from_rotvec(vector, *args, **kwargs)
        return Turn(vector)


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        kind = Rotation if name == "Rotation" else Late
        return kind(self.__name__, name)


def import_manim() -> None:
    """Import manim, unless it is there."""
    if "manim" in sys.modules:
        return
    stand_ins = {name: _StandIn(name) for name in LATE if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        import manim  # noqa: F401
    finally:
        for name, one in stand_ins.items():
            if sys.modules.get(name) is one:
                del sys.modules[name]
