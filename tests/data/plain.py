"""Plain manim scenes, which know nothing of clipanim."""

from manim import (
    LEFT,
    RIGHT,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Scene,
    Square,
    TracedPath,
    Transform,
)


class Shapes(Scene):
    def construct(self):
        square = Square()
        self.play(Create(square), run_time=0.6)
        self.wait(0.4)
        self.add_subcaption("It becomes round.", duration=0.5)
        self.play(Transform(square, Circle()), run_time=1)


class Counted(Scene):
    """State that only frame by frame stepping gets right: time is added up by an updater."""

    def construct(self):
        dot = Dot()
        dot.add_updater(lambda one, dt: one.shift(RIGHT * dt))
        self.add(dot, TracedPath(dot.get_center))
        for _ in range(4):
            self.wait(1.3)


class LeftOut(Scene):
    """A section that is not to be shown; its plays count all the same."""

    def construct(self):
        dot = Dot(3 * LEFT, radius=0.5).add_updater(lambda one, dt: one.shift(RIGHT * dt))
        self.play(FadeIn(dot), run_time=1)
        self.next_section("left out", skip_animations=True)
        self.wait(2)
        self.next_section("shown")
        self.play(FadeOut(dot), run_time=1)


class Between(Scene):
    """Plays of two and a half frames, at ten a second."""

    def construct(self):
        dot = Dot(3 * LEFT)
        for _ in range(4):
            self.play(dot.animate.shift(RIGHT), run_time=0.25)
