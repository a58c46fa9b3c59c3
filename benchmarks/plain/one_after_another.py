"""A hundred dots that come, move and go one after another."""

from manim import (
    BLUE,
    DOWN,
    GREEN,
    UP,
    AnimationGroup,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    Scene,
    Succession,
    VGroup,
    Wait,
)


class OneAfterAnother(Scene):
    """Groups of animations."""

    def construct(self):
        dots = VGroup(*(Dot(radius=0.12, color=BLUE) for _ in range(100)))
        dots.arrange_in_grid(10, 10, buff=0.4)
        self.play(
            LaggedStart(*(FadeIn(dot, shift=DOWN) for dot in dots), lag_ratio=0.03), run_time=1.5
        )
        self.play(
            LaggedStart(*(dot.animate.set_color(GREEN).scale(1.6) for dot in dots), lag_ratio=0.02),
            run_time=1.5,
        )
        left, right = VGroup(*dots[::2]), VGroup(*dots[1::2])
        self.play(
            Succession(left.animate.shift(UP * 0.2), Wait(0.3), left.animate.shift(DOWN)),
            run_time=1.5,
        )
        self.play(
            AnimationGroup(FadeOut(left), FadeOut(right, scale=0.5), lag_ratio=0.4), run_time=0.8
        )
