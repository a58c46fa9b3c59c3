"""Error messages about scene code: the line of the author's file, the reason, a suggestion.

An error passes through many files on its way out of a scene; what its author can mend stands in
the innermost one that is theirs.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any

from .scene_source import display_path

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARY_FOLDERS = {"site-packages", "dist-packages"}
TEX_PROGRAMS = {"latex", "pdflatex", "xelatex", "lualatex", "dvisvgm"}
WITHOUT_TEX = "Tex and MathTex need LaTeX; stage.math draws formulas without it"
CHAPTER_OF_ERROR = "clipanim_chapter"  # an attribute: the chapter whose picture was being made
IMPORTED_NAME = re.compile(r"cannot import name '(\w+)' from (?:partially initialized module )?'")


class AuthorError(ValueError):
    """A mistake in a scene file that we noticed; the message is for its author.

    Args:
        message: what is wrong.
        code: the function or method that is to be mended, if it is not the one that runs.
    """

    def __init__(self, message: str, code: CodeType | None = None):
        super().__init__(message)
        self.code = code


def error_line(error: BaseException, path: Path, part: str = "") -> str:
    """One line about an error of a scene: `FILE:LINE, in PART: REASON`.

    Args:
        error: what came out of the scene.
        path: the scene's file.
        part: the chapter that was played; the author's function that failed, if empty.
    """
    place, function = author_place(error, path)
    inside = getattr(error, CHAPTER_OF_ERROR, "") or part or function
    return f"{place}{f', in {inside}' if inside else ''}: {error_reason(error)}"


def author_place(error: BaseException, path: Path) -> tuple[str, str]:
    """The file and line of an author's that an error comes from, and the function there.

    Only the file, and no function, if the error went through no line of theirs.
    """
    code = error.code if isinstance(error, AuthorError) else None
    if code is not None and _is_of_author(code.co_filename, path):
        return f"{display_path(Path(code.co_filename))}:{code.co_firstlineno}", ""
    frames = [one for one in _frames(error) if _is_of_author(_file_of(one[0]), path)]
    if not frames:
        return str(display_path(path)), ""
    frame, line = frames[-1]
    name = frame.f_code.co_qualname.replace("<locals>.", "")
    return f"{display_path(Path(_file_of(frame)))}:{line}", "" if name == "<module>" else name


def error_reason(error: BaseException) -> str:
    """The kind and the first line of an error, and what may have been meant."""
    if _is_missing_tex(error):
        return WITHOUT_TEX
    text = _first_line(error)
    if isinstance(error, ImportError) and IMPORTED_NAME.match(text):
        text = re.sub(r" \([^()]*\)$", "", text)  # the path of a file that is not the author's
    kind = type(error).__name__
    if not text:
        return kind
    named = text if isinstance(error, AuthorError | AttributeError) else f"{kind}: {text}"
    near = _nearest_name(error)
    return f"{named}; did you mean {near!r}?" if near else named


def _first_line(error: BaseException) -> str:
    try:
        return str(error).strip().partition("\n")[0].rstrip()
    except Exception:  # of a class that a scene defines, and that fails in turn
        return ""


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """The frames that an error came through, the innermost last, with their lines."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _file_of(frame: FrameType) -> str:
    return frame.f_code.co_filename


def _is_of_author(file: str, path: Path) -> bool:
    """Whether a file is the scene's, or lies beside or below it and belongs to no library."""
    if file == str(path):
        return True
    folder, one = path.parent, Path(file)
    if not one.is_absolute() or not one.is_relative_to(folder):
        return False
    for library in (PACKAGE, Path(sys.prefix), Path(sys.base_prefix)):
        if one.is_relative_to(library) and not folder.is_relative_to(library):
            return False
    return not LIBRARY_FOLDERS & {*one.relative_to(folder).parts}


def _is_missing_tex(error: BaseException) -> bool:
    """Whether manim looked for LaTeX and did not find it."""
    return isinstance(error, FileNotFoundError) and error.filename in TEX_PROGRAMS


def _nearest_name(error: BaseException) -> str:
    """The known name that is nearest to the unknown one of an error; empty if none is near."""
    name, known = _unknown_name(error)
    near = get_close_matches(name, [one for one in known if one != name], n=1) if name else []
    return near[0] if near else ""


def _unknown_name(error: BaseException) -> tuple[str, list[str]]:
    """The name that an error did not find, and those that it could have found there."""
    if isinstance(error, AttributeError) and isinstance(error.name, str):
        return error.name, _public(error.name, _names_of(error.obj))
    if isinstance(error, NameError) and isinstance(error.name, str):
        *_, (frame, _line) = [*_frames(error)] or [(sys._getframe(), 0)]
        known = [*frame.f_locals, *frame.f_globals, *vars(builtins)]
        return error.name, _public(error.name, known)
    if isinstance(error, ImportError) and (found := IMPORTED_NAME.match(_first_line(error))):
        module = sys.modules.get(error.name or "")
        return found[1], _public(found[1], _names_of(module))
    return "", []


def _names_of(thing: Any) -> list[str]:
    try:
        return [str(one) for one in dir(thing)]
    except Exception:  # of a `__dir__` of a scene's
        return []


def _public(name: str, known: list[str]) -> list[str]:
    """The names that somebody would write; private ones only where a private one was written."""
    return [one for one in known if name.startswith("_") or not one.startswith("_")]
