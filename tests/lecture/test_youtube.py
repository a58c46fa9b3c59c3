"""Title and description as YouTube takes them, for any film."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hostile_text import WORDS
from hypothesis import given
from hypothesis import strategies as st

from clipanim.lecture.movie import Chapter, Movie
from clipanim.lecture.youtube import description, title, youtube_text
from clipanim.scene.card_text import CardText

FPS = 10
names = st.one_of(st.sampled_from([*WORDS.values()]), st.text(max_size=80))
chapters = st.lists(st.tuples(names, st.integers(1, 900)), min_size=1, max_size=90)


def movie_of(parts, called="A film", source="Ours"):
    first, made = 0, []
    for number, (name, frames) in enumerate(parts, 1):
        made.append(Chapter(number, name, range(first, first + frames), FPS, (), ()))
        first += frames
    ending = CardText(0.0, "", "", source)
    made[-1] = Chapter(len(parts), made[-1].name, made[-1].frames, FPS, (), (ending,))
    return Movie(Path("film.mp4"), called, 64, 36, FPS, first, tuple(made), {})


def stamps(text):
    """Seconds by the rows that YouTube reads as chapters."""
    found = re.findall(r"^(?:(\d+):)?(\d+):(\d\d) \S", text, re.M)
    return [int(h or 0) * 3600 + int(m) * 60 + int(s) for h, m, s in found]


@given(chapters, names, names)
def test_any_film_keeps_to_the_limits(parts, called, source):
    movie = movie_of(parts, called, source)
    assert len(title(movie)) <= 100
    assert len(description(movie).encode()) <= 5000
    assert not re.search("[<>]", youtube_text(movie))
    assert "\n" not in title(movie)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=16))
def test_chapters_begin_at_zero_and_are_none_or_three_of_ten_seconds(lengths):
    movie = movie_of([(f"C{n}", frames) for n, frames in enumerate(lengths)])
    found = stamps(description(movie))
    assert not found or (len(found) >= 3 and found[0] == 0)
    assert all(b - a >= 10 for a, b in pairwise([*found, movie.seconds] if found else []))
    starts = {int(one.start) for one in movie.chapters}
    assert {*found} <= starts
    for one in movie.chapters if found else ():  # none is lost
        assert re.search(rf"\b{one.name}\b", description(movie))


def test_a_film_with_its_chapters_and_sources():
    parts = [("One", 120), ("Two", 150), ("Three", 400), ("What holds", 60)]
    assert youtube_text(movie_of(parts, "Cliffs & <b>leaps</b>")) == (
        "Cliffs & ‹b›leaps‹/b›\n\nCliffs & ‹b›leaps‹/b›\n\n"
        "0:00 One\n0:12 Two\n0:27 Three, What holds\n\n"
        "Sources:\nOurs\n\nComputed and drawn with clipanim.\n"
    )


@pytest.mark.parametrize(
    "lengths", [pytest.param([300], id="one"), pytest.param([90, 90], id="two")]
)
def test_too_few_chapters_are_not_listed(lengths):
    assert not stamps(description(movie_of([("C", frames) for frames in lengths])))
