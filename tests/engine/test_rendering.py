"""Films: their length, their chapters, and that sharing the work changes no byte."""

import av
import numpy as np
import pytest
from short_films import SHORT, SMALL, frames, shot

from clipanim import engine
from clipanim.engine.play.stepper import frame_at
from clipanim.engine.settings import EngineError


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return engine.render([shot()], SMALL, tmp_path_factory.mktemp("film"))[0]


def test_a_film_is_as_long_as_its_plan(film):
    assert film.timeline == engine.plan(shot(), SMALL)
    assert len(frames(film.video)) == film.timeline.frames


def test_the_declared_length_is_the_real_one(film):
    assert film.timeline.seconds == pytest.approx(shot().file.length, abs=1)


def test_two_processes_make_the_same_bytes_as_one(film, tmp_path):
    shared = engine.render([shot()], SMALL, tmp_path, jobs=2)[0]
    assert shared.timeline == film.timeline
    assert shared.video.read_bytes() == film.video.read_bytes()


def test_chapters_are_marked_in_the_file(film):
    with av.open(str(film.video)) as video:
        names = [one["metadata"]["title"] for one in video.chapters()]
    assert names == ["Growth", "The turn", "What holds"]


def test_lines_follow_each_other_within_the_film(film):
    times = [time for line in film.timeline.lines for time in (line.start, line.end)]
    assert times == sorted(times)
    assert times[-1] <= film.timeline.seconds
    assert [line.id for line in film.timeline.lines] == ["1.1", "1.2", "2.1"]


def test_one_chapter_alone_shows_what_the_whole_film_shows_there(film, tmp_path):
    turn = engine.render([shot(chapter="The turn")], SMALL, tmp_path)[0]
    start = frame_at(film.timeline.chapters[1].start, 10)
    alone, whole = frames(turn.video), frames(film.video)[start:]
    assert len(alone) == turn.timeline.frames
    for one, other in zip(alone, whole, strict=False):
        assert np.abs(one.astype(int) - other).mean() < 1


def test_a_chapter_alone_begins_when_the_picture_before_it_has_left(film, tmp_path):
    turn = engine.render([shot(chapter="The turn")], SMALL, tmp_path)[0]
    start = frame_at(film.timeline.chapters[1].start, 10)
    empty = frames(film.video)[start - 1]
    assert np.abs(frames(turn.video)[0].astype(int) - empty).mean() < 1
    assert empty.std() < frames(film.video)[start - 9].std() / 2, "only the stamp is left"


def test_a_chapter_alone_ends_with_its_picture(film, tmp_path):
    growth = engine.render([shot(chapter="Growth")], SMALL, tmp_path)[0]
    left = frame_at(film.timeline.chapters[1].start, 10) - growth.timeline.frames
    assert left == 8, "half a second of leaving, and 0.3 s of nothing"
    last = frames(growth.video)[-1].astype(int)
    assert np.abs(last - frames(film.video)[growth.timeline.frames - 1]).mean() < 1


def test_a_chapter_says_where_its_picture_begins_to_leave(film):
    growth, turn, card = film.timeline.chapters
    left = frame_at(growth.end, 10)
    assert frame_at(turn.start, 10) - left == 8
    pictures = frames(film.video)
    assert pictures[left - 1].std() > 1.2 * pictures[left + 2].std()
    assert frame_at(card.end, 10) == film.timeline.frames


def test_two_films_join_into_one_with_all_chapters(film, tmp_path):
    timeline = engine.concat_clips([film, film], tmp_path / "joined.mp4")
    assert timeline.frames == 2 * film.timeline.frames
    assert len(timeline.chapters) == 6
    shift = timeline.chapters[4].end - film.timeline.chapters[1].end
    assert shift == pytest.approx(film.timeline.seconds)
    assert len(frames(tmp_path / "joined.mp4")) == timeline.frames


def test_progress_ends_with_everything_done(tmp_path):
    seen = []
    engine.render([shot()], SMALL, tmp_path, progress=lambda *report: seen.append(report))
    done = [report[0] for report in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1] == engine.plan(shot(), SMALL).frames


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_scene_that_fails_is_named_with_chapter_and_reason(tmp_path, jobs):
    broken = tmp_path / "broken.py"
    broken.write_text(SHORT.read_text().replace("turn = np.array", "turn = np.arrray"))
    with pytest.raises(
        EngineError,
        match=r"broken\.py:76, in The turn: module 'numpy' has no attribute 'arrray'; did you mean",
    ):
        engine.render([shot(broken)], SMALL, tmp_path / "out", jobs=jobs)


def test_a_boundary_falls_on_the_nearest_frame():
    assert [frame_at(t, 30) for t in (0, 4.1, 8.2, 16.4, 16.9)] == [0, 123, 246, 492, 507]
