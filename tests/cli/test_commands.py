"""What each command does when all is well, and how a run ends."""

import json
import os
import signal
import sys

import pytest
from click.shell_completion import BashComplete
from toys import files_in

from clipanim.cli import cli
from clipanim.engine import EngineError
from clipanim.scene import catalogue

SCENE_COMMANDS = ["render", "still", "data", "storyboard", "script", "check"]


@pytest.mark.parametrize("command", cli.commands)
def test_help_says_what_a_command_does_and_gives_an_example(command, run):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert cli.commands[command].help
    _, _, example = result.stdout.partition("Example:\n")
    assert f"clipanim {command}" in example


def test_the_commands_are_listed_with_an_example(run):
    shown = run("--help").stdout
    assert all(f"  {name}  " in shown for name in cli.commands)
    assert "Example:\n  clipanim render" in shown


@pytest.mark.parametrize("command", SCENE_COMMANDS)
def test_help_for_a_scene_shows_its_parameters(command, run):
    shown = " ".join(run(command, "toy.py", "--help").stdout.split())
    assert "Parameters of toy:" in shown
    assert "--steps WHOLE How many steps. [default 3; 1 to 9 steps]" in shown
    assert "--start X,Y Where from. [default 1,-2; 0 to 2 and -3 to -1]" in shown
    assert "--matrix A,B;C,D" in shown
    assert "--mode norm|value" in shown
    assert "--fast / --no-fast" in shown
    assert f"clipanim {command} toy.py --steps 9" in shown


def test_a_film_appears_with_captions_and_recipe(run, folder, fake):
    result = run("render", "toy.py", "--steps", "5", "--start", "-0,-2.5", "--fast", "-q", "l")
    assert result.exit_code == 0, result.output
    assert result.stdout == "media/toy.mp4\n"
    made = {one.name for one in (folder / "media").iterdir()}
    assert made == {"toy.mp4", "toy.srt", "toy.vtt", "toy.md", "toy.json"}
    sheet = json.loads((folder / "media" / "toy.json").read_text())
    assert sheet["scenes"][0]["params"]["steps"] == 5
    assert sheet["scenes"][0]["params"]["fast"] is True
    look = {"theme": "dark", "captions": "burned", "voice": "none"}
    assert sheet["settings"] == {"width": 854, "height": 480, "fps": 15, **look}
    assert "It goes up." in (folder / "media" / "toy.srt").read_text()


def test_a_film_of_ours_is_replaced_and_one_of_others_only_by_force(run, folder):
    assert run("render", "toy.py").exit_code == 0
    assert run("render", "toy.py").exit_code == 0
    (folder / "media" / "toy.mp4").write_text("mine")
    assert run("render", "toy.py").exit_code == 2
    assert run("render", "toy.py", "--force").exit_code == 0


@pytest.mark.parametrize("letter", ["l", "low"])
def test_a_quality_has_the_letter_that_manim_gives_it(letter, run, fake):
    run("render", "toy.py", "-q", letter, "--size", "640x360", "--fps", "10", "--theme", "light")
    settings = fake.asked[0][2]
    assert (settings.width, settings.height, settings.fps) == (640, 360, 10)
    assert settings.theme == "light"


@pytest.mark.parametrize("command", SCENE_COMMANDS)
def test_a_flag_wins_over_the_file_and_the_file_over_the_default(command, run, folder, fake):
    (folder / "lesson.toml").write_text("[toy]\nsteps = 5\nrate = 0.25\n[other]\nsteps = 2\n")
    result = run(command, "toy.py", "-c", "lesson.toml", "--rate", "0.75")
    assert result.exit_code == 0, result.output
    if command == "data":
        params = json.loads(result.stdout)["params"]
    else:
        shots = fake.asked[0][1]
        params = (shots[0] if isinstance(shots, list) else shots).params.as_dict()
    assert (params["steps"], params["rate"], params["mode"]) == (5, 0.75, "norm")


def test_the_keys_of_a_file_are_those_of_the_one_scene(run, folder, fake):
    (folder / "lesson.toml").write_text("steps = 5\nmatrix = [[1, 2], [0, 1]]\n")
    assert run("render", "toy.py", "-c", "lesson.toml").exit_code == 0
    assert fake.asked[0][1][0].params.matrix == ((1.0, 2.0), (0.0, 1.0))


def test_several_scenes_take_a_table_each(run, folder, fake):
    (folder / "lesson.toml").write_text("[toy]\nsteps = 5\n[other]\nsteps = 2\n")
    result = run("render", "toy.py", "other.py", "-c", "lesson.toml")
    assert result.stdout == "media/toy.mp4\nmedia/other.mp4\n"
    assert [request[1][0].params.steps for request in fake.asked] == [5, 2]


