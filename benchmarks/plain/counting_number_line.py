"""A value slides along a number line while its digits count."""

from manim import (
    DOWN,
    UP,
    YELLOW,
    Create,
    DecimalNumber,
    NumberLine,
    Scene,
    Text,
    Triangle,
    ValueTracker,
    always_redraw,
)


class CountingNumberLine(Scene):
    """A value tracker and a number that changes."""

    def construct(self):
        value = ValueTracker(0)
        line = NumberLine(
            x_range=[0, 10, 1], length=11, include_numbers=True, label_constructor=Text
        )
        number = DecimalNumber(0, num_decimal_places=2, mob_class=Text, font_size=60).shift(UP * 2)
        number.add_updater(lambda one: one.set_value(value.get_value()))
        marker = always_redraw(
            lambda: (
                Triangle(color=YELLOW, fill_opacity=1)
                .scale(0.2)
                .rotate(3.14159)
                .next_to(line.n2p(value.get_value()), UP, buff=0.1)
            )
        )
        self.play(Create(line), run_time=0.8)
        self.add(number, marker, Text("steps", font_size=30).next_to(line, DOWN, buff=0.7))
        self.play(value.animate.set_value(8.4), run_time=2)
        self.play(value.animate.set_value(3), run_time=1)
        self.wait(0.5)
