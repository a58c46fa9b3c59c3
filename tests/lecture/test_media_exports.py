"""Clips, animations and pictures of a film: exact to the frame, and no larger than allowed."""

import itertools

import av
import numpy as np
import pytest
import srt
import webvtt
from movies import FPS, brightness, film, seen

from clipanim.lecture import media_exports
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions

USUAL = ExportOptions()


@pytest.fixture(scope="module", params=[None, 7], ids=["chapters begin anew", "they do not"])
def movie(request, tmp_path_factory):
    """A film whose chapters begin with key frames, and one whose key frames are elsewhere."""
    path = tmp_path_factory.mktemp("media") / "film.mp4"
    return film(path, size=(160, 90), key_every=request.param)


def near(shown, frames, tolerance=6):
    return np.allclose(shown, [brightness(n) for n in frames], atol=tolerance)


def test_there_is_a_clip_of_each_chapter_and_together_they_are_the_film(movie, tmp_path):
    made = media_exports.export_clips(movie, tmp_path, USUAL)
    videos = [content for name, content in made.items() if name.endswith(".mp4")]
    assert len(videos) == len(movie.chapters)
    shown = [seen(one) for one in videos]
    assert [len(one) for one in shown] == [len(one.frames) for one in movie.chapters]
    assert near([*itertools.chain(*shown)], range(movie.frames))


def test_picture_sound_and_captions_of_a_clip_are_as_long_as_its_chapter(movie, tmp_path):
    made = media_exports.export_clips(movie, tmp_path, USUAL)
    videos = [content for name, content in made.items() if name.endswith(".mp4")]
    for chapter, clip in zip(movie.chapters, videos, strict=True):
        with av.open(str(clip)) as opened:
            video, sound, captions = (
                opened.streams.video[0], opened.streams.audio[0], opened.streams.subtitles[0]
            )  # fmt: skip
            assert video.duration * video.time_base * FPS == len(chapter.frames)
            assert float(sound.duration * sound.time_base) == pytest.approx(chapter.seconds)
            assert captions.codec_context.name == "mov_text"
            assert captions.language == "eng"
            assert not captions.disposition & av.stream.Disposition.default, "they are burned in"
            assert float(opened.duration / av.time_base) == pytest.approx(chapter.seconds, abs=0.03)


def test_captions_of_a_clip_count_from_its_start(movie, tmp_path):
    made = media_exports.export_clips(movie, tmp_path, USUAL)
    for chapter in movie.chapters:
        stem = f"film-{chapter.number:02}"
        (cue,) = srt.parse(made[f"{stem}.srt"].decode())
        (same,) = webvtt.from_string(made[f"{stem}.vtt"].decode())
        assert cue.content == same.text == chapter.lines[0].text
        assert cue.start.total_seconds() == pytest.approx(0)
        assert chapter.seconds - 0.1 < cue.end.total_seconds() <= chapter.seconds


def picture_of(png):
    (frame,) = av.CodecContext.create("png", "r").decode(av.Packet(bytes(png)))
    return frame.to_ndarray(format="gray")


@pytest.mark.parametrize(
    ("wishes", "number"),
    [
        pytest.param(ExportOptions(), 23, id="the end of the first chapter's last line"),
        pytest.param(ExportOptions(chapter="two"), 58, id="of a chapter by its name"),
        pytest.param(ExportOptions(chapter="3"), 79, id="of a chapter by its number"),
        pytest.param(ExportOptions(at=0.0), 0, id="the first frame"),
        pytest.param(ExportOptions(at=3.15), 31, id="a moment"),
    ],
)
def test_a_poster_is_that_frame(wishes, number, movie, tmp_path):
    (content,) = media_exports.export_poster(movie, tmp_path, wishes).values()
    picture = picture_of(content)
    assert picture.shape == (90, 160)
    assert near([picture.mean()], [number])


