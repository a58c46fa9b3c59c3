"""`clipanim script`, and `--voice` as the command line and files have it."""

import json

import pytest
from test_bad_input import one_line
from toys import files_in
from voices import hum, write_wav

from clipanim.lecture import speech_engines

SHEET = "scene\tid\tfrom\tto\tchapter\ttext\n"
ROW = "toy\t1.1\t0.50\t1.50\tGoing up\tIt goes up.\n"


def test_the_script_lists_the_lines_below_their_chapters(run):
    result = run("script", "toy.py")
    assert result.exit_code == 0
    assert result.stdout == "toy: Going up\n  1.1     0.5   1.0 s  It goes up.\n"


def test_as_json_it_is_one_document(run):
    (line,) = json.loads(run("script", "toy.py", "--json").stdout)["lines"]
    assert line == {
        "scene": "toy", "id": "1.1", "start": 0.5, "end": 1.5, "chapter": "Going up",
        "text": "It goes up.", "file": "1.1.wav",
    }  # fmt: skip


def test_in_a_folder_it_is_the_sheet_that_recordings_belong_to(run, folder):
    result = run("script", "toy.py", "-o", "recorded")
    assert result.stdout == "recorded/script.tsv\n"
    assert (folder / "recorded" / "script.tsv").read_text() == SHEET + ROW


def test_of_a_lesson_each_scene_has_a_folder_and_times_are_those_of_the_film(run, folder):
    scene = "[[scene]]\nscene = '{}.py'\n"
    text = scene.format("toy") + scene.format("other") + scene.format("toy")
    (folder / "lesson.toml").write_text(f"cards = false\n{text}name = 'again'\nsteps = 5\n")
    result = run("script", "lesson.toml", "-o", "recorded")
    assert result.stdout.split() == [
        f"recorded/{one}/script.tsv" for one in ("toy", "other", "toy-2")
    ]
    lines = json.loads(run("script", "lesson.toml", "--json").stdout)["lines"]
    assert [one["file"] for one in lines] == ["toy/1.1.wav", "other/1.1.wav", "toy-2/1.1.wav"]
    starts = [
        (folder / "recorded" / one / "script.tsv").read_text().split("\t")[7]
        for one in ("toy", "other", "toy-2")
    ]
    assert starts == ["0.50", "2.50", "4.50"]


def test_a_recording_of_another_text_is_not_taken_for_the_new_one_unless_forced(run, folder):
    write_wav(folder / "1.1.wav", hum(1.5))
    (folder / "script.tsv").write_text(SHEET + ROW.replace("It goes up", "It went up"))
    before = files_in(folder)
    for args in (["script", "toy.py", "-o", "."], ["render", "toy.py", "--voice", "."]):
        result = run(*args)
        assert result.exit_code == 2
        assert "1.1.wav: was recorded for another text: 'It went up.', not" in one_line(result)
        assert files_in(folder) == before
    assert run("script", "toy.py", "-o", ".", "--force").exit_code == 0
    assert run("render", "toy.py", "--voice", ".").exit_code == 0


@pytest.mark.parametrize(
    ("place", "complaint"),
    [("toy.py", "toy.py: is not a folder"), (".", "script.tsv: is not a sheet that")],
)
def test_a_place_for_the_sheet_is_refused(place, complaint, run, folder):
    (folder / "script.tsv").write_text("mine")
    before = files_in(folder)
    result = run("script", "toy.py", "-o", place)
    assert result.exit_code == 2
    assert complaint in one_line(result)
    assert files_in(folder) == before


@pytest.fixture
def recorded(run, folder):
    """A folder with the recording of the toy's line."""
    run("script", "toy.py", "-o", "recorded")
    write_wav(folder / "recorded" / "1.1.wav", hum(1.5))


@pytest.mark.parametrize("how", [[], ["--dry-run"]])
@pytest.mark.parametrize("voice", ["piper", "espeak", "mine.onnx"])
def test_a_missing_engine_is_one_line_and_exit_1_before_anything_slow(
    voice, how, run, folder, fake, monkeypatch
):
    monkeypatch.setattr(speech_engines, "find_spec", lambda package: None)
    monkeypatch.setattr(speech_engines.shutil, "which", lambda program: None)
    before = files_in(folder)
    result = run("render", "toy.py", "--voice", voice, *how)
    assert result.exit_code == 1
    assert " install " in one_line(result)
    assert files_in(folder) == before
    assert not fake.asked


@pytest.mark.usefixtures("recorded")
def test_the_lines_are_given_the_time_of_their_speech(run, fake):
    fake.asked.clear()
    result = run("render", "toy.py", "--voice", "recorded", "-o", "spoken.mp4")
    assert result.exit_code == 0, result.output
    (request,) = [one for one in fake.asked if one[0] == "render"]
    ((id_, seconds),) = request[1][0].speech_seconds
    assert (id_, seconds) == ("1.1", pytest.approx(1.5, abs=0.2))


@pytest.mark.usefixtures("recorded")
def test_a_film_that_is_made_again_has_the_same_voice_and_no_other_may_be_said(run, folder, fake):
    run("render", "toy.py", "--voice", "recorded", "-o", "spoken.mp4")
    assert json.loads((folder / "spoken.json").read_text())["settings"]["voice"] == "recorded"
    fake.asked.clear()
    assert run("render", "--from", "spoken.mp4").exit_code == 0
    (request,) = [one for one in fake.asked if one[0] == "render"]
    assert request[1][0].speech_seconds
    assert run("render", "--from", "spoken.mp4", "--voice", "espeak").exit_code == 2


@pytest.mark.usefixtures("recorded")
def test_a_lesson_names_its_voice_and_looks_for_it_beside_its_file(run, folder, fake):
    (folder / "deep").mkdir()
    text = "voice = '../recorded'\ncards = false\n[[scene]]\nscene = '../toy.py'\n"
    (folder / "deep" / "lesson.toml").write_text(text)
    fake.asked.clear()
    assert run("render", "deep/lesson.toml").exit_code == 0
    assert next(one for one in fake.asked if one[0] == "render")[1][0].speech_seconds
    fake.asked.clear()
    assert run("render", "deep/lesson.toml", "--voice", "none").exit_code == 0
    assert not fake.asked[0][1][0].speech_seconds
