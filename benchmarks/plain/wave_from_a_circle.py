"""A point goes round, and its height draws a wave: shapes rebuilt in every frame."""

import numpy as np
from manim import (
    BLUE,
    LEFT,
    RIGHT,
    TAU,
    YELLOW,
    Circle,
    Dot,
    FunctionGraph,
    Line,
    Scene,
    ValueTracker,
    always_redraw,
    linear,
)


class WaveFromACircle(Scene):
    """Shapes that are redrawn always."""

    def construct(self):
        angle = ValueTracker(0.01)
        circle = Circle(radius=1.5).shift(LEFT * 4.5)

        def wave():
            end = angle.get_value()
            graph = FunctionGraph(lambda x: 1.5 * np.sin(end - x), x_range=[0, end], color=YELLOW)
            return graph.shift(LEFT * 2.5)

        def dot():
            return Dot(circle.point_at_angle(angle.get_value() % TAU), color=YELLOW)

        self.add(circle, always_redraw(wave), always_redraw(dot))
        self.add(
            always_redraw(
                lambda: Line(dot().get_center(), LEFT * 2.5 + dot().get_y() * np.array([0, 1, 0]))
            )
        )
        self.play(angle.animate.set_value(8), rate_func=linear, run_time=4)
        self.play(circle.animate.set_color(BLUE).shift(RIGHT * 0.2), run_time=0.6)
