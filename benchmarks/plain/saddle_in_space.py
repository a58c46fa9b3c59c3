"""A surface under a camera that walks round it."""

import numpy as np
from manim import BLUE, BLUE_E, DEGREES, Create, Surface, ThreeDAxes, ThreeDScene


class SaddleInSpace(ThreeDScene):
    """Three dimensions."""

    def construct(self):
        saddle = Surface(
            lambda u, v: np.array([u, v, (u * u - v * v) / 3]),
            u_range=[-2, 2],
            v_range=[-2, 2],
            resolution=(6, 6),
            checkerboard_colors=[BLUE, BLUE_E],
        )
        self.set_camera_orientation(phi=65 * DEGREES, theta=-60 * DEGREES)
        self.add(ThreeDAxes(x_range=[-3, 3], y_range=[-3, 3], z_range=[-2, 2]))
        self.play(Create(saddle), run_time=1)
        self.begin_ambient_camera_rotation(rate=0.4)
        self.wait(1.5)
        self.stop_ambient_camera_rotation()
        self.wait(0.5)
