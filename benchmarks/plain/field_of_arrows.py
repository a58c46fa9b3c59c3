"""Arrows of a field, and a swarm that it carries away."""

import numpy as np
from manim import BLUE, ArrowVectorField, Create, Dot, Scene, VGroup


class FieldOfArrows(Scene):
    """A vector field."""

    def construct(self):
        field = ArrowVectorField(
            lambda p: np.array([np.sin(p[1]), np.cos(p[0]), 0]),
            x_range=[-6, 6, 1],
            y_range=[-3, 3, 1],
        )
        rng = np.random.default_rng(7)
        places = np.pad(rng.uniform([-6, -3], [6, 3], (30, 2)), ((0, 0), (0, 1)))
        swarm = VGroup(*(Dot(place, radius=0.06, color=BLUE) for place in places))
        self.play(Create(field), run_time=1)
        self.add(swarm)
        for dot in swarm:
            dot.add_updater(field.get_nudge_updater(speed=0.8))
        self.wait(2.5)
