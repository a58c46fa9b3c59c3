"""Incremental redraw gives the pixels of a full redraw."""

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

from clipanim.engine.draw import cairo_painter
from clipanim.engine.draw.canvas import Canvas
from clipanim.engine.draw.dirty_rectangles import MAX_RECTANGLES, PixelRect, merge_rectangles
from clipanim.engine.play.scene_setup import manim_settings
from clipanim.engine.settings import Settings
from clipanim.stage import Dim, Fade, Path, Plot, Run, StageCamera, TerrainBlock, at, text, theme
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


def plays_stage_shapes(scene):
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


def plays_3d(scene):
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


def plays_image_in_3d(scene):
    image = ImageMobject(np.uint8([[0, 99], [200, 255]])).set(height=3)
    scene.add(image, Square(fill_opacity=0.4))
    yield [scene.camera.phi_tracker.animate.set_value(1.2), image.animate.rotate(1)]


def plays_terrain(scene):
    x, y = np.meshgrid(np.linspace(1, 0, 9), np.linspace(0, 1, 9))
    land = TerrainBlock(np.stack([x, y, x * y], axis=-1), 0.5, 1.0, Panel(300, 300, 700, 700))
    other, dot = text("elsewhere").at(1200, 800), Dot(LEFT * 2)
    scene.add(land.terrain, other, dot)
    yield [Fade(land.terrain, to=0.4)]
    yield [Dim(other)]
    yield [Run(lambda share: dot.move_to(LEFT * 2 + 4 * share * RIGHT), dot)]


SCENES = {
    plays_terrain: partial(Scene, camera_class=StageCamera),
    plays_moving_camera: MovingCameraScene,
    plays_3d: ThreeDScene,
    plays_image_in_3d: ThreeDScene,
}
PLAYS = [plays_transform, plays_updaters, plays_group, plays_stage_shapes, plays_image, *SCENES]


def frames(plays, folder, draw):
    with manim_settings(SETTINGS, str(folder)):
        scene = SCENES.get(plays, Scene)()
        camera = scene.renderer.camera
        canvas = Canvas(camera)
        for animations in plays(scene):
            scene.compile_animation_data(*animations)
            scene.begin_animations()
            canvas.begin_play(scene.static_mobjects)
            for n in range(15):
                scene.update_to_time(n / 15)
                yield draw(scene, canvas)
            for animation in scene.animations:
                animation.finish()
                animation.clean_up_from_scene(scene)
            scene.update_mobjects(0)


def incremental(scene, canvas):
    dirty = canvas.draw_frame(scene.moving_mobjects)
    return canvas.pixels.copy(), dirty


def full_redraw(scene, canvas):
    scene.renderer.static_image = None
    scene.renderer.update_frame(scene, ignore_skipping=True)
    return canvas.pixels.copy(), []


def dirty_areas(plays, folder):
    """How many pixels are dirty in each frame."""
    return [sum(rect.area for rect in dirty) for _, dirty in frames(plays, folder, incremental)]


@pytest.mark.parametrize("plays", PLAYS)
def test_every_pixel_is_that_of_a_full_redraw(plays, tmp_path):
    fast = list(frames(plays, tmp_path, incremental))
    full = list(frames(plays, tmp_path, full_redraw))
    for n, ((pixels, _), (expected, _)) in enumerate(zip(fast, full, strict=True)):
        np.testing.assert_array_equal(pixels, expected, err_msg=f"frame {n}")


@pytest.mark.parametrize("plays", PLAYS)
def test_known_shapes_never_need_a_full_redraw(plays, tmp_path, monkeypatch):
    monkeypatch.setattr(Canvas, "_redraw_all", lambda self, shapes: pytest.fail("full redraw"))
    list(frames(plays, tmp_path, incremental))


def test_an_invisible_mobject_makes_nothing_dirty(tmp_path):
    def plays_number(scene):
        dot = Dot(LEFT * 3).add_updater(lambda dot, dt: dot.shift(RIGHT * dt))
        scene.add(dot)
        yield [ValueTracker(0).animate.set_value(1)]

    areas = dirty_areas(plays_number, tmp_path)
    assert all(area < 20 * 20 for area in areas[1:])


def test_little_is_redrawn_when_little_moves(tmp_path):
    areas = dirty_areas(plays_stage_shapes, tmp_path)
    assert 0 < max(areas[1:]) < 0.5 * 320 * 180


def test_terrain_is_redrawn_only_where_it_lies(tmp_path):
    areas = dirty_areas(plays_terrain, tmp_path)
    assert max(areas[1:15]) < 80 * 80  # while it fades
    assert max(areas[16:30]) < 40 * 10  # while a word does


def test_the_path_of_a_fading_shape_is_traced_once(tmp_path, monkeypatch):
    traced = []

    def counted(context, shape, points, trace_path=cairo_painter.trace_path):
        traced.append(shape)
        trace_path(context, shape, points)

    def plays_fade(scene):
        dot = Dot(LEFT)
        scene.add(dot)
        yield [Fade(dot, to=0.2)]
        yield [Run(lambda share: dot.set_x(share).set_opacity(share), dot)]

    monkeypatch.setattr(cairo_painter, "trace_path", counted)
    after = [len(traced) for _ in frames(plays_fade, tmp_path, incremental)]
    assert after[:15] == [1] * 15
    assert after[-1] == 1 + 15


rectangles = st.builds(
    lambda x, y, w, h: PixelRect(x, y, x + w, y + h),
    st.integers(0, 90),
    st.integers(0, 90),
    st.integers(1, 30),
    st.integers(1, 30),
)


@given(st.lists(rectangles, min_size=1, max_size=24))
def test_merged_rectangles_are_few_and_disjoint_and_cover_all(given_rectangles):
    grid = np.zeros((130, 130), int)
    merged = merge_rectangles(given_rectangles)
    assert len(merged) <= MAX_RECTANGLES
    for rect in merged:
        grid[rect.top : rect.bottom, rect.left : rect.right] += 1
    assert grid.max() == 1
    for rect in given_rectangles:
        assert grid[rect.top : rect.bottom, rect.left : rect.right].min() == 1
