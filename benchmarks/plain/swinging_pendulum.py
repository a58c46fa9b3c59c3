"""A pendulum that is stepped in time: what it does depends on every frame before."""

import numpy as np
from manim import DOWN, ORIGIN, UP, YELLOW, Dot, Line, Scene, VGroup


class SwingingPendulum(Scene):
    """An updater that is given the time since the last frame."""

    def construct(self):
        pivot = UP * 2.5
        rod = Line(ORIGIN, DOWN)
        bob = Dot(radius=0.25, color=YELLOW)
        state = {"angle": 1.2, "speed": 0.0}

        def swing(group, dt):
            state["speed"] -= 6 * np.sin(state["angle"]) * dt
            state["angle"] += state["speed"] * dt
            angle = state["angle"]
            bob.move_to(pivot + 4 * np.array([np.sin(angle), -np.cos(angle), 0]))
            rod.put_start_and_end_on(pivot, bob.get_center())

        pendulum = VGroup(rod, bob)
        pendulum.add_updater(swing)
        self.add(Dot(pivot), pendulum)
        self.wait(5)
