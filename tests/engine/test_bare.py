"""Without its ground, a scene is what it is with it, and may lie on another."""

import numpy as np
import pytest
from shots import shot

from clipanim import api, engine
from clipanim.engine import EngineError

SMALL = api.settings("draft", size=(320, 180), fps=5)
FILM = shot(steps=5)


def drawn(one, frames, settings=SMALL):
    shown = []
    count = engine.draw_bare(one, settings, frames, shown.append)
    assert count == len(shown)
    return shown


def laid_over(pixels, ground):
    opacity = pixels[..., 3:] / 255
    return pixels[..., :3] * opacity + np.array(ground[:3]) * (1 - opacity)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_laid_over_the_ground_that_it_has_it_is_the_film(theme):
    settings = api.settings("draft", size=(320, 180), fps=5, theme=theme)
    number = 18
    (picture,) = drawn(FILM, range(number, number + 1), settings)
    film = engine.still(FILM, settings, number / settings.fps)
    assert (picture[0, 0] == 0).all(), "there is nothing in the corner"
    assert picture[..., 3].max() > 128
    assert np.abs(laid_over(picture, film[0, 0]) - film[..., :3]).max() < 3


def test_it_has_as_many_frames_as_the_film():
    expected = engine.plan(FILM, SMALL).frames
    frames = drawn(FILM, range(10 * expected))
    assert len(frames) == expected
    some = drawn(FILM, range(7, 12))
    assert all((a == b).all() for a, b in zip(some, frames[7:12], strict=True))


def test_a_chapter_alone_begins_with_its_own_first_frame():
    chapter = shot(chapter="The turn", steps=5)
    marks = engine.plan(FILM, SMALL).chapters
    expected = engine.plan(chapter, SMALL).frames
    alone = drawn(chapter, range(1000))
    assert len(alone) == expected
    first = round(marks[1].start * SMALL.fps)
    whole = drawn(FILM, range(first, first + expected))
    assert all((a == b).all() for a, b in zip(alone, whole, strict=True))


def test_a_scene_that_fails_is_named(tmp_path):
    (tmp_path / "bad.py").write_text(
        "from manim import Scene\nclass Bad(Scene):\n"
        "    def construct(self):\n        self.wait(0.2)\n        raise KeyError('no')\n"
    )
    with pytest.raises(EngineError, match=r"bad, .*: KeyError: 'no'"):
        drawn(shot(tmp_path / "bad.py"), range(100))
