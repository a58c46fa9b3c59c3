"""Scenes that were not written for clipanim are rendered too."""

import numpy as np
import pytest
from places import DATA
from short_films import SMALL, frames, plain

from clipanim import engine
from clipanim.engine.settings import EngineError
from clipanim.scene import catalogue
from clipanim.scene.scene_source import SceneError


def test_a_plain_scene_is_rendered(tmp_path):
    clip = engine.render([plain("Shapes")], SMALL, tmp_path)[0]
    assert clip.timeline.seconds == 2
    assert [line.text for line in clip.timeline.lines] == ["It becomes round."]
    assert len(frames(clip.video)) == 20


@pytest.mark.parametrize("name", ["Shapes", "Counted", "LeftOut"])
def test_shared_work_gives_the_same_film(name, tmp_path):
    alone = engine.render([plain(name)], SMALL, tmp_path / "one")[0]
    shared = engine.render([plain(name)], SMALL, tmp_path / "two", jobs=2)[0]
    assert alone.video.read_bytes() == shared.video.read_bytes()


def test_an_updater_moves_on_through_plays_that_another_draws(tmp_path):
    pictures = frames(engine.render([plain("Counted")], SMALL, tmp_path)[0].video)
    reach = [np.flatnonzero(picture.max(axis=0) > 128).max() for picture in pictures]
    assert np.diff(reach).min() >= 0
    moved = 4 * (13 - 1) / 10  # as manim: no time passes before the first frame of a play
    assert reach[-1] - reach[0] == pytest.approx(moved * 160 / 14.2, abs=2)


def test_a_section_that_is_skipped_takes_no_time_of_the_film_but_counts(tmp_path):
    clip = engine.render([plain("LeftOut")], SMALL, tmp_path)[0]
    pictures = frames(clip.video)
    assert clip.timeline.frames == len(pictures) == 20
    reach = [np.flatnonzero(picture.max(axis=0) > 60).max() for picture in pictures[5:-5]]
    assert max(np.diff(reach)) == pytest.approx(2 * 160 / 14.2, abs=3)


def test_a_moment_of_a_film_is_not_looked_for_in_a_section_that_is_skipped():
    """The dot goes on at one unit a second: through 2 s that are not shown, too."""
    early, late = (
        np.flatnonzero(engine.still(plain("LeftOut"), SMALL, at)[..., 0].max(axis=0) > 60).min()
        for at in (0.9, 1.2)
    )
    assert late - early == pytest.approx(2.2 * 160 / 14.2, abs=5)


def test_a_file_with_several_plain_scenes_asks_which():
    with pytest.raises(SceneError, match=r"plain.py:Shapes or .*plain.py:Counted"):
        catalogue.find_scene(str(DATA / "plain.py")).params_class()


def test_what_a_plain_scene_cannot_show_is_said():
    with pytest.raises(EngineError, match="Shapes is a plain manim scene"):
        engine.storyboard(plain("Shapes"), SMALL)


def test_two_workers_write_what_manim_writes_into_folders_of_their_own(tmp_path, monkeypatch):
    """Both set the same texts: in one folder, one would read what the other has half written."""
    from clipanim.engine.workers import worker

    seen, own = [], worker.manim_settings
    monkeypatch.setattr(
        worker, "manim_settings", lambda chosen, folder: seen.append(folder) or own(chosen, folder)
    )
    for process in (1, 2):
        monkeypatch.setattr(worker.os, "getpid", lambda process=process: process)
        engine.render([plain("Shapes")], SMALL, tmp_path, fresh=True)
    assert len({*seen}) == 2
