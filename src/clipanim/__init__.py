"""Computed films about exploding gradients and gradient clipping.

`show`, `render` and `data` are those of `clipanim.notebook`, which is imported when one of them
is asked for.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "data", "render", "show"]

TYPE_CHECKING = False  # as type checkers understand it; typing itself takes time to import
if TYPE_CHECKING:
    from .notebook import data, render, show


def __getattr__(name: str) -> object:
    if name in __all__:
        from . import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
