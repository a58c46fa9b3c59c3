"""Names of a package that are imported when they are first asked for: start-up stays short."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_exports(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package (PEP 562) whose names live in its modules.

    Args:
        package: the package's `__name__`.
        homes: the module, relative to the package, that each name is imported from.

    Returns:
        Two functions, to be assigned to `__getattr__` and `__dir__` of the package.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name], package), name)

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get, names


def renamed_names(package: str, renamed: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package of which some names have changed.

    An old name still works for one release, with a DeprecationWarning that says the new one.

    Args:
        package: the package's `__name__`.
        renamed: the new name of each old one.
    """

    def get(name: str) -> Any:
        if name not in renamed:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        new = renamed[name]
        warnings.warn(
            f"{package}.{name} is called {new} now; the old name goes with the next release",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(sys.modules[package], new)

    return get
