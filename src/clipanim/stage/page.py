"""Labels that stand on every frame: title, chapter name, and the stamp of what made the film."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clipanim.scene.params import SceneParams, declared_params
from clipanim.stage.text.labels import Label, text
from clipanim.stage.text.numbers import format_value

from . import frame, theme

MAX_STAMP_WIDTH = 760  # px


def page_labels(title: str, topic: str, stamp: str) -> tuple[Label, Label, Label]:
    """The labels of title (the idea), topic (the chapter's name) and stamp, in their places."""
    return (
        text(title, theme.TITLE, theme.ink, "semibold").at(frame.LEFT_MARGIN, frame.TITLE_BASELINE),
        text(topic, theme.CHAPTER, theme.muted).at(frame.LEFT_MARGIN, frame.CHAPTER_BASELINE),
        _stamp_label(stamp).at(frame.RIGHT_MARGIN, frame.STAMP_BASELINE, "right"),
    )


def stamp_text(scene: str, params: SceneParams, always: Sequence[str], digest: str) -> str:
    """What made a film, on one line: scene, parameters, digest of the data.

    Args:
        scene: name of the scene's file.
        params: those that differ from their defaults are named.
        always: names of parameters that are named in any case.
        digest: of the story.
    """
    named = [
        f"{one.name.replace('_', ' ')} {_param_text(getattr(params, one.name))}"
        for one in declared_params(type(params))
        if one.name in always or getattr(params, one.name) != one.default
    ]
    return " · ".join([f"clipanim {scene}", *named, f"data {digest[:4]}"])


def _stamp_label(words: str) -> Label:
    """The stamp, on two lines if it would come near the title on one."""
    stamp = text(words, theme.STAMP, theme.muted)
    if stamp.width <= MAX_STAMP_WIDTH * frame.PX:
        return stamp
    pieces = words.split(" · ")
    halves = [(" · ".join(pieces[:n]), " · ".join(pieces[n:])) for n in range(1, len(pieces))]
    return text(
        "\n".join(min(halves, key=lambda two: max(map(len, two)))),
        theme.STAMP,
        theme.muted,
        align="right",
    )


def _param_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(_param_text(one) for one in value) + ")"
    return format_value(value)
