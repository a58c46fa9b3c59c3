"""Drawing only what changed gives the pixels that drawing everything gives."""

from functools import partial

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
    Dot3D,
    FadeIn,
    FadeOut,
    ImageMobject,
    Line,
    MoveAlongPath,
    MovingCameraScene,
    Scene,
    Square,
    Star,
    Surface,
    Text,
    ThreeDAxes,
    ThreeDScene,
    TracedPath,
    Transform,
    ValueTracker,
    VGroup,
    Write,
    always_redraw,
    smooth,
)

from clipanim.engine import brush
from clipanim.engine.boxes import Box, merged
from clipanim.engine.canvas import Canvas
from clipanim.engine.pictures import manim_settings
from clipanim.engine.settings import Settings
from clipanim.stage import Dim, Fade, Land, Path, Plot, Run, StageCamera, at, text, theme
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


def plays_moving_camera(scene):
    frame, dot = scene.camera.frame, Dot(LEFT * 3)
    scene.add(Square(fill_opacity=0.5).set_color([RED, BLUE]), dot, Line(LEFT, UP))
    yield [frame.animate.scale(0.5).shift(LEFT)]
    yield [dot.animate.shift(RIGHT * 2)]
    yield [frame.animate.stretch(2, 0), dot.animate.shift(RIGHT * 2)]


def plays_space(scene):
    axes, tracker = ThreeDAxes(x_range=[-2, 2], y_range=[-2, 2]), scene.camera.theta_tracker
    bowl = Surface(lambda u, v: np.array([u, v, u * u - v]), [-1, 1], [-1, 1], resolution=4)
    name = Text("above", font_size=40).shift(UP * 3)
    label = Text("turned").shift(RIGHT * 2)
    scene.set_camera_orientation(phi=1, theta=-1)
    scene.add(axes, bowl, name, label)
    scene.add_fixed_in_frame_mobjects(name)
    scene.add_fixed_orientation_mobjects(label)
    yield [tracker.animate.set_value(0.4)]
    yield [bowl.animate.shift(UP).set_opacity(0.5), label.animate.shift(UP)]
    yield [scene.camera.zoom_tracker.animate.set_value(2), Create(Dot3D(resolution=(3, 3)))]
    light = scene.camera.light_source
    bowl.add_updater(lambda bowl, dt: light.shift(LEFT * 9 * dt))
    yield [label.animate.shift(UP)]


def plays_image(scene):
    pixels = np.random.default_rng(3).integers(0, 256, (6, 9, 3), np.uint8)
    image, dot = ImageMobject(pixels).set(height=3).shift(LEFT), Dot(LEFT)
    scene.add(Circle(radius=2), image, dot)
    yield [image.animate.shift(RIGHT * 7), Create(Square())]
    yield [image.animate.shift(LEFT * 5).rotate(1).set_opacity(0.4), dot.animate.shift(RIGHT)]
    yield [dot.animate.shift(RIGHT), FadeOut(image)]


def plays_image_in_space(scene):
    image = ImageMobject(np.uint8([[0, 99], [200, 255]])).set(height=3)
    scene.add(image, Square(fill_opacity=0.4))
    yield [scene.camera.phi_tracker.animate.set_value(1.2), image.animate.rotate(1)]


def plays_ground(scene):
    x, y = np.meshgrid(np.linspace(1, 0, 9), np.linspace(0, 1, 9))
    land = Land(np.stack([x, y, x * y], axis=-1), 0.5, 1.0, Panel(300, 300, 700, 700))
    other, dot = text("elsewhere").at(1200, 800), Dot(LEFT * 2)
    scene.add(land.terrain, other, dot)
    yield [Fade(land.terrain, to=0.4)]
    yield [Dim(other)]
    yield [Run(lambda share: dot.move_to(LEFT * 2 + 4 * share * RIGHT), dot)]


SCENES = {
    plays_ground: partial(Scene, camera_class=StageCamera),
    plays_moving_camera: MovingCameraScene,
    plays_space: ThreeDScene,
    plays_image_in_space: ThreeDScene,
}
PLAYS = [plays_transform, plays_updaters, plays_group, plays_kit, plays_image, *SCENES]


def frames(plays, folder, draw):
    with manim_settings(SETTINGS, str(folder)):
        scene = SCENES.get(plays, Scene)()
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


@pytest.mark.parametrize("plays", PLAYS)
def test_every_pixel_is_that_of_a_full_drawing(plays, tmp_path):
    fast = list(frames(plays, tmp_path, only_changed))
    full = list(frames(plays, tmp_path, everything))
    for n, ((pixels, _), (expected, _)) in enumerate(zip(fast, full, strict=True)):
        np.testing.assert_array_equal(pixels, expected, err_msg=f"frame {n}")


@pytest.mark.parametrize("plays", PLAYS)
def test_manim_is_asked_to_draw_only_what_does_not_move(plays, tmp_path, monkeypatch):
    """We know all that moves there: that is what is quick."""
    monkeypatch.setattr(Canvas, "_all_anew", lambda self, shapes: pytest.fail("all drawn anew"))
    list(frames(plays, tmp_path, only_changed))


def test_what_leaves_no_mark_does_not_count(tmp_path):
    def plays_number(scene):
        dot = Dot(LEFT * 3).add_updater(lambda dot, dt: dot.shift(RIGHT * dt))
        scene.add(dot)
        yield [ValueTracker(0).animate.set_value(1)]

    boxes = [boxes for _, boxes in frames(plays_number, tmp_path, only_changed)]
    assert all(sum(box.area for box in one) < 20 * 20 for one in boxes[1:])


def test_little_is_drawn_when_little_moves(tmp_path):
    fast = list(frames(plays_kit, tmp_path, only_changed))
    areas = [sum(box.area for box in boxes) for _, boxes in fast[1:]]
    assert 0 < max(areas) < 0.5 * 320 * 180


def test_ground_is_drawn_again_only_where_it_lies(tmp_path):
    areas = [
        sum(box.area for box in boxes) for _, boxes in frames(plays_ground, tmp_path, only_changed)
    ]
    assert max(areas[1:15]) < 80 * 80  # while it fades
    assert max(areas[16:30]) < 40 * 10  # while a word does


def test_the_path_of_what_fades_is_led_once(tmp_path, monkeypatch):
    led = []

    def counted(context, shape, points, lead=brush.trace):
        led.append(shape)
        lead(context, shape, points)

    def plays_fade(scene):
        dot = Dot(LEFT)
        scene.add(dot)
        yield [Fade(dot, to=0.2)]
        yield [Run(lambda share: dot.set_x(share).set_opacity(share), dot)]

    monkeypatch.setattr(brush, "trace", counted)
    after = [len(led) for _ in frames(plays_fade, tmp_path, only_changed)]
    assert after[:15] == [1] * 15
    assert after[-1] == 1 + 15


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
