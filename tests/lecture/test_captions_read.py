"""Captions as readers that are not ours read them: nothing overlaps, flickers, or is too wide."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile_text import WORDS
from hypothesis import given
from hypothesis import strategies as st

from clipanim import api, engine
from clipanim.lecture import captions
from clipanim.lecture.escaping import sanitize_text
from clipanim.scene.catalogue import builtin_scenes

srt = pytest.importorskip("srt", reason="needs srt, a reader of captions")
webvtt = pytest.importorskip("webvtt", reason="needs webvtt-py, a reader of captions")

texts = st.one_of(
    st.sampled_from([*WORDS.values()]),
    st.text(max_size=300),
    st.lists(st.text("abcdefgh<>&.-", min_size=1, max_size=14), max_size=60).map(" ".join),
)


@st.composite
def films(draw):
    """Lines in the order in which they are said, with pauses or without, long or short."""
    lines, now = [], draw(st.floats(0, 3))
    for text in draw(st.lists(texts, max_size=6)):
        end = now + draw(st.floats(0.1, 12))
        lines.append(SimpleNamespace(text=text, start=now, end=end))
        now = end + draw(st.sampled_from([0.0, 0.01, 0.05, 0.15, 0.3, 2.0]))
    return lines


def read_srt(lines):
    """Start and end in milliseconds, and rows, of each cue."""
    return [
        (round(one.start.total_seconds() * 1000), round(one.end.total_seconds() * 1000),
         one.content.split("\n"))
        for one in srt.parse(captions.srt(lines), ignore_errors=False)
    ]  # fmt: skip


def read_vtt(lines):
    return [
        (one.start_time.in_milliseconds(), one.end_time.in_milliseconds(), one.lines)
        for one in webvtt.from_string(captions.vtt(lines))
    ]


@given(films())
def test_both_readers_find_the_same_cues(lines):
    expected = [(cue.start, cue.end) for cue in captions.cues(lines)]
    assert [one[:2] for one in read_srt(lines)] == expected
    assert [one[:2] for one in read_vtt(lines)] == expected


@given(films())
def test_no_two_are_shown_at_once_and_none_is_too_wide(lines):
    for (_, end, rows), (start, *_) in pairwise([*read_srt(lines), (10**9, 0, [])]):
        assert end <= start
        assert len(rows) <= captions.MAX_ROWS
        assert all(
            len(row.replace(captions.WORD_JOINER, "")) <= captions.MAX_ROW_CHARACTERS
            for row in rows
        )


@given(films())
def test_the_screen_is_never_empty_for_a_moment_only(lines):
    for one, other in pairwise(captions.cues(lines)):
        assert one.end == other.start or other.start - one.end >= captions.MIN_GAP_MS


@given(films())
def test_every_cue_stays_as_long_as_it_can_be_read_where_its_line_does(lines):
    told = [line for line in lines if sanitize_text(line.text)]
    found = captions.cues(lines)
    for line, following in pairwise([*told, None]):
        own = [one for one in found if starts_in(one, line, following)]
        if own and line.end - line.start >= len(own) * captions.MIN_CUE_MS / 1000 + 0.01:
            assert all(one.end - one.start >= captions.MIN_CUE_MS - 1 for one in own)


def starts_in(cue, line, following):
    ends = following.start if following else line.end
    return round(line.start * 1000) <= cue.start < round(ends * 1000)


@given(texts)
def test_a_line_is_as_few_cues_as_can_be_and_no_word_is_lost(text):
    line = SimpleNamespace(text=text, start=0.0, end=600.0)
    found = captions.cues([line])
    rows = captions.wrap_rows(text)
    assert len(found) == -(-len(rows) // captions.MAX_ROWS)
    shown = "".join("".join(cue.rows) for cue in found)
    assert "".join(shown.split()) == "".join(" ".join(rows).split())


def test_a_line_of_three_rows_is_two_cues_of_about_the_same_length():
    text = "Without clipping the step is a hundred times as long, and so the net forgets it all."
    first, second = captions.cues([SimpleNamespace(text=text, start=0.0, end=5.0)])
    assert abs(len(" ".join(first.rows)) - len(" ".join(second.rows))) < 12
    assert min(first.end - first.start, second.end - second.start) > 2000


FILMS = [
    pytest.param(name, marks=pytest.mark.slow)
    for name in builtin_scenes()
    if name != "clip_formula"
]


@pytest.mark.parametrize("film", ["clip_formula", *FILMS])
def test_the_files_of_a_film_are_read(film):
    lines = engine.plan(api.make_shot(film), api.settings("draft")).lines
    Path("film.vtt").write_text(captions.vtt(lines), encoding="utf-8")
    cues = webvtt.read("film.vtt")
    assert len(cues) == len([*srt.parse(captions.srt(lines))]) >= len(lines)
    assert all(one.end_in_seconds - one.start_in_seconds >= 1 for one in cues)
