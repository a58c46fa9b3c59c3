"""Words that are written, marked, exchanged and taken away."""

from manim import (
    BLUE,
    DOWN,
    YELLOW,
    AddTextLetterByLetter,
    Circumscribe,
    FadeTransform,
    Indicate,
    Scene,
    Text,
    Underline,
    Unwrite,
    VGroup,
    Write,
)


class WrittenWords(Scene):
    """Text."""

    def construct(self):
        title = Text("The chain rule, many times over", t2c={"chain rule": YELLOW})
        lines = VGroup(
            Text("A product of many factors", font_size=32),
            Text("grows or shrinks like a power.", font_size=32),
        ).arrange(DOWN)
        lines.next_to(title, DOWN, buff=0.8)
        self.play(Write(title), run_time=1.2)
        self.play(AddTextLetterByLetter(lines[0], time_per_char=0.03))
        self.play(Write(lines[1]), run_time=0.8)
        self.play(Indicate(lines[0], color=BLUE), Circumscribe(lines[1]), run_time=0.8)
        other = Text("once for every layer.", font_size=32).move_to(lines[1])
        self.play(FadeTransform(lines[1], other), Write(Underline(title)), run_time=0.8)
        self.play(Unwrite(title), run_time=0.6)
