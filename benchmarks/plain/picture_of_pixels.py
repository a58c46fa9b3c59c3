"""A picture made of numbers moves, grows and turns pale above some shapes."""

import numpy as np
from manim import LEFT, RIGHT, UP, Circle, Create, FadeIn, FadeOut, ImageMobject, Scene, Square


class PictureOfPixels(Scene):
    """An image."""

    def construct(self):
        y, x = np.mgrid[-3:3:96j, -3:3:128j]
        height = np.sin(x * x + y * y)
        pixels = np.uint8(np.stack([127 + 127 * height, 90 + 60 * x / 3, 127 - 127 * height], -1))
        image = ImageMobject(pixels).set(height=3).shift(LEFT * 3)
        self.play(FadeIn(image), Create(Circle(2)), run_time=0.8)
        self.play(image.animate.shift(RIGHT * 5).scale(1.4), run_time=1.2)
        self.play(image.animate.set_opacity(0.4), Create(Square(3).shift(UP)), run_time=0.8)
        self.wait(0.5)
        self.play(FadeOut(image), run_time=0.5)
