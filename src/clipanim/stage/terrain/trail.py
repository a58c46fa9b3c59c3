"""A trail: the path of a walk over terrain, step by step."""

from __future__ import annotations

import numpy as np
from manim import LineJointType, VGroup
from numpy.typing import ArrayLike

from clipanim.stage import theme
from clipanim.stage.frame import Point
from clipanim.stage.opacity import show
from clipanim.stage.shapes import Dots, Path

from .view import View


class Trail(VGroup):
    """A path over terrain: a line with a casing, and a dot for each step.

    Args:
        points: of each step, in the world, shape (n, 3).
        view: the perspective camera; `see` changes it.
        color: of line and dots.
        width: of the line, px.
        radius: of the dots, px.
    """

    def __init__(
        self,
        points: ArrayLike,
        view: View,
        color: str,
        width: float = theme.LINE,
        radius: float = 4.5,
    ):
        self.world = np.asarray(points, np.float64)
        self.casing = Path(np.zeros((0, 3)), theme.background, 7.0, opacity=0.5, role="casing")
        self.line = Path(np.zeros((0, 3)), color, width, role="path")
        self.dots = Dots(np.zeros((0, 3)), color, radius)
        self.view, self.steps = view, float(len(self.world) - 1)
        super().__init__(self.casing, self.line, self.dots)
        self.dots.set_stroke(width=0)  # the casing is there already
        for line in (self.casing, self.line):
            line.joint_type = LineJointType.ROUND
        self.walk(self.steps)

    def see(self, view: View) -> Trail:
        """Change the camera."""
        self.view = view
        return self.walk(self.steps)

    def walk(self, steps: float) -> Trail:
        """Draw the first `steps` steps, and the part of the next; nothing if negative."""
        self.steps = min(max(steps, 0.0), len(self.world) - 1.0)
        full = int(self.steps)
        begun = steps >= 0 and len(self.world) > 1
        done = self.view.project(self.world[: full + 1 if begun else 0])
        run = np.concatenate([done, self.end[None]]) if self.steps > full else done
        self.casing.move(run)
        self.line.move(run)
        self.dots.move(done)
        return self

    def fade(self, share: float) -> Trail:
        """Draw it at a share of its opacities, 0 to 1."""
        for shape, fill, line in ((self.casing, 0, 0.5), (self.line, 0, 1), (self.dots, 1, 0)):
            show(shape, fill, line, share)
        return self

    @property
    def end(self) -> Point:
        """Where the drawn path ends, scene units, shape (3,)."""
        return self.view.project(self.place)

    @property
    def place(self) -> Point:
        """Where the drawn path ends, in the world, shape (3,)."""
        full = min(int(self.steps), max(len(self.world) - 2, 0))
        part = self.steps - full
        first, second = self.world[full], self.world[min(full + 1, len(self.world) - 1)]
        return np.asarray(first + part * (second - first))
