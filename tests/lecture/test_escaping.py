"""Whatever words a film holds, they stay words in all that is made of it.

Every file is read by a parser of its own language, not by ours.
"""

import re
import unicodedata
from html import unescape

import av
import hostile_text
import pytest
import srt

from clipanim.lecture import captions
from clipanim.lecture.escaping import sanitize_text
from clipanim.lecture.movie import open_movie

SRT_STYLE = re.compile(r"</?[a-zA-Z]|{\\\\")  # what players take for one


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film that says them all, a chapter each."""
    path = tmp_path_factory.mktemp("hostile") / "film.mp4"
    return hostile_text.film(
        path, list(hostile_text.WORDS.values()), "".join(hostile_text.WORDS.values())
    )


@pytest.fixture(scope="module")
def movie(film):
    return open_movie(film)


def test_a_film_says_every_word_in_one_row_without_controls(movie):
    words = [sanitize_text(one) for one in hostile_text.WORDS.values()]
    assert [one.name for one in movie.chapters] == words
    assert [one.text for one in movie.lines] == words
    assert [one.values["story.value"] for one in movie.lines] == words
    assert [one.said for one in movie.endings] == words
    assert [one.source for one in movie.endings] == words
    assert not [one for text in (movie.title, *words) for one in text if control(one)]
    assert list(map(letters, words)) == list(map(letters, hostile_text.WORDS.values()))


def test_its_recipe_holds_them_as_they_were(movie):
    assert movie.recipe["title"] == "".join(hostile_text.WORDS.values())
    assert movie.recipe["scenes"][0]["params"]["texts"] == [*hostile_text.WORDS.values()]


def test_a_film_has_a_chapter_of_every_name_where_it_begins(film):
    with av.open(str(film)) as container:
        found = container.chapters()
    assert [one["start"] * one["time_base"] for one in found] == [
        pytest.approx(n * hostile_text.FRAMES / hostile_text.FPS, abs=1e-3)
        for n in range(len(hostile_text.WORDS))
    ]
    for one, words in zip(found, hostile_text.WORDS.values(), strict=True):
        assert letters(one["metadata"].get("title", "")) == letters(words)


def letters(text):
    """What a text says, wherever its rows end."""
    return "".join(hostile_text.plain(text).split())


def seconds(stamp):
    return 3600 * stamp.hours + 60 * stamp.minutes + stamp.seconds + stamp.milliseconds / 1000


def control(sign):
    return unicodedata.category(sign) == "Cc"


def agree(read, movie):
    """Cues (start, end, text) follow each other, and are the lines of the film."""
    ends = [0.0, *(end for _, end, _ in read)]
    wrong = [one for before, one in zip(ends, read, strict=False) if not before <= one[0] < one[1]]
    assert wrong == []
    assert not [one for _, _, text in read for one in text if control(one) and one != "\n"]
    for line in movie.lines:
        rows = [text for start, _, text in read if line.start - 1e-6 <= start < line.end]
        assert letters(" ".join(rows)) == letters(line.text.replace("-->", "→"))


def test_the_cues_of_srt_are_the_lines(movie):
    cues = list(srt.parse(captions.srt(movie.lines), ignore_errors=False))
    read = [(one.start.total_seconds(), one.end.total_seconds(), one.content) for one in cues]
    agree(read, movie)
    assert [one.index for one in cues] == list(range(1, len(cues) + 1))


def test_nothing_in_srt_is_taken_for_a_style(movie):
    for cue in srt.parse(captions.srt(movie.lines)):
        assert not SRT_STYLE.search(cue.content)


def test_the_cues_of_vtt_are_the_lines(movie, tmp_path):
    webvtt = pytest.importorskip("webvtt")
    file = tmp_path / "film.vtt"
    file.write_text(captions.vtt(movie.lines), encoding="utf-8")
    parsed = webvtt.read(file)
    assert not [one.raw_text for one in parsed if "<" in one.raw_text]
    agree(
        [(seconds(one.start_time), seconds(one.end_time), unescape(one.text)) for one in parsed],
        movie,
    )
    assert not parsed.styles


def test_the_cues_inside_the_film_are_the_lines(film, movie):
    with av.open(str(film)) as container:
        track = container.streams.subtitles[0]
        read = [
            (packet.pts / 1000, (packet.pts + packet.duration) / 1000, bytes(packet)[2:].decode())
            for packet in container.demux(track)
            if len(bytes(packet)) > 2
        ]
    agree(read, movie)
