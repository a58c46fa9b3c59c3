"""What a chapter shows: a class that makes its shapes once, in their final places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import Mobject


class Picture:
    """The shapes of one chapter in their final places.

        class Growth(Picture):
            def __init__(self, story: Story):
                super().__init__("Each step multiplies")
                self.plot = Plot(...)
                self.curve = self.plot.curve(...)

    Whatever is assigned to `self` and is a shape, a picture, or a list, tuple or dict of these
    is drawn, in the order in which the names were first assigned: what comes later lies above.
    To draw something below a shape that it is made from, keep that shape in a local variable
    until its turn. A shape held twice is drawn once, at its first place. What a play brings but
    the finished picture lacks is held in an object of another kind, such as a SimpleNamespace.

    Args:
        title: the idea of the chapter, in the top left corner.
    """

    def __init__(self, title: str = ""):
        self.title = title

    def shapes(self) -> list[Mobject]:
        """All shapes, in the order in which they lie on each other."""
        found = _shapes(vars(self).values())
        return list({id(one): one for one in found}.values())


def _shapes(things: Iterable[Any]) -> list[Mobject]:
    """The shapes among nested things, in order."""
    found: list[Mobject] = []
    for one in things:
        if isinstance(one, Mobject):
            found.append(one)
        elif isinstance(one, Picture):
            found += one.shapes()
        elif isinstance(one, dict):
            found += _shapes(one.values())
        elif isinstance(one, list | tuple):
            found += _shapes(one)
    return found
