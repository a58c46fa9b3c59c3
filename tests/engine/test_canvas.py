"""Drawing only what changed gives the pixels that drawing everything gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import (
    BLUE,
    LEFT,
    RED,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    MoveAlongPath,
    Scene,
    Square,
    Star,
    TracedPath,
    Transform,
    ValueTracker,
    VGroup,
    Write,
    always_redraw,
    smooth,
)

from clipanim.engine.canvas import Box, Canvas, merged
from clipanim.engine.pictures import manim_settings
from clipanim.engine.settings import Settings
from clipanim.stage import Path, Plot, Run, at, text, theme
from clipanim.stage.frame import Box as Panel

SETTINGS = Settings(320, 180, 15)


def plays_transform(scene):
    square, star = Square(fill_opacity=0.5).shift(LEFT), Star(color=RED).shift(RIGHT)
    scene.add(Circle(color=BLUE), square)
    yield [Transform(square, star), Create(Line(LEFT * 3, UP * 2))]
    yield [FadeOut(square)]


def plays_updaters(scene):
    tracker = ValueTracker(0.5)
    dot = Dot(LEFT * 3)
    scene.add(TracedPath(dot.get_center, stroke_width=4), dot)
    scene.add(always_redraw(lambda: Circle(radius=tracker.get_value(), color=RED)))
    yield [tracker.animate.set_value(2), dot.animate.shift(RIGHT * 4)]
    yield [MoveAlongPath(dot, Circle(radius=2))]


def plays_group(scene):
    group = VGroup(*(Square(0.4).shift(RIGHT * n) for n in range(4)))
    yield [FadeIn(group, shift=UP)]
    yield [group.animate.rotate(1).set_color(RED)]
    yield [Write(group)]


def plays_kit(scene):
    plot = Plot(Panel(300, 300, 900, 800), (0, 9), (0, 1))
    curve = plot.curve(range(10), np.linspace(0, 1, 10), theme.raw)
    label, dot = text("0.00").at(1200, 400).halo(), plot.dot(0, 0, theme.state, hollow=True)
    scene.add(plot, Path([at(1100, 380), at(1400, 400)], dash=(14, 9)))

    def move(share):
        dot.move(plot.point(9 * share, share))
        label.say(f"{share:.2f}")

    yield [Create(curve), Run(move, dot, label, rate_func=smooth)]


def frames(plays, folder, draw):
    with manim_settings(SETTINGS, str(folder)):
        scene = Scene()
        camera = scene.renderer.camera
        canvas = Canvas(camera)
        for animations in plays(scene):
            scene.compile_animation_data(*animations)
            scene.begin_animations()
            canvas.begin(scene.static_mobjects)
            for n in range(15):
                scene.update_to_time(n / 15)
                yield draw(scene, canvas)
            for animation in scene.animations:
                animation.finish()
                animation.clean_up_from_scene(scene)
            scene.update_mobjects(0)


def only_changed(scene, canvas):
    boxes = canvas.frame(scene.moving_mobjects)
    return canvas.pixels.copy(), boxes


def everything(scene, canvas):
    scene.renderer.static_image = None
    scene.renderer.update_frame(scene, ignore_skipping=True)
    return canvas.pixels.copy(), []


@pytest.mark.parametrize("plays", [plays_transform, plays_updaters, plays_group, plays_kit])
def test_every_pixel_is_that_of_a_full_drawing(plays, tmp_path):
    fast = list(frames(plays, tmp_path, only_changed))
    full = list(frames(plays, tmp_path, everything))
    for n, ((pixels, _), (expected, _)) in enumerate(zip(fast, full, strict=True)):
        np.testing.assert_array_equal(pixels, expected, err_msg=f"frame {n}")


def test_little_is_drawn_when_little_moves(tmp_path):
    fast = list(frames(plays_kit, tmp_path, only_changed))
    areas = [sum(box.area for box in boxes) for _, boxes in fast[1:]]
    assert 0 < max(areas) < 0.5 * 320 * 180


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(0, 90),
    st.integers(0, 90),
    st.integers(1, 30),
    st.integers(1, 30),
)


@given(st.lists(boxes, min_size=1, max_size=12))
def test_merged_boxes_cover_all_and_do_not_overlap(given_boxes):
    grid = np.zeros((130, 130), int)
    for box in merged(given_boxes):
        grid[box.top : box.bottom, box.left : box.right] += 1
    assert grid.max() == 1
    for box in given_boxes:
        assert grid[box.top : box.bottom, box.left : box.right].min() == 1
