"""The members of manim that we touch, private ones included: a new version fails here first."""

import inspect

import pytest
from manim import Animation, Camera, Scene, VMobject, Wait
from manim.renderer.cairo_renderer import CairoRenderer

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
    Camera: {"display_vectorized": ["self", "vmobject", "ctx"]},
    VMobject: {"get_subpath_split_indices_from_points": None},
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
