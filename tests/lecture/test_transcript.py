"""The transcript of a film: Markdown that says what the film says, whatever that is."""

from itertools import pairwise

import pytest
from hostile_text import WORDS
from markdown_it import MarkdownIt
from movies import film

from clipanim.lecture.escaping import sanitize_text
from clipanim.lecture.transcript import transcript


def parsed(text):
    """The blocks of a page: their kinds, and the words that they show."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    shown = {}
    for before, token in pairwise(tokens):
        if token.type == "inline":
            assert {one.type for one in token.children} <= {"text", "code_inline", "softbreak"}
            words = "".join(one.content or "\n" for one in token.children)
            shown.setdefault(before.tag, []).append(words)
    return shown


def test_a_transcript_tells_chapters_lines_numbers_parameters_and_sources(tmp_path):
    movie = film(tmp_path / "film.mp4", texts=("It is 79.5 long.", "Then it ends."), sound=False)
    shown = parsed(transcript(movie))
    assert shown["h1"] == ["A film"]
    assert shown["h2"] == ["One (0:00)", "Two (0:02)", "What holds (0:05)", "Parameters"]
    assert "0:00 It is 79.5 long." in shown["p"]
    assert "Numbers: story.norm = 79.5" in shown["p"]
    assert "Source: Ours" in shown["p"]
    assert shown["td"] == ["toy", "steps", "5", "toy", "start", "4.8,-2.31"]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_of_a_transcript_stay_words(words, tmp_path):
    chapters = [(words, 12), ("Last", 8)]
    movie = film(tmp_path / "f.mp4", title=words, chapters=chapters, texts=(words,), sound=False)
    shown = parsed(transcript(movie))
    assert shown.get("h1", [""])[0] == sanitize_text(words)
    assert shown["h2"][0] == f"{sanitize_text(words) or 'Chapter 1'} (0:00)"
    assert any(one.startswith("0:00") and one.endswith(sanitize_text(words)) for one in shown["p"])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(True, "True", id="yes"),
        pytest.param("tanh", "tanh", id="choice"),
        pytest.param([0.03, 0.1], "0.03,0.1", id="list"),
    ],
)
def test_a_parameter_is_written_as_its_flag(value, shown, tmp_path):
    movie = film(tmp_path / "film.mp4", sound=False)
    movie.recipe["scenes"][0]["params"] = {"it": value}
    assert parsed(transcript(movie))["td"] == ["toy", "it", shown]