def test_several_scenes_become_one_film_with_join(run, folder):
    result = run("render", "toy.py", "other.py", "--join", "-o", "deep/lecture.mp4")
    assert result.stdout == "deep/lecture.mp4\n"
    sheet = json.loads((folder / "deep" / "lecture.json").read_text())
    assert [one["scene"] for one in sheet["scenes"]] == ["toy", "other"]


def test_a_batch_keeps_what_was_made_and_names_what_failed(run, folder, fake):
    fake.problem["toy"] = EngineError("cannot draw")
    result = run("render", "toy.py", "other.py")
    assert result.exit_code == 75
    assert "Error: toy: cannot draw\n" in result.stderr
    assert result.stdout == "media/other.mp4\n"
    assert not (folder / "media" / "toy.mp4").exists()


def test_a_batch_of_which_nothing_was_made_failed(run, fake):
    fake.problem = {"toy": EngineError("no"), "other": EngineError("no")}
    assert run("render", "toy.py", "other.py").exit_code == 1


def test_json_is_one_document_and_nothing_else(run, fake):
    fake.problem["toy"] = EngineError("cannot draw")
    document = json.loads(run("render", "toy.py", "other.py", "--json").stdout)
    assert [one["video"] for one in document["films"]] == ["media/other.mp4"]
    assert document["failed"] == [
        {"scene": "toy", "video": "media/toy.mp4", "problem": "cannot draw"}
    ]


@pytest.mark.parametrize("chapter", ["2", "Coming down", "coming DOWN"])
def test_a_chapter_has_a_name_and_a_number(chapter, run, fake):
    assert run("still", "toy.py", "--chapter", chapter).exit_code == 0
    assert fake.asked[0][1].chapter == "Coming down"


def test_a_dry_run_counts_and_draws_nothing(run, folder, fake):
    before = files_in(folder)
    result = run("render", "toy.py", "other.py", "--dry-run", "--json")
    films = json.loads(result.stdout)["films"]
    assert [(one["frames"], one["seconds"]) for one in films] == [(60, 2.0), (60, 2.0)]
    assert {request[0] for request in fake.asked} == {"plan"}
    assert files_in(folder) == before
    assert "media/toy.mp4: 60 frames, 2 s, 1280x720" in run("render", "toy.py", "--dry-run").stdout


