"""Picture: base class for the mobjects of a chapter, made once in their final places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import Mobject


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
