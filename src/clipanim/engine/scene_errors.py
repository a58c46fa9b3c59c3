"""Errors of scene code become an EngineError of one line with the author's file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clipanim.scene.author_errors import error_line
from clipanim.scene.scene_prints import scene_code_guard
from clipanim.scene.scene_source import SceneError

from .settings import EngineError


def no_chapter() -> str:
    """The chapter of code that no chapter plays."""
    return ""


@contextmanager
def scene_error_context(
    path: Path,
    part: Callable[[], str] = no_chapter,
    *passing: type[BaseException],
) -> Iterator[None]:
    """Run scene code: any error of it, also `sys.exit()`, becomes an EngineError of one line.

    Ctrl-C and errors that name their place already are left as they are.

    Args:
        path: the scene's file.
        part: called after an error: the chapter that was played, if any.
        passing: further errors that are left as they are.
    """
    try:
        with scene_code_guard():
            yield
    except BaseException as error:
        if isinstance(error, (EngineError, SceneError, KeyboardInterrupt, *passing)):
            raise
        raise EngineError(error_line(error, path, part())) from error
