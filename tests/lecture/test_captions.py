"""Captions: at most two rows of 42 characters, in order, never two at once."""

import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipanim.lecture import captions


def line(text, start, end):
    return SimpleNamespace(text=text, start=start, end=end)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200)
times = st.floats(0, 7200)
lines = st.lists(st.builds(line, words, times, times), max_size=8)


@given(lines)
def test_cues_fit_the_screen_and_follow_each_other(spoken):
    end = 0
    for cue in captions.cues(spoken):
        assert end <= cue.start < cue.end
        assert 1 <= len(cue.rows) <= captions.MAX_ROWS
        assert all(0 < len(row) <= captions.MAX_ROW_CHARACTERS for row in cue.rows)
        end = cue.end


@given(lines)
def test_no_text_can_break_the_files(spoken):
    count = len(captions.cues(spoken))
    for text in (captions.srt(spoken), captions.vtt(spoken)):
        assert text.count("-->") == count
        assert "\n\n\n" not in text


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=40))
def test_no_word_is_lost(spoken):
    text = " ".join(spoken)
    rows = [row for cue in captions.cues([line(text, 0, 60)]) for row in cue.rows]
    assert " ".join(rows) == text


def test_a_film_with_two_lines_as_srt():
    spoken = [
        line("Each step back multiplies by W.", 0.5, 3.0),
        line("After 24 steps back through time the gradient is 79.5 long.", 3.0, 3661.25),
    ]
    assert captions.srt(spoken) == (
        "1\n00:00:00,500 --> 00:00:03,000\nEach step back multiplies by W.\n\n"
        "2\n00:00:03,000 --> 01:01:01,250\n"
        "After 24 steps back through\ntime the gradient is 79.5 long.\n\n"
    )


def test_signs_that_mean_something_in_vtt_are_escaped():
    spoken = [line("a < b & b > c --> d", 0, 1)]
    expected = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt; b &amp; b &gt; c → d\n\n"
    assert captions.vtt(spoken) == expected


def test_a_line_too_long_for_two_rows_becomes_several_cues_in_its_time():
    spoken = [line("word " * 40, 1.0, 9.0)]
    made = captions.cues(spoken)
    assert len(made) > 1
    assert (made[0].start, made[-1].end) == (1000, 9000)
    assert all(one.end == other.start for one, other in pairwise(made))


def test_a_line_ends_when_the_next_one_starts():
    first, second = captions.cues([line("One.", 0, 5), line("Two.", 3, 6)])
    assert first.end == second.start == 3000


@pytest.mark.parametrize("spoken", [[], [line("", 0, 1)], [line("Never.", 2, 2)]])
def test_nothing_said_is_no_cue(spoken):
    assert captions.cues(spoken) == []
    assert captions.srt(spoken) == ""
    assert captions.vtt(spoken) == "WEBVTT\n\n"


def test_timestamps_have_three_digits():
    for stamp in re.findall(r"[\d:]+[.,]\d+", captions.srt([line("One.", 0.0004, 1.9996)])):
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3}", stamp)
