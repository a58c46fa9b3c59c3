"""The camera closes in on a dot, goes with it along a curve, and pulls back."""

import numpy as np
from manim import (
    BLUE,
    ORANGE,
    Create,
    Dot,
    FunctionGraph,
    MoveAlongPath,
    MovingCameraScene,
    NumberPlane,
    Restore,
    linear,
)


class CameraThatFollows(MovingCameraScene):
    """A moving camera."""

    def construct(self):
        curve = FunctionGraph(lambda x: np.sin(2 * x), x_range=[-6, 6], color=BLUE)
        dot = Dot(curve.get_start(), color=ORANGE)
        self.add(NumberPlane(background_line_style={"stroke_opacity": 0.3}))
        self.play(Create(curve), run_time=0.8)
        self.camera.frame.save_state()
        self.play(self.camera.frame.animate.scale(0.4).move_to(dot), run_time=0.8)

        def follow(frame):
            frame.move_to(dot)

        self.camera.frame.add_updater(follow)
        self.play(MoveAlongPath(dot, curve, rate_func=linear), run_time=2)
        self.camera.frame.remove_updater(follow)
        self.play(Restore(self.camera.frame), run_time=0.8)
