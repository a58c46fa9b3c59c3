"""Whatever words a film holds, they change nothing in what it is exported to but words.

Each kind of export is made of a film with hostile words and of one with harmless ones. All
files are read by parsers of their languages: both must be built of the same, and the hostile
words must be there, as they are. One film holds all words, a chapter each; others hold one
word everywhere, from their title to their source.
"""

import shutil

import hostile_text
import pytest
import readers

from clipanim.film import exports
from clipanim.film.export_kinds import FOLDERS, KINDS
from clipanim.lecture import captions
from clipanim.lecture.export_options import ExportOptions
from clipanim.lecture.extras import ExtraMissing
from clipanim.lecture.movie import open_movie

ALL = list(hostile_text.WORDS.values())
PICTURES = ("gif", "webm", "poster", "frames")  # kinds that hold no words
HOLD_WORDS = (".html", ".json", ".md", ".pptx", ".qmd", ".srt", ".tex", ".vtt")
MADE = {  # what is made, by the name of its kind
    "captions": lambda movie, folder, options: {
        "film.srt": captions.srt(movie.lines).encode(),
        "film.vtt": captions.vtt(movie.lines).encode(),
    },
    **{name: kind.make for name, kind in KINDS.items()},
    **{f"{name}, a folder": kind.make for name, kind in FOLDERS.items()},
}
STEMS = {
    "quotes and tags": "a \"b\" 'c' <d> & e",
    "signs of addresses": "100% a#b?c=d&e%41+f",
    "a flag": "--force",
    "signs of a shell": "$(a) `b` ; c | d * ~",
    "Markdown and LaTeX": "[a](b) _c_ \\input{d} {e} ^^41",
    "new line and controls": "a\nb\x1b[31mc\td",
    "right to left": "a\u202eb",
    "hidden": ".a",
    "a device": "CON",
}
EACH = pytest.mark.parametrize("kind", MADE)


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Films by their words; each is made once."""
    made = {}

    def film(names, title):
        key = (*names, title)
        if key not in made:
            path = tmp_path_factory.mktemp("hostile") / "film.mp4"
            made[key] = open_movie(hostile_text.film(path, names, title))
        return made[key]

    return film


def exported(kind, movie, folder):
    """The files of an export, each as it was read, by name."""
    private, out = folder / "private", folder / "out"
    private.mkdir(parents=True)
    out.mkdir()
    try:
        made = MADE[kind](movie, private, ExportOptions())
    except ExtraMissing as missing:
        pytest.skip(str(missing))
    if len(made) == 1 and kind in KINDS:
        made = {f"film{KINDS[kind].suffix}": content for content in made.values()}
    for name, content in made.items():
        assert all(map(readers.is_safe, name.split("/"))), name
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    assert made
    return {name: readers.read(out / name) for name in made}


def letters(text):
    """What a text says, wherever its rows end."""
    return "".join(hostile_text.plain(text).replace("-->", "→").split())


def built_alike(kind, films, tmp_path, names, title):
    """The words in each file that holds some, if its build does not depend on them."""
    made = exported(kind, films(names, title), tmp_path / "hostile")
    others = [hostile_text.harmless(one) for one in names], hostile_text.harmless(title)
    expected = exported(kind, films(*others), tmp_path / "harmless")
    assert {name: build for name, (build, _) in made.items()} == {
        name: build for name, (build, _) in expected.items()
    }
    return [letters(words) for name, (_, words) in made.items() if name.endswith(HOLD_WORDS)]


@EACH
def test_an_export_of_all_hostile_words_is_built_as_one_of_harmless_ones(kind, films, tmp_path):
    read = built_alike(kind, films, tmp_path, ALL, "".join(ALL))
    found = "".join(read)
    assert [one for one in ALL if read and letters(one) not in found] == []


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in PICTURES])
@pytest.mark.parametrize("words", ALL, ids=hostile_text.WORDS)
def test_a_word_that_is_everywhere_in_a_film_stays_a_word(kind, words, films, tmp_path):
    for found in built_alike(kind, films, tmp_path, [words], words):
        assert letters(words) in found


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in PICTURES])
@pytest.mark.parametrize("stem", STEMS.values(), ids=STEMS)
def test_a_film_may_be_called_anything(kind, stem, films, tmp_path):
    folder = tmp_path / "films"
    folder.mkdir()
    film = folder / f"{stem}.mp4"
    shutil.copyfile(films(["One"], "Title").video, film)
    (planned,) = exports.plan_exports([kind], film, None, ExportOptions())
    try:
        made = exports.write_export(open_movie(film), planned, ExportOptions())
    except ExtraMissing as missing:
        pytest.skip(str(missing))
    assert made.parent == folder
    assert [one.name for one in tmp_path.iterdir()] == ["films"]
    files = [made] if made.is_file() else [one for one in made.rglob("*") if one.is_file()]
    for file in files:
        for place in readers.places(file):
            if place != f"{stem}.html":  # the page of the player, which is exported by itself
                assert (file.parent / place).is_file(), (file.name, place)
