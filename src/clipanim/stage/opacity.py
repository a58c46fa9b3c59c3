"""Fading mobjects: opacity relative to the one that each was made with."""

from __future__ import annotations

from manim import Mobject, VMobject


def base_opacities(shape: VMobject) -> tuple[float, float]:
    """Fill and stroke opacity that a mobject was made with, noted the first time it fades."""
    if not hasattr(shape, "_base_opacities"):
        shape._base_opacities = (shape.get_fill_opacity(), shape.get_stroke_opacity())
    return shape._base_opacities


def show(shape: VMobject, fill: float, line: float, share: float) -> None:
    """Set a mobject's opacities to a share of the given ones, without its submobjects.

    Args:
        shape: the mobject.
        fill: its full fill opacity, 0 to 1.
        line: its full stroke opacity, 0 to 1.
        share: of these, 0 to 1.
    """
    shape.set_fill(opacity=fill * share, family=False)
    shape.set_stroke(opacity=line * share, family=False)
    if shape.background_stroke_width:
        shape.set_stroke(opacity=share, background=True, family=False)


def fade_to(shape: VMobject, share: float) -> None:
    """Draw one mobject at a share of the opacities it was made with, and note the share."""
    shape._opacity_share = share
    show(shape, *base_opacities(shape), share)


def opacity_share(shape: VMobject) -> float:
    """The share of its opacities at which a mobject was last drawn; 1 if it never faded."""
    return float(getattr(shape, "_opacity_share", 1.0))


def hide(*shapes: Mobject) -> None:
    """Make mobjects invisible until they are faded in."""
    for top in shapes:
        for shape in top.get_family():
            if isinstance(shape, VMobject):
                fade_to(shape, 0.0)


def reveal(share: float, *shapes: Mobject) -> None:
    """Make `share` of the opacities that mobjects were made with the ones they fade in to.

    For what fades as a function of something else: of an axis that is rescaled, of a step.

    Args:
        share: 0 to 1; 1 restores the first opacities.
        shapes: mobjects, with all their submobjects.
    """
    for top in shapes:
        for shape in top.get_family():
            if isinstance(shape, VMobject):
                if not hasattr(shape, "_first_opacities"):
                    shape._first_opacities = base_opacities(shape)
                fill, line = (share * full for full in shape._first_opacities)
                shape._base_opacities = (fill, line)
                show(shape, fill, line, opacity_share(shape))
