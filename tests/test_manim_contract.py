"""The members of manim that we touch, private ones included: a new version fails here first."""

import inspect

import pytest
from manim import (
    Animation,
    Camera,
    ImageMobject,
    ManimColor,
    Mobject,
    Scene,
    ThreeDCamera,
    VMobject,
    Wait,
    tempconfig,
)
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.sounds import get_full_sound_file_path

MEMBERS = {
    Scene: {
        "compile_animations": ["self", "args", "kwargs"],
        "compile_animation_data": ["self", "animations", "play_kwargs"],
        "begin_animations": ["self"],
        "add_mobjects_from_animations": ["self", "animations"],
        "get_mobject_family_members": ["self"],
        "update_to_time": ["self", "t"],
        "update_mobjects": ["self", "dt"],
    },
    CairoRenderer: {
        "save_static_frame_data": ["self", "scene", "static_mobjects"],
        "get_frame": ["self"],
    },
    Animation: {
        "begin": ["self"],
        "finish": ["self"],
        "interpolate": ["self", "alpha"],
        "_setup_scene": ["self", "scene"],
        "clean_up_from_scene": ["self", "scene"],
    },
    SceneFileWriter: {
        "add_sound": ["self", "sound_file", "time", "gain", "kwargs"],
        "add_audio_segment": ["self", "new_segment", "time", "gain_to_background"],
    },
    Mobject: {
        "get_critical_point": ["self", "direction"],
        "get_extremum_along_dim": ["self", "points", "dim", "key"],
        "get_family": ["self", "recurse"],
        "get_z_index_reference_point": ["self"],
        "length_over_dim": ["self", "dim"],
        "reduce_across_dimension": ["self", "reduce_func", "dim"],
    },
    Camera: {
        "display_vectorized": ["self", "vmobject", "ctx"],
        "get_cairo_context": ["self", "pixel_array"],
        "points_to_subpixel_coords": ["self", "mobject", "points"],
    },
    ThreeDCamera: {
        "reset_rotation_matrix": ["self"],
        "modified_rgbas": ["self", "vmobject", "rgbas"],
        "project_points": ["self", "points"],
        "transform_points_pre_display": ["self", "mobject", "points"],
    },
    ImageMobject: {"get_pixel_array": ["self"]},
    ManimColor: {"parse": ["color", "alpha"]},
    VMobject: {
        "generate_rgbas_array": ["self", "color", "opacity"],
        "update_rgbas_array": ["self", "array_name", "color", "opacity"],
        "get_subpath_split_indices_from_points": None,
        "get_curve_functions_with_lengths": ["self", "kwargs"],
        "get_nth_curve_function": ["self", "n"],
        "get_points_defining_boundary": ["self"],
        "get_anchors": ["self"],
        "get_gradient_start_and_end_points": ["self"],
        "consider_points_equals": ["self", "p0", "p1"],
        "consider_points_equals_2d": ["self", "p0", "p1"],
    },
}


@pytest.mark.parametrize(
    ("owner", "name", "arguments"),
    [
        pytest.param(owner, name, arguments, id=f"{owner.__name__}.{name}")
        for owner, members in MEMBERS.items()
        for name, arguments in members.items()
    ],
)
def test_manim_still_has_what_we_call(owner, name, arguments):
    found = list(inspect.signature(getattr(owner, name)).parameters)
    assert arguments is None or found == arguments


def test_waits_and_frames_are_as_we_take_them():
    assert Wait(2).run_time == 2
    assert {"scene", "mobjects", "ignore_skipping"} <= set(
        inspect.signature(CairoRenderer.update_frame).parameters
    )


def test_a_colour_is_four_numbers():
    assert ManimColor("#ff0000")._internal_value.tolist() == [1, 0, 0, 1]


def test_a_scene_adds_sounds_through_its_file_writer(tmp_path):
    """We take the writer's place there, and look for files where it does."""
    (tmp_path / "click.wav").touch()
    with tempconfig({"media_dir": str(tmp_path), "assets_dir": str(tmp_path)}):
        scene = Scene()
    added = []
    scene.renderer.file_writer.add_sound = lambda *args, **more: added.append((args, more))
    scene.renderer.time = 2.0
    scene.add_sound("click", 0.5, -6, gain_to_background=-3)
    assert added == [(("click", 2.5, -6), {"gain_to_background": -3})]
    folder = scene.renderer.file_writer.settings.assets_dir
    assert get_full_sound_file_path("click", folder) == tmp_path / "click.wav"
