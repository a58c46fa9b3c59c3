"""A scene on a transparent background, composited over its own, is the film."""

import numpy as np
import pytest
from short_films import shot

from clipanim import api, engine
from clipanim.engine import EngineError

SMALL = api.settings("draft", size=(320, 180), fps=5)
FILM = shot(steps=5)


def transparent_frames(shot, frames, settings=SMALL):
    pictures = []
    count = engine.draw_transparent(shot, settings, frames, pictures.append)
    assert count == len(pictures)
    return pictures


def composite(pixels, background):
    opacity = pixels[..., 3:] / 255
    return pixels[..., :3] * opacity + np.array(background[:3]) * (1 - opacity)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_composited_over_its_own_background_it_is_the_film(theme):
    settings = api.settings("draft", size=(320, 180), fps=5, theme=theme)
    number = 18
    (picture,) = transparent_frames(FILM, range(number, number + 1), settings)
    film = engine.still(FILM, settings, number / settings.fps)
    assert (picture[0, 0] == 0).all(), "there is nothing in the corner"
    assert picture[..., 3].max() > 128
    assert np.abs(composite(picture, film[0, 0]) - film[..., :3]).max() < 3


def test_it_has_as_many_frames_as_the_film():
    expected = engine.plan(FILM, SMALL).frames
    frames = transparent_frames(FILM, range(10 * expected))
    assert len(frames) == expected
    some = transparent_frames(FILM, range(7, 12))
    assert all((a == b).all() for a, b in zip(some, frames[7:12], strict=True))


def test_a_chapter_alone_begins_with_its_own_first_frame():
    chapter = shot(chapter="The turn", steps=5)
    marks = engine.plan(FILM, SMALL).chapters
    expected = engine.plan(chapter, SMALL).frames
    alone = transparent_frames(chapter, range(1000))
    assert len(alone) == expected
    first = round(marks[1].start * SMALL.fps)
    in_film = transparent_frames(FILM, range(first, first + expected))
    assert all((a == b).all() for a, b in zip(alone, in_film, strict=True))


def test_a_scene_that_fails_is_named(tmp_path):
    (tmp_path / "bad.py").write_text(
        "from manim import Scene\nclass Bad(Scene):\n"
        "    def construct(self):\n        self.wait(0.2)\n        raise KeyError('no')\n"
    )
    with pytest.raises(EngineError, match=r"bad\.py:5, in Bad\.construct: KeyError: 'no'"):
        transparent_frames(shot(tmp_path / "bad.py"), range(100))