@pytest.mark.parametrize(
    ("wishes", "complaint"),
    [
        pytest.param(ExportOptions(at=8.0), "at: 8: the film ends after 8.0 s", id="after the end"),
        pytest.param(ExportOptions(at=1.0, chapter="1"), "at: says it already", id="both"),
        pytest.param(
            ExportOptions(chapter="4"), "'4' is not one of One, Two, What holds", id="no such"
        ),
        pytest.param(ExportOptions(chapter="0"), r"\(or 1 to 3\)", id="zero"),
    ],
)
def test_a_moment_that_is_not_in_the_film_is_named(wishes, complaint, movie, tmp_path):
    with pytest.raises(ExportError, match=complaint):
        media_exports.export_poster(movie, tmp_path, wishes)


def test_frames_are_numbered_as_in_the_film(movie, tmp_path):
    made = media_exports.export_frames(movie, tmp_path, ExportOptions(chapter="Two"))
    assert list(made) == [f"{n:02}.png" for n in range(24, 59)]
    shown = [picture_of(file.read_bytes()).mean() for file in made.values()]
    assert near(shown, range(24, 59))


def gif_of(content):
    with av.open(str(content)) as opened:
        times = [float(frame.time) for frame in opened.decode(video=0)]
        return opened.streams.video[0].width, times


def test_an_animation_shows_the_film_at_its_own_pace(movie, tmp_path):
    (content,) = media_exports.export_gif(movie, tmp_path, ExportOptions(width=80, fps=5)).values()
    width, times = gif_of(content)
    assert width == 80
    assert len(times) == pytest.approx(movie.seconds * 5, abs=1)
    assert np.diff(times) == pytest.approx(0.2)
    assert b"NETSCAPE2.0" in content.read_bytes(), "it goes on for ever"
    with av.open(str(content)) as opened:
        first = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    assert first.mean() == pytest.approx(brightness(0), abs=8)


def test_an_animation_becomes_narrower_until_it_is_small_enough(tmp_path):
    movie = noisy(tmp_path / "film.mp4")
    (content,) = media_exports.export_gif(
        movie, tmp_path, ExportOptions(width=320, fps=10)
    ).values()
    large = content.stat().st_size
    (content,) = media_exports.export_gif(
        movie, tmp_path, ExportOptions(width=320, fps=10, max_size=large // 2)
    ).values()
    assert content.stat().st_size <= large // 2
    assert media_exports.MIN_GIF_WIDTH <= gif_of(content)[0] < 320
    with pytest.raises(ExportError, match=r"max-size: 120 pixels wide it still has .* MB"):
        media_exports.export_gif(movie, tmp_path, ExportOptions(max_size=1000))


def noisy(path):
    """A film in which every pixel moves."""
    return film(path, chapters=[("One", 2), ("Two", 2)], sound=False, noise=True)


@pytest.mark.parametrize(
    "make",
    [
        media_exports.export_clips,
        media_exports.export_frames,
        media_exports.export_gif,
        media_exports.export_webm,
    ],
)
def test_what_takes_long_says_how_far_it_is(make, movie, tmp_path):
    told = []
    make(movie, tmp_path, USUAL, lambda done, total, what: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (movie.frames, movie.frames)


@pytest.mark.parametrize("chapter", [None, "Two"])
def test_a_webm_is_the_film_with_its_sound(chapter, movie, tmp_path):
    (content,) = media_exports.export_webm(movie, tmp_path, ExportOptions(chapter=chapter)).values()
    frames = range(24, 59) if chapter else range(movie.frames)
    assert near(seen(content), frames, tolerance=8)
    with av.open(str(content)) as opened:
        assert opened.streams.video[0].codec.name == "vp9"
        (sound,) = opened.streams.audio
        assert sound.codec.name == "opus"
        heard = np.hstack([one.to_ndarray()[0] for one in opened.decode(sound)])
    assert heard.size / 48000 == pytest.approx(len(frames) / FPS, abs=0.03)
