"""Shapes that turn into each other, move, turn and take colour."""

from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    PI,
    PINK,
    RIGHT,
    UP,
    Circle,
    Create,
    FadeOut,
    RegularPolygon,
    ReplacementTransform,
    Rotate,
    Scene,
    Square,
    Star,
    Transform,
    VGroup,
)


class ShapesIntoShapes(Scene):
    """Transforms."""

    def construct(self):
        square = Square(color=BLUE, fill_opacity=0.6).shift(LEFT * 3)
        circle = Circle(color=PINK, fill_opacity=0.6).shift(RIGHT * 3)
        self.play(Create(square), Create(circle), run_time=0.8)
        self.play(Transform(square, Star(7, color=GREEN, fill_opacity=0.6).shift(LEFT * 3)))
        self.play(square.animate.shift(UP).scale(0.6), Rotate(circle, PI / 2), run_time=0.8)
        hexagons = VGroup(*(RegularPolygon(6).scale(0.5) for _ in range(5))).arrange(RIGHT)
        self.play(ReplacementTransform(VGroup(square, circle), hexagons.shift(DOWN)))
        self.play(hexagons.animate.arrange(DOWN, buff=0.1).set_fill(BLUE, 0.5), run_time=0.8)
        self.play(FadeOut(hexagons), run_time=0.4)
