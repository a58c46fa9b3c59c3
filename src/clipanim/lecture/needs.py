"""What an export needs that is not always installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class ExtraMissing(RuntimeError):
    """A library that is not installed; the message says how it is."""


def needed(module: str, extra: str) -> Any:
    """A module of an extra of clipanim's.

    Raises:
        ExtraMissing: if it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise ExtraMissing(
            f"{module} is not installed; pip install 'clipanim[{extra}]' brings it"
        ) from None
