"""A plain manim scene that can be heard: clicks at 0, 1.5 and 2 seconds, and one cut off."""

from manim import Create, Scene, Square, Uncreate


class Loud(Scene):
    def construct(self):
        square = Square()
        self.add_sound("click.wav")
        self.play(Create(square), run_time=1)
        self.next_section("second")
        self.add_sound("click.wav", time_offset=0.5, gain=-6)
        self.play(Uncreate(square), run_time=1)
        self.add_sound("click")
        self.wait(0.55)
        self.play(Create(square), run_time=1.4)
        self.add_sound("click.wav", time_offset=-0.05)
