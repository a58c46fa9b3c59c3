"""`clipanim export`: from a film as it is, or from a scene whose film is rendered first."""

import json

import pytest
from movies import film, sheet_of
from toys import files_in

from clipanim import api
from clipanim.film.export_kinds import KINDS
from clipanim.film.making import scene_document
from clipanim.scene.story_data import to_plain_data

SHORT = [("One", 3), ("Two", 4), ("What holds", 3)]


@pytest.fixture
def movie(folder):
    """A film in the folder."""
    return film(folder / "film.mp4", size=(64, 36), chapters=SHORT, sound=False)


@pytest.fixture
def make_film(monkeypatch):
    """Render a film without drawing it; the parameters of each are noted."""
    rendered = []

    def make_film(shots, path, settings, options):
        rendered.append([one.params.as_dict().get("steps") for one in shots])
        options.progress(10, 10, shots[0].file.name)
        path.parent.mkdir(exist_ok=True)
        scenes = [to_plain_data(scene_document(one)) for one in shots]
        film(path, size=(64, 36), chapters=SHORT, sound=False, scenes=scenes)

    monkeypatch.setattr(api, "make_film", make_film)
    return rendered


def test_a_film_is_exported_as_it_is(movie, run, folder, fake):
    before = movie.video.read_bytes()
    result = run("export", "film.mp4", "--to", "poster")
    assert result.exit_code == 0, result.output
    assert result.stdout == "film.png\n"
    assert (folder / "film.png").is_file()
    assert movie.video.read_bytes() == before
    assert not fake.asked, "nothing is drawn again"


