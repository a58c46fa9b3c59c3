"""A film in sections that waits for what happens on screen."""

from manim import BLUE, DOWN, LEFT, RIGHT, Create, Dot, Scene, Square, Text


class SectionsAndWaits(Scene):
    """Sections, `wait_until` and pauses."""

    def construct(self):
        self.next_section("Approach")
        wall = Square(1.5, color=BLUE).shift(RIGHT * 4)
        dot = Dot(LEFT * 5)
        self.play(Create(wall), run_time=0.6)
        dot.add_updater(lambda one, dt: one.shift(RIGHT * 3.5 * dt))
        self.add(dot)
        self.wait_until(lambda: dot.get_x() > 2.5, max_time=4)
        dot.clear_updaters()
        self.next_section("Arrival")
        self.add(Text("arrived", font_size=36).next_to(wall, DOWN))
        self.wait(0.7)
        self.next_section("Return")
        self.play(dot.animate.move_to(LEFT * 5), run_time=1)
        self.pause(0.5)
