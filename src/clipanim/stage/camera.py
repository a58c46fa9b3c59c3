"""Mobjects that draw themselves with cairo, and the camera that lets them.

For what Bézier curves are too slow for.
"""

from __future__ import annotations

from typing import Any

import cairo
from manim import Camera, VMobject

from .frame import Box


class CairoMobject(VMobject):
    """A mobject that is drawn by its own cairo code.

    Its points are only its outline, for placing and measuring.
    """

    def content_key(self) -> object:
        """A value that is equal for two frames only if the drawing is equal in both.

        By default it never is, so that every frame is drawn.
        """
        return object()

    def drawn_box(self) -> Box | None:
        """Bounding box, px, of all that `paint` draws; None if that is not known."""
        return None

    def paint(self, context: cairo.Context[Any]) -> None:
        """Draw on a cairo context in scene units, y up; leave its settings as they were."""
        raise NotImplementedError


class StageCamera(Camera):
    """manim's camera, which lets cairo mobjects draw themselves."""

    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context[Any]) -> StageCamera:
        if isinstance(vmobject, CairoMobject):
            ctx.save()
            vmobject.paint(ctx)
            ctx.restore()
            return self
        super().display_vectorized(vmobject, ctx)
        return self
