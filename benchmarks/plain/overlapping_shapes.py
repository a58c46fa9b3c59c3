"""What two shapes have in common, and what only one of them has."""

from manim import (
    BLUE,
    GREEN,
    LEFT,
    ORANGE,
    PINK,
    RED,
    RIGHT,
    UP,
    Difference,
    Ellipse,
    Exclusion,
    FadeIn,
    Intersection,
    Scene,
    Text,
    Union,
)


class OverlappingShapes(Scene):
    """Boolean operations."""

    def construct(self):
        one = Ellipse(4, 5, fill_opacity=0.5, color=BLUE, stroke_width=10).shift(LEFT)
        other = one.copy().set_color(RED).shift(RIGHT * 2)
        self.play(FadeIn(one, other, Text("Boolean", font_size=32).shift(UP * 3)), run_time=0.8)
        results = [
            Intersection(one, other, color=GREEN, fill_opacity=0.5),
            Union(one, other, color=ORANGE, fill_opacity=0.5),
            Exclusion(one, other, color=PINK, fill_opacity=0.5),
            Difference(one, other, color=PINK, fill_opacity=0.5),
        ]
        for n, result in enumerate(results):
            self.play(result.animate.scale(0.25).move_to(RIGHT * 5 + UP * (2 - 1.4 * n)))
        self.wait(0.4)
