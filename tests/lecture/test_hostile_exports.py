"""Whatever words a film holds, they change nothing in what it is exported to but words.

Each kind of export is made of a film with hostile words and of one with harmless ones. All
files are read by parsers of their languages: both must be built of the same, and the hostile
words must be there, as they are. One film holds all words, a chapter each; others hold one
word everywhere, from their title to their source.
"""

import hostile
import pytest
import readers

from clipanim.lecture import captions, player
from clipanim.lecture.deck import deck
from clipanim.lecture.movie import open_movie
from clipanim.lecture.needs import ExtraMissing
from clipanim.lecture.slides import slides
from clipanim.lecture.snippets import snippets
from clipanim.lecture.transcript import transcript

ALL = list(hostile.WORDS.values())
HOLD_WORDS = (".html", ".json", ".md", ".pptx", ".qmd", ".srt", ".tex", ".vtt")


def _captions(movie, folder):
    return {
        "film.srt": captions.srt(movie.lines).encode(),
        "film.vtt": captions.vtt(movie.lines).encode(),
    }


KINDS = {
    "captions": _captions,
    "transcript": lambda movie, folder: {"film.md": transcript(movie).encode()},
    "player": lambda movie, folder: {"film.html": player.page(movie)},
    "folder": player.folder,
    "pptx": lambda movie, folder: {"film.pptx": deck(movie, folder)},
    "slides": slides,
    "snippets": snippets,
}
EACH = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Films by their words; each is made once."""
    made = {}

    def film(names, title):
        key = (*names, title)
        if key not in made:
            path = tmp_path_factory.mktemp("hostile") / "film.mp4"
            made[key] = open_movie(hostile.film(path, names, title))
        return made[key]

    return film


def exported(kind, movie, folder):
    """The files of an export, each as it was read, by name."""
    private, out = folder / "private", folder / "out"
    private.mkdir(parents=True)
    out.mkdir()
    try:
        made = KINDS[kind](movie, private)
    except ExtraMissing as missing:
        pytest.skip(str(missing))
    for name, content in made.items():
        assert all(map(readers.is_safe, name.split("/"))), name
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    assert made
    return {name: readers.read(out / name) for name in made}


def letters(text):
    """What a text says, wherever its rows end."""
    return "".join(hostile.plain(text).replace("-->", "→").split())


def built_alike(kind, films, tmp_path, names, title):
    """The words in each file that holds some, if its build does not depend on them."""
    made = exported(kind, films(names, title), tmp_path / "hostile")
    others = [hostile.harmless(one) for one in names], hostile.harmless(title)
    expected = exported(kind, films(*others), tmp_path / "harmless")
    assert {name: build for name, (build, _) in made.items()} == {
        name: build for name, (build, _) in expected.items()
    }
    return [letters(words) for name, (_, words) in made.items() if name.endswith(HOLD_WORDS)]


@EACH
def test_an_export_of_all_hostile_words_is_built_as_one_of_harmless_ones(kind, films, tmp_path):
    found = "".join(built_alike(kind, films, tmp_path, ALL, "".join(ALL)))
    assert [one for one in ALL if letters(one) not in found] == []


@EACH
@pytest.mark.parametrize("words", ALL, ids=hostile.WORDS)
def test_a_word_that_is_everywhere_in_a_film_stays_a_word(kind, words, films, tmp_path):
    for found in built_alike(kind, films, tmp_path, [words], words):
        assert letters(words) in found