@pytest.mark.parametrize("more", [["--to", "poster,transcript"], ["--to", "poster", "--to", "transcript"]])  # fmt: skip  # noqa: E501
def test_several_kinds_go_into_a_folder(more, movie, run, folder):
    result = run("export", "film.mp4", *more, "-o", "talk", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["film"] == "film.mp4"
    assert [one["kind"] for one in document["exports"]] == ["poster", "transcript"]
    assert all((folder / one["path"]).is_file() for one in document["exports"])


def test_a_scene_without_a_film_is_rendered_first_and_it_is_said(run, make_film, folder):
    result = run("export", "toy.py", "--steps", "5", "--to", "transcript")
    assert result.exit_code == 0, result.output
    assert "media/toy.mp4: no such file; rendering it first" in result.stderr
    assert "toy: 100 %" in result.stderr
    assert result.stdout == "media/toy.transcript.md\n"
    assert make_film == [[5]]


def test_a_film_that_is_there_is_not_rendered_again(run, make_film):
    for _ in range(2):
        result = run("export", "toy.py", "--to", "transcript")
        assert result.exit_code == 0, result.output
    assert make_film == [[3]]
    assert result.stderr == ""


@pytest.mark.parametrize("change", ["parameters", "scene"])
def test_a_film_of_something_else_is_rendered_again(change, run, make_film, folder):
    assert run("export", "toy.py", "--to", "transcript").exit_code == 0
    if change == "scene":
        text = (folder / "toy.py").read_text()
        (folder / "toy.py").write_text(text.replace("How fast", "How quickly"))
    steps = ["--steps", "4"] if change == "parameters" else []
    result = run("export", "toy.py", *steps, "--to", "transcript")
    assert result.exit_code == 0, result.output
    assert "rendering it first" in result.stderr
    assert len(make_film) == 2


def test_a_lesson_is_one_film(run, make_film, folder):
    (folder / "lesson.toml").write_text(
        "[[scene]]\nscene = 'toy.py'\nsteps = 4\n[[scene]]\nscene = 'other.py'\n"
    )
    result = run("export", "lesson.toml", "--to", "transcript")
    assert result.exit_code == 0, result.output
    assert result.stdout == "media/lesson.transcript.md\n"
    assert len(make_film) == 1
    assert run("export", "lesson.toml", "--to", "transcript").stderr == ""


def test_help_says_every_kind_and_ends_with_examples(run):
    text = run("export", "--help").stdout
    assert all(name in text for name in KINDS)
    assert "Example" in text
    assert "clipanim export cliff_leap --to player,pptx" in text


NO_FILM = {  # id: what is in film.mp4, what is said
    "empty": (b"", "film.mp4: is not a video"),
    "text": (b"a film", "film.mp4: is not a video"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("content", "complaint"), NO_FILM.values(), ids=NO_FILM)
def test_what_is_no_video_is_named(content, complaint, kind, run, folder):
    (folder / "film.mp4").write_bytes(content)
    refused(run, folder, ["film.mp4", "--to", kind], complaint)


@pytest.mark.parametrize("kind", ["player", "clips"])
def test_a_film_that_clipanim_did_not_make_is_named(kind, run, folder):
    film(folder / "film.mp4", size=(64, 36), chapters=SHORT, sound=False, comment="mine")
    refused(run, folder, ["film.mp4", "--to", kind], "film.mp4: was not made by clipanim")


@pytest.mark.parametrize("kind", ["player", "clips"])
def test_a_film_without_chapters_is_named(kind, run, folder):
    sheet = json.dumps({**sheet_of("A film", SHORT, ["A line."]), "chapters": []})
    film(folder / "film.mp4", size=(64, 36), chapters=SHORT, sound=False, comment=sheet)
    refused(run, folder, ["film.mp4", "--to", kind], "film.mp4: has no chapters")


WRONG = {  # id: arguments, what is said
    "no film": (["no.mp4", "--to", "gif"], "no.mp4: no such file"),
    "no kind": (["film.mp4"], "Missing option '--to'"),
    "an empty kind": (["film.mp4", "--to", ","], "--to"),
    "an unknown kind": (["film.mp4", "--to", "player,gfi"], "no kind 'gfi'; did you mean gif?"),
    "an unknown scene": (["toi", "--to", "gif"], "no scene 'toi'"),
    "an unknown parameter": (["toy.py", "--stesp", "3", "--to", "gif"], "did you mean --steps?"),
    "a parameter of a film": (["film.mp4", "--steps", "3", "--to", "gif"], "--steps: "),
    "a config of a film": (["film.mp4", "-c", "a.toml", "--to", "gif"], "config: "),
    "no such chapter": (["film.mp4", "--to", "gif", "--chapter", "9"], "'9' is not one of One, "),
    "a moment after the end": (["film.mp4", "--to", "poster", "--at", "9"], "the film ends after"),
    "a moment of a gif": (["film.mp4", "--to", "gif", "--at", "1"], "at: goes with poster"),
    "no ground of a gif": (["film.mp4", "--to", "gif", "--transparent"], "goes with webm"),
    "a width of nothing": (["film.mp4", "--to", "gif", "--width", "0"], "'--width': 0 is below"),
    "no size": (["film.mp4", "--to", "gif", "--max-size", "big"], "expected a size like 3MB"),
    "another suffix": (["film.mp4", "--to", "gif", "-o", "a.png"], "a file ending in .gif"),
    "a folder's place": (["film.mp4", "--to", "clips", "-o", "mine.gif"], "is a file; expected a"),
    "a place that is not ours": (["film.mp4", "--to", "gif", "-o", "mine.gif"], "--force"),
    "the film itself": (["film.mp4", "--to", "clips", "-o", "film.mp4"], "is the film itself"),
}  # fmt: skip


@pytest.mark.parametrize(("args", "complaint"), WRONG.values(), ids=WRONG)
def test_bad_input_is_named_in_one_line_and_the_film_is_untouched(
    args, complaint, movie, run, folder
):
    (folder / "mine.gif").write_text("mine")
    refused(run, folder, args, complaint)


def refused(run, folder, args, complaint):
    before = files_in(folder)
    result = run("export", *args)
    assert result.exit_code == 2, result.output
    _, _, message = result.stderr.rpartition("for help.\n")
    (line,) = [one for one in message.splitlines() if one]
    assert line.startswith("Error: ")
    assert complaint in line
    assert result.stdout == ""
    assert files_in(folder) == before


def test_an_extra_that_is_not_installed_is_one_line_and_exit_1(movie, run, folder, monkeypatch):
    from clipanim.lecture import extras, pptx_slides

    def missing(module, extra):
        raise extras.ExtraMissing(f"{module} is not installed; pip install 'clipanim[{extra}]'")

    monkeypatch.setattr(pptx_slides, "require_extra", missing)
    before = files_in(folder)
    result = run("export", "film.mp4", "--to", "pptx")
    assert result.exit_code == 1
    assert result.stderr == "Error: pptx is not installed; pip install 'clipanim[pptx]'\n"
    assert files_in(folder) == before


def test_a_chapter_is_checked_before_a_scene_is_rendered(run, make_film):
    result = run("export", "toy.py", "--to", "gif", "--chapter", "Up")
    assert result.exit_code == 2
    assert make_film == []
