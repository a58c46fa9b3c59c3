"""Temporary monkey patches of a class's methods."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def patched_method(owner: type, name: str, method: Any) -> Iterator[None]:
    """Replace or add a method of a class while the context is entered."""
    before = vars(owner).get(name)
    setattr(owner, name, method)
    try:
        yield
    finally:
        if before is None:
            delattr(owner, name)
        else:
            setattr(owner, name, before)
