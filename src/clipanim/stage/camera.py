"""A camera that lets a shape draw itself, for those that Bézier curves are too slow for."""

from __future__ import annotations

from typing import Any

import cairo
from manim import Camera, VMobject

from .frame import Box


class Painted(VMobject):
    """A shape that is painted by its own code.

    Its points are only its outline, for placing and measuring. `paint` gets a cairo
    context in manim's units, y up; it must leave the context as it found it.
    """

    def look(self) -> object:
        """A value that is equal between two frames if the painting is; never, unless told."""
        return object()

    def reach(self) -> Box | None:
        """The box of the frame that the painting stays in; None if that is not known."""
        return None

    def paint(self, context: cairo.Context[Any]) -> None:
        raise NotImplementedError


class StageCamera(Camera):
    """manim's camera, which hands painted shapes the brush."""

    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context[Any]) -> StageCamera:
        if isinstance(vmobject, Painted):
            ctx.save()
            vmobject.paint(ctx)
            ctx.restore()
            return self
        super().display_vectorized(vmobject, ctx)
        return self
