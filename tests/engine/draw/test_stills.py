"""Stills and storyboards."""

import numpy as np
import pytest
from places import ROOT
from short_films import SMALL, shot

from clipanim import engine
from clipanim.engine.settings import EngineError

STILL = engine.Settings(320, 180, 10)


def test_a_still_is_the_last_chapters_picture_unless_told():
    np.testing.assert_array_equal(
        engine.still(shot(), STILL), engine.still(shot(chapter="The turn"), STILL)
    )


def test_a_scene_without_chapters_has_a_still_of_a_moment_only():
    title = shot(ROOT / "scenes" / "_title.py", heading="Clipping")
    with pytest.raises(EngineError, match=r"^_title: it has no chapters"):
        engine.still(title, STILL)
    assert np.ptp(engine.still(title, STILL, at=2.0)[..., :3]) > 100, "there are words"


def test_a_still_shows_the_theme():
    dark = engine.still(shot(), STILL)
    light = engine.still(shot(), engine.Settings(320, 180, 10, "light"))
    assert dark[0, 0, :3].max() < 40
    assert light[0, 0, :3].min() > 240


def test_a_moment_is_the_frame_that_the_film_has_there(tmp_path):
    film = engine.render([shot()], SMALL, tmp_path)[0]
    import av

    with av.open(str(film.video)) as video:
        frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    still = engine.still(shot(), SMALL, at=2.3)[..., :3]
    assert np.abs(still.astype(int) - frames[23]).mean() < 3
    assert np.abs(still.astype(int) - frames[5]).mean() > 1


def test_a_moment_after_the_end_is_refused_with_the_length():
    with pytest.raises(EngineError, match=r"the film ends after 1[0-9.]+ s"):
        engine.still(shot(), SMALL, at=500)


def test_a_storyboard_has_a_frame_for_every_line_and_the_card():
    frames = engine.storyboard(shot(), STILL)
    assert [frame.label.partition(":")[0] for frame in frames] == [
        "Growth",
        "Growth",
        "The turn",
        "What holds",
    ]
    assert all(frame.pixels.shape == (180, 320, 4) for frame in frames)
    assert engine.encode_png(engine.contact_sheet(frames)).startswith(b"\x89PNG")


def test_a_frame_of_another_aspect_is_not_stretched():
    square = engine.still(shot(), engine.Settings(180, 180, 10))
    assert (square[:36, :, :3] == square[0, 0, :3]).all(), "the stage stands in the middle"


def test_a_missing_font_is_one_line_that_says_what_to_install(monkeypatch):
    from clipanim.stage.text import typeset

    monkeypatch.setattr(typeset, "find_spec", lambda name: None)
    typeset.font_folder.cache_clear()
    try:
        with pytest.raises(EngineError, match="missing: pip install font-source-sans-pro"):
            engine.still(shot(), STILL)
    finally:
        typeset.font_folder.cache_clear()
