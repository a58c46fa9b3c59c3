"""Two curves on axes, the area between them, and a tangent that slides along one."""

import numpy as np
from manim import BLUE, UR, YELLOW, Axes, Create, Dot, FadeIn, Scene, Text, ValueTracker


class GraphOfAFunction(Scene):
    """Plots."""

    def construct(self):
        axes = Axes(
            x_range=[0, 6, 1],
            y_range=[-1.5, 1.5, 0.5],
            axis_config={"include_numbers": True, "label_constructor": Text, "font_size": 24},
            tips=False,
        )
        sine = axes.plot(np.sin, color=BLUE)
        damped = axes.plot(lambda x: np.sin(x) * np.exp(-x / 3), color=YELLOW)
        name = Text("sin x", font_size=30, color=BLUE).next_to(axes, UR, buff=-1)
        self.play(Create(axes), run_time=1)
        self.play(Create(sine), Create(damped), run_time=1.5)
        self.play(FadeIn(axes.get_area(sine, [0, 6], bounded_graph=damped), name), run_time=0.5)
        where = ValueTracker(0.5)
        dot = Dot().add_updater(lambda d: d.move_to(axes.i2gp(where.get_value(), sine)))
        self.add(dot)
        self.play(where.animate.set_value(5.5), run_time=1.5)
        self.wait(0.5)
