"""Import optional dependencies, which pip installs as extras of clipanim."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class ExtraMissing(RuntimeError):
    """An optional dependency that is not installed; the message says how to install it."""


def require_extra(module: str, extra: str) -> Any:
    """Import a module of an optional dependency.

    Args:
        module: its dotted name.
        extra: the extra that installs it, as in `pip install 'clipanim[EXTRA]'`.

    Raises:
        ExtraMissing: if it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise ExtraMissing(
            f"{module} is not installed; pip install 'clipanim[{extra}]' brings it"
        ) from None