def test_a_preview_opens_the_film(run, monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    run("render", "toy.py", "-p")
    assert opened == ["media/toy.mp4"]


@pytest.mark.parametrize(
    ("command", "place"), [("still", "media/toy.png"), ("storyboard", "media/toy-storyboard.png")]
)
def test_a_picture_is_written_and_may_be_written_again(command, place, run, folder):
    for _ in range(2):
        result = run(command, "toy.py")
        assert result.exit_code == 0, result.output
        assert result.stdout == f"{place}\n"
    assert b'"steps": 3' in (folder / place).read_bytes()


def test_a_moment_is_passed_on(run, fake):
    assert run("still", "toy.py", "--at", "1.25").exit_code == 0
    assert fake.asked[0][3] == 1.25


def test_data_prints_every_number_as_json(run):
    document = json.loads(run("data", "toy.py", "--steps", "2").stdout)
    assert document["scene"] == "toy"
    assert document["params"]["start"] == [1.0, -2.0]
    assert document["data"]["values"] == [0.0, 0.5]
    assert document["data"]["last"] == "inf"
    assert document["data"]["pairs"][1] == [1, [1.0, 1.0]]
    assert run("data", "toy.py", "--json").stdout == run("data", "toy.py").stdout


def test_data_prints_one_field_as_a_table(run):
    assert run("data", "toy.py", "--csv", "values").stdout == "values\n0.0\n0.5\n1.0\n"
    assert run("data", "toy.py", "--csv", "last").stdout == "last\ninf\n"
    assert "more than two axes" in run("data", "toy.py", "--csv", "pairs").stderr


def test_check_says_what_it_found_and_where(run):
    found = run("check", "toy.py", "--steps", "9")
    assert found.exit_code == 1
    assert found.stdout == "toy: 1.5 s: overlap: a on b\n"
    assert run("check", "toy.py", "other.py").exit_code == 0
    document = json.loads(run("check", "toy.py", "--steps", "9", "--json").stdout)
    assert document["findings"][0]["message"] == "a on b"


def test_check_goes_to_the_ends_of_every_parameter(run, fake):
    result = run("check", "toy.py", "--ends")
    assert result.exit_code == 1
    assert "toy --steps 9: 1.5 s: overlap: a on b\n" in result.stdout
    assert "toy --fast true: nothing found\n" in result.stdout
    assert len(fake.asked) == 1 + 7 * 2


def test_new_writes_a_scene_that_can_be_described(run, folder):
    result = run("new", "my_walk")
    assert result.stdout == "my_walk.py\n"
    assert catalogue.find_scene("my_walk.py").class_name() == "MyWalk"
    assert run("data", "my_walk.py", "--help").exit_code == 0


def test_new_copies_a_scene_under_a_name_of_its_own(run, folder):
    run("new", "walk", "--from", "toy.py")
    text = (folder / "walk.py").read_text()
    assert "class Walk:" in text
    assert "Toy" not in text
    run("new", "story", "--from", "toy.py")  # where Story is something else already
    assert catalogue.find_scene("story.py").class_name() == "StoryFilm"


def test_new_copies_the_data_beside_a_scene_too_but_over_no_other_file(run, folder):
    (folder / "toy.toml").write_text("steps = 3")
    run("new", "walk", "--from", "toy.py")
    assert (folder / "walk.toml").read_text() == "steps = 3"
    (folder / "mine.toml").write_text("mine")
    assert run("new", "mine", "--from", "toy.py").exit_code == 2
    assert (folder / "mine.toml").read_text() == "mine"
    assert not (folder / "mine.py").exists()


def test_new_replaces_only_by_force(run, folder):
    run("new", "walk")
    (folder / "walk.py").write_text("mine")
    assert run("new", "walk").exit_code == 2
    assert (folder / "walk.py").read_text() == "mine"
    assert run("new", "walk", "--force").exit_code == 0


def test_list_names_every_built_in_scene_and_lesson(run):
    shown = run("list").stdout
    sheets = json.loads(run("list", "--json").stdout)
    assert [one["name"] for one in sheets["scenes"]] == list(catalogue.builtin_scenes())
    assert [one["name"] for one in sheets["lessons"]] == list(catalogue.builtin_lessons())
    for one in [*sheets["scenes"], *sheets["lessons"]]:
        line = next(line for line in shown.splitlines() if line.startswith(f"{one['name']} "))
        assert f" {one['seconds']:.0f} s " in line
        assert one["title"] in line
    assert all(one["parameters"] for one in sheets["scenes"])
    assert all(one["scenes"] for one in sheets["lessons"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell, run):
    assert f"_CLIPANIM_COMPLETE={shell}_complete" in run("completion", shell).stdout


@pytest.mark.parametrize(
    ("words", "incomplete", "offered"),
    [
        pytest.param([], "re", {"render"}, id="command"),
        pytest.param(["render", "toy.py"], "--st", {"--steps", "--start"}, id="parameter"),
        pytest.param(["render", "toy.py", "--mode"], "", {"norm", "value"}, id="choice"),
        pytest.param(["still", "toy.py", "--chapter"], "go", {"Going up"}, id="chapter"),
        pytest.param(["render", "-q"], "l", {"low"}, id="quality"),
        pytest.param(["render", "nothing"], "--jo", {"--join", "--jobs"}, id="unknown scene"),
        pytest.param(["rendr"], "", set(), id="unknown command"),
    ],
)
def test_completion_knows_the_scene(words, incomplete, offered, run):
    complete = BashComplete(cli, {}, "clipanim", "_CLIPANIM_COMPLETE")
    found = {one.value for one in complete.get_completions(words, incomplete)}
    assert offered <= found
    assert all(one.startswith(incomplete) or one in offered for one in found if words)


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        pytest.param(lambda: os.kill(os.getpid(), signal.SIGINT), 130, id="Ctrl-C"),
        pytest.param(lambda: os.kill(os.getpid(), signal.SIGTERM), 143, id="SIGTERM"),
        pytest.param(lambda: os.kill(os.getpid(), signal.SIGHUP), 129, id="SIGHUP"),
    ],
)
def test_a_signal_leaves_no_half_file(stop, code, run, folder, fake, monkeypatch):
    before = set(files_in(folder))
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(fake, "meet", lambda *request: stop())
    result = run("render", "toy.py", "other.py")
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert "0 of 2 films are done: 0 frames are kept; run again" in result.stderr
    assert set(files_in(folder)) - before <= {folder / "media"}
    assert signal.getsignal(signal.SIGTERM) == handler


def test_progress_is_plain_lines_where_there_is_no_terminal(run):
    lines = run("render", "toy.py").stderr.splitlines()
    assert lines[0] == "toy: 0 % (0/20 frames)"
    assert lines[-1] == "toy: 100 % (20/20 frames)"
    assert len(lines) == 11


def test_progress_is_a_bar_on_a_terminal(run, monkeypatch):
    monkeypatch.setattr("clipanim.film.progress_bar._is_terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    shown = run("render", "toy.py").stderr
    assert "toy ━━" in shown
    assert "100 % 20/20" in shown
    assert "\033[3" not in shown


def test_the_version_is_told(run):
    assert run("--version").stdout.startswith("clipanim, version ")


def test_doctor_finds_what_is_missing(run, monkeypatch):
    parts = ("json", "no_such_part")
    monkeypatch.setattr(sys.modules["clipanim.cli.doctor"], "NEEDED", parts)
    result = run("doctor")
    assert result.exit_code == 1
    assert "ok       json" in result.stdout
    assert "missing  no_such_part: No module named 'no_such_part'" in result.stdout
