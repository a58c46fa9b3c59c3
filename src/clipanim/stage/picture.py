"""Picture: base class for the mobjects of a chapter, made once in their final places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from manim import Mobject

from clipanim.scene.author_errors import CHAPTER_OF_ERROR, AuthorError
from clipanim.scene.suggest import suggestion


class Picture:
    """The mobjects of one chapter in their final places.

        class Growth(Picture):
            def __init__(self, story: Story):
                super().__init__("Each step multiplies")
                self.plot = Plot(...)
                self.curve = self.plot.curve(...)

    Whatever is assigned to `self` and is a mobject, a picture, or a list, tuple or dict of these
    is drawn, in the order in which the names were first assigned: what comes later lies above.
    To draw something below a mobject that it is made from, keep that one in a local variable
    until its turn. A mobject held twice is drawn once, at its first place. What a play brings
    but the finished picture lacks is held in an object of another kind, such as a
    SimpleNamespace.

    Args:
        title: the idea of the chapter, in the top left corner.
    """

    def __init__(self, title: str = ""):
        self.title = title

    def shapes(self) -> list[Mobject]:
        """All mobjects, in drawing order, the lowest first."""
        found = _mobjects_in(vars(self).values())
        return list({id(one): one for one in found}.values())


def make_picture(makers: Mapping[str, Callable[[Any], Any]], name: str, story: Any) -> Any:
    """Make the picture of a chapter from a scene's `chapters`.

    Raises:
        AuthorError: if there is no such chapter, or what it makes is no whole picture.
    """
    if name not in makers:
        raise AuthorError(f"no chapter {name!r}; {suggestion(str(name), makers)}")
    return require_picture(_call_for_chapter(name, makers[name], story), f"chapters[{name!r}]")


def make_card(scene: Any, name: str, story: Any) -> Any:
    """Make the card that a scene ends with; `name` is that of its chapter.

    Raises:
        AuthorError: if the scene has none, or what it makes is no whole picture.
    """
    if not hasattr(scene, "card"):
        raise AuthorError(f"{scene.__name__} has no card to close with: card = YourCard")
    return require_picture(_call_for_chapter(name, scene.card, story), "card")


def require_picture(made: Any, what: str) -> Any:
    """A picture itself; AuthorError if it is none, or was not told to begin as one."""
    if not (isinstance(made, Picture) or hasattr(made, "shapes")):
        raise AuthorError(f"{what} makes a {type(made).__name__}; expected a Picture")
    if isinstance(made, Picture) and not hasattr(made, "title"):
        begin: Any = type(made).__init__
        problem = f"{type(made).__name__}.__init__ does not call super().__init__(title)"
        raise AuthorError(problem, getattr(begin, "__code__", None))
    return made


def _call_for_chapter(name: str, make: Callable[[Any], Any], story: Any) -> Any:
    """Call what makes a picture; an error says of which chapter, as that does not play yet."""
    try:
        return make(story)
    except Exception as error:
        with suppress(AttributeError):  # of an exception with slots
            setattr(error, CHAPTER_OF_ERROR, name)
        raise


def _mobjects_in(things: Iterable[Any]) -> list[Mobject]:
    """The mobjects among nested things, in order."""
    found: list[Mobject] = []
    for one in things:
        if isinstance(one, Mobject):
            found.append(one)
        elif isinstance(one, Picture):
            found += one.shapes()
        elif isinstance(one, dict):
            found += _mobjects_in(one.values())
        elif isinstance(one, list | tuple):
            found += _mobjects_in(one)
    return found
