"""A chapter cut out of a film: exactly its frames and its sound, at most so tall."""

import av
import numpy as np
import pytest
from movies import FPS, brightness, film, seen

from clipanim import api
from clipanim.lecture import chapter_clips, video_frames
from clipanim.lecture.movie import open_movie


@pytest.fixture(scope="module", params=[None, 7], ids=["chapters begin anew", "they do not"])
def movie(request, tmp_path_factory):
    """A film whose chapters begin with key frames, and one whose key frames are elsewhere."""
    path = tmp_path_factory.mktemp("cuts") / "film.mp4"
    return film(path, size=(160, 90), key_every=request.param)


@pytest.fixture(params=[None, 48], ids=["whole size", "smaller"])
def max_height(request):
    return request.param


def near(shown, frames):
    return np.allclose(shown, [brightness(n) for n in frames], atol=6)


def test_a_chapter_alone_has_its_frames_and_no_other(movie, max_height, tmp_path):
    for chapter in movie.chapters:
        shown = seen(chapter_clips.cut_chapter(movie, chapter, tmp_path / "clip.mp4", max_height))
        assert len(shown) == len(chapter.frames)
        assert near(shown, chapter.frames)


def test_a_chapter_backwards_ends_with_its_first_frame(movie, max_height, tmp_path, monkeypatch):
    monkeypatch.setattr(
        chapter_clips, "MAX_BUFFER_BYTES", 160 * 90 * 3 // 2 * 10
    )  # ten pictures at once
    for chapter in movie.chapters:
        shown = seen(
            chapter_clips.cut_chapter_reversed(movie, chapter, tmp_path / "clip.mp4", max_height)
        )
        assert len(shown) == len(chapter.frames)
        assert near(shown, reversed(chapter.frames))


def test_the_sound_of_a_chapter_is_its_own(movie, tmp_path):
    for chapter in movie.chapters:
        with av.open(str(chapter_clips.cut_chapter(movie, chapter, tmp_path / "clip.mp4"))) as clip:
            (stream,) = clip.streams.audio
            assert float(stream.duration * stream.time_base) == pytest.approx(chapter.seconds)
            samples = np.hstack([one.to_ndarray()[0] for one in clip.decode(stream)])
        pitch = np.argmax(np.abs(np.fft.rfft(samples))) * 48000 / samples.size
        assert pitch == pytest.approx(220 * chapter.number, abs=2)


def test_a_clip_is_h264_that_every_player_takes_and_the_same_every_time(
    movie, max_height, tmp_path
):
    (first, second) = (
        chapter_clips.cut_chapter(movie, movie.chapters[1], tmp_path / name, max_height)
        for name in ("a.mp4", "b.mp4")
    )
    assert first.read_bytes() == second.read_bytes()
    with av.open(str(first)) as clip:
        (video,) = clip.streams.video
        assert (video.codec.name, video.format.name) == ("h264", "yuv420p")
        assert (video.height, video.average_rate) == (max_height or 90, FPS)
        assert video.width % 2 == 0
    content = first.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")  # it begins to play at once


def test_a_silent_film_makes_silent_clips(tmp_path):
    movie = film(tmp_path / "film.mp4", size=(64, 36), sound=False)
    with av.open(
        str(chapter_clips.cut_chapter(movie, movie.chapters[1], tmp_path / "clip.mp4"))
    ) as clip:
        assert not clip.streams.audio


def test_the_picture_of_a_chapter_is_that_frame(movie):
    chapter = movie.chapters[1]
    number = chapter.hold_frame
    assert number in chapter.frames
    codec = av.CodecContext.create("png", "r")
    (frame,) = codec.decode(av.Packet(video_frames.frame_png(movie, number)))
    assert near([frame.to_ndarray(format="gray").mean()], [number])


@pytest.mark.slow
def test_the_chapters_of_a_real_film_together_are_its_pictures(tmp_path):
    made = api.render("clip_formula", quality="draft", output=tmp_path / "film.mp4", jobs=1)
    movie = open_movie(made.video)
    clips = [
        chapter_clips.cut_chapter(movie, one, tmp_path / f"{one.number}.mp4")
        for one in movie.chapters
    ]
    assert [len(seen(clip)) for clip in clips] == [len(one.frames) for one in movie.chapters]
    assert [value for clip in clips for value in seen(clip)] == seen(made.video)
