"""A point on a rolling wheel leaves its path behind."""

from manim import (
    BLUE,
    LEFT,
    RIGHT,
    TAU,
    YELLOW,
    Circle,
    Dot,
    Line,
    Scene,
    TracedPath,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    there_and_back,
)


class RollingTrace(Scene):
    """A traced path, and one that fades away."""

    def construct(self):
        wheel = Circle(radius=0.8, color=BLUE).shift(LEFT * 5)
        rim = Dot(wheel.get_bottom(), color=YELLOW)
        rolling = VGroup(wheel, Line(wheel.get_center(), rim.get_center()), rim)
        start = rolling.copy()

        def roll(group, share):
            group.become(start)
            group.shift(RIGHT * 10 * share)
            group.rotate(-2 * TAU * share, about_point=wheel.get_center())

        self.add(TracedPath(rim.get_center, stroke_color=YELLOW, stroke_width=4))
        self.add(TracedPath(wheel.get_center, stroke_color=BLUE, dissipating_time=0.5))
        self.add(rolling)
        self.play(UpdateFromAlphaFunc(rolling, roll, rate_func=linear), run_time=3)
        self.play(rolling.animate(rate_func=there_and_back).shift(LEFT), run_time=1)
