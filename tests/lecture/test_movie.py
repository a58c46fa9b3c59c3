"""A finished film is read back from its file alone; what is none of ours is refused."""

import json
import shutil

import av
import pytest

from clipanim import api
from clipanim.lecture import captions
from clipanim.lecture.movie import MovieError, movie_from_recipe, open_movie

SCENE = {"quality": "draft", "jobs": 1}


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    how = {**SCENE, "cache": folder / "cache"}
    return api.render("clip_formula", chapter=1, output=folder / "film.mp4", **how)


def test_a_film_tells_all_that_was_said_and_when(film):
    movie = open_movie(film.video)
    assert movie.frames == film.timeline.frames
    said = [(line.id, line.text, line.start, line.end) for line in movie.lines]
    assert said == [(one.id, one.text, one.start, one.end) for one in film.timeline.lines]
    assert said
    assert any(line.values for line in movie.lines)
    for line in movie.lines:
        assert all(shown in line.text for shown in line.values.values())


def test_the_chapters_of_a_film_are_all_of_its_frames(film):
    movie = open_movie(film.video)
    frames = [n for chapter in movie.chapters for n in chapter.frames]
    assert frames == list(range(movie.frames))


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        pytest.param({"end": 3.0}, 29, id="before the next chapter"),
        pytest.param({"end": 4.0}, 39, id="where the next one begins"),
        pytest.param({"end": 9.0}, 39, id="later: not beyond the chapter"),
        pytest.param({"end": 0.0}, 0, id="at once"),
        pytest.param({}, 39, id="not told, as by earlier versions"),
    ],
)
def test_a_chapter_stands_on_the_last_frame_before_its_picture_leaves(told, stands, tmp_path):
    document = {
        "settings": {"fps": 10},
        "chapters": [{"name": "One", "start": 0.0, **told}, {"name": "Two", "start": 4.0}],
        "lines": [],
        "endings": [],
        "title": "Two chapters",
    }
    one, two = movie_from_recipe(tmp_path / "film.mp4", document, 320, 180, 60).chapters
    assert (one.hold_frame, two.hold_frame) == (stands, 59)


def test_the_soft_captions_are_those_of_the_files_and_not_shown_unasked(film):
    with av.open(str(film.video)) as container:
        (stream,) = container.streams.subtitles
        assert (stream.language, int(stream.disposition)) == ("eng", 0)
        read = [
            (packet.pts, packet.pts + packet.duration, bytes(packet)[2:].decode())
            for packet in container.demux(stream)
            if len(bytes(packet)) > 2
        ]
    assert read == captions.soft_cues(film.timeline.lines)
    assert len(read) >= len(film.timeline.lines)


def test_captions_on_a_track_are_shown_there_and_leave_the_picture_alone(film, tmp_path):
    cache = film.video.parent / "cache"
    track, none = (
        api.render(
            "clip_formula", chapter=1, output=tmp_path / f"{mode}.mp4", captions=mode, cache=cache,
            **SCENE,
        ).video
        for mode in ("track", "none")
    )  # fmt: skip
    with av.open(str(track)) as container:
        assert int(container.streams.subtitles[0].disposition) == 1
    with av.open(str(none)) as container:
        assert not container.streams.subtitles
    assert pictures(track) == pictures(none)
    assert bands(film.video) - bands(track) > 1000  # pixels of letters in the band below


def pictures(video):
    with av.open(str(video)) as container:
        return [frame.to_ndarray().tobytes() for frame in container.decode(video=0)]


def bands(video):
    """How many pixels are light in the band of narration, in all frames."""
    with av.open(str(video)) as container:
        frames = (frame.to_ndarray(format="gray") for frame in container.decode(video=0))
        return sum(int((frame[212:234, 60:360] > 120).sum()) for frame in frames)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "no such file", id="absent"),
        pytest.param(b"", "is not a video", id="empty"),
        pytest.param(b"text\n", "is not a video", id="text"),
    ],
)
def test_what_is_no_video_is_refused(content, problem, tmp_path):
    path = tmp_path / "film.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MovieError, match=problem):
        open_movie(path)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param(lambda sheet: sheet.clear(), "not made by clipanim", id="no recipe"),
        pytest.param(lambda sheet: sheet.pop("lines"), "render it again", id="older"),
        pytest.param(lambda sheet: sheet.update(chapters=[]), "no chapters", id="no chapters"),
        pytest.param(lambda sheet: sheet.update(scenes=[1]), "render it again", id="no scene"),
        pytest.param(lambda sheet: sheet.pop("scenes"), "render it again", id="no scenes"),
        pytest.param(lambda sheet: sheet.update(lines=[1]), "render it again", id="nonsense"),
        pytest.param(lambda sheet: sheet.update(title=7), "render it again", id="title of no text"),
        pytest.param(
            lambda sheet: sheet["chapters"][0].update(start=float("nan")),
            "render it again",
            id="a chapter that never begins",
        ),
        pytest.param(
            lambda sheet: sheet["settings"].update(fps=0), "render it again", id="no pace"
        ),
    ],
)
def test_a_film_that_does_not_say_what_is_in_it_is_refused(film, change, problem, tmp_path):
    path = tmp_path / "film.mp4"
    shutil.copy(film.video, path)
    with av.open(str(film.video)) as source, av.open(str(path), "w") as target:
        sheet = json.loads(source.metadata["comment"])
        change(sheet)
        target.metadata["comment"] = json.dumps(sheet)
        video = source.streams.video[0]
        stream = target.add_stream_from_template(video)
        for packet in source.demux(video):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    with pytest.raises(MovieError, match=problem):
        open_movie(path)
