"""Plain manim scenes whose state is more than a function of (play, frame): what authors do."""

import random
from itertools import count

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    Scene,
    Square,
    TracedPath,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    always_redraw,
)


class Integrated(Scene):
    """A dt-updater adds up a velocity that itself changes."""

    def construct(self):
        dot, speed = Dot(3 * LEFT), np.array([1.0, 1.5, 0.0])

        def fall(one, dt):
            speed[1] -= 0.8 * dt
            one.shift(dt * speed)

        self.add(dot.add_updater(fall))
        for n in range(3):
            self.play(Create(Square(1 + n)), run_time=2)


class Chances(Scene):
    """Random numbers in an updater, from both generators that everybody shares."""

    def construct(self):
        dot = Dot(color=BLUE)
        normal = np.random.normal
        dot.add_updater(lambda one: one.move_to([random.uniform(-3, 3), normal(), 0]))
        self.add(dot)
        for _ in range(3):
            self.play(FadeIn(Circle(random.random())), run_time=2)


class Traced(Scene):
    def construct(self):
        dot = Dot(3 * LEFT)
        self.add(dot, TracedPath(dot.get_center, stroke_width=6))
        for way in (UP, RIGHT, 2 * DOWN):
            self.play(dot.animate.shift(2 * way), run_time=2)


class Counting(Scene):
    """How often an updater was called decides where the square is."""

    def construct(self):
        calls, square = count(), Square(0.5).shift(3 * LEFT)
        square.add_updater(lambda one: one.set_x(-3 + 0.05 * next(calls)))
        self.add(square)
        for _ in range(3):
            self.play(FadeIn(Dot(UP)), run_time=2)


class Cumulative(Scene):
    """An animation that goes on from where the last frame left the shape."""

    def construct(self):
        line = Line(LEFT, RIGHT)
        for way in (1, -2, 1):
            turn = UpdateFromAlphaFunc(line, lambda one, alpha, way=way: one.rotate(0.1 * way))
            self.play(turn, run_time=2)


class Waiting(Scene):
    """A wait that ends when something that adds up has gone far enough."""

    def construct(self):
        dot = Dot(3 * LEFT).add_updater(lambda one, dt: one.shift(RIGHT * dt))
        self.add(dot)
        self.wait_until(lambda: dot.get_x() > -1, max_time=4)
        self.play(FadeIn(Circle()), run_time=2)
        self.wait_until(lambda: dot.get_x() > 5, max_time=2)


class Redrawn(Scene):
    def construct(self):
        size = ValueTracker(0.5)
        ring = always_redraw(lambda: Circle(radius=size.get_value(), color=BLUE))
        line = always_redraw(lambda: Line(ring.get_top(), 3 * RIGHT))
        self.add(ring, line)
        for value in (2, 1, 3):
            self.play(size.animate.set_value(value), run_time=2)


class Sections(Scene):
    def construct(self):
        dot = Dot(3 * LEFT).add_updater(lambda one, dt: one.shift(RIGHT * dt))
        self.next_section("one")
        self.play(FadeIn(dot), run_time=2)
        self.next_section("two")
        self.wait(2)
        self.next_section("three")
        self.play(FadeOut(VGroup(dot)), run_time=2)


class Heard(Scene):
    """Sounds beside the scene's file, while an updater adds up time."""

    def construct(self):
        dot = Dot(3 * LEFT).add_updater(lambda one, dt: one.shift(RIGHT * dt))
        self.add(dot)
        for n in range(3):
            self.add_sound(SOUND, time_offset=0.2 * n)
            self.play(Create(Square(1 + n)), run_time=2)


SOUND = __file__.replace("habits.py", "beep.wav")
