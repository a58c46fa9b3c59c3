"""What becomes of a film when workers die, or see different things."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from changed_film import DEATH, ONCE, START, changed
from places import ROOT
from short_films import SHORT, SMALL, shot

from clipanim import engine
from clipanim.engine.settings import EngineError
from clipanim.engine.workers import task


def render(paths, folder, **options):
    made = dict(engine.render_each([shot(one) for one in paths], SMALL, folder, **options))
    return [made[n] for n in range(len(paths))]


def test_a_scene_that_looks_different_when_skipped_is_drawn_by_one_worker_and_that_is_said(
    drifting, tmp_path, caplog
):
    alone = render([drifting], tmp_path / "one")[0].video.read_bytes()
    assert not caplog.records
    shared = render([drifting], tmp_path / "two", jobs=2, fresh=True)[0].video.read_bytes()
    assert shared == alone
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("drifting: what play 4 starts from is another picture")


def test_what_was_kept_is_compared_with_what_is_seen_now(drifting, tmp_path, caplog):
    """One chapter alone steps past the drift that drew the kept segments of the whole film."""
    whole = render([drifting], tmp_path / "one")[0]
    engine.render([shot(drifting, chapter="The turn")], SMALL, tmp_path / "two")
    assert len(caplog.records) == 1
    again = render([drifting], tmp_path / "three")[0]
    assert again.video.read_bytes() == whole.video.read_bytes()


def test_the_first_difference_is_the_earliest_play_that_two_saw_differ():
    one = task.WorkerResult((), None, {}, "", ("a", "b", "c", "d"))
    assert task.first_state_difference([one, one]) is None
    assert (
        task.first_state_difference(
            [one, task.WorkerResult((), None, {}, "", ("a", "b", "x", "y"))]
        )
        == 2
    )
    assert (
        task.first_state_difference([task.WorkerResult((), None, {}, "", ("a", "b"), {1: "y"})])
        == 1
    )


def test_a_worker_that_is_killed_is_replaced(tmp_path):
    mark = str(tmp_path / "died")
    path = changed(tmp_path, "once", (START, ONCE.format(mark=mark) + START))
    film, whole = render([path, SHORT], tmp_path / "out", jobs=2)
    assert (tmp_path / "died").is_dir()
    assert film.timeline == whole.timeline
    assert film.video.read_bytes() != b""


def test_a_scene_that_kills_its_workers_is_named_and_the_others_are_finished(tmp_path):
    deadly = changed(tmp_path, "deadly", (START, DEATH + START))
    broken = changed(tmp_path, "broken", ("turn = np.array", "turn = np.arrray"))
    died, film, failed = render([deadly, SHORT, broken], tmp_path / "out", jobs=2)
    assert isinstance(died, EngineError)
    assert str(died) == "deadly: its worker died 3 times (SIGKILL)"
    assert "broken.py:77, in The turn: module 'numpy' has no attribute" in str(failed)
    assert film.video.is_file()


def test_a_film_that_fails_does_not_stop_those_that_one_process_draws(tmp_path):
    broken = changed(tmp_path, "broken", ("turn = np.array", "turn = np.arrray"))
    failed, film = render([broken, SHORT], tmp_path / "out")
    assert isinstance(failed, EngineError)
    assert film.video.is_file()


COMMAND = "import sys; from clipanim.cli import main; sys.argv[0] = 'clipanim'; main()"


def command(folder, *words):
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_in_one_line_that_a_scene_is_drawn_again(drifting, tmp_path):
    size = ("--size", "160x90", "--fps", "10")
    result = command(tmp_path, "render", "drifting.py", *size, "-j", "1", "-o", "a.mp4")
    assert (result.returncode, result.stdout) == (0, "a.mp4\n")
    result = command(tmp_path, "render", "drifting.py", *size, "-j", "1", "--chapter", "2")
    assert result.returncode == 0
    assert [line for line in result.stderr.splitlines() if "%" not in line] == [
        "drifting: what play 10 starts from is another picture where plays before it were "
        "skipped; one worker draws all of the scene again"
    ]
    assert result.stdout == f"{Path('media/drifting.mp4')}\n"


@pytest.mark.slow
def test_a_batch_of_which_one_film_killed_its_workers_exits_with_75(tmp_path):
    changed(tmp_path, "deadly", (START, DEATH + START))
    size = ("--size", "160x90", "--fps", "10")
    result = command(tmp_path, "render", "deadly.py", str(SHORT), *size, "-j", "2")
    assert result.returncode == 75
    assert result.stdout == f"{Path('media/short.mp4')}\n"
    assert "Error: deadly: deadly: its worker died 3 times" in result.stderr


PLAIN_PROGRAM = """
from pathlib import Path
from clipanim import engine
from clipanim.api import make_shot
clips = engine.render([make_shot({path!r})], engine.Settings(160, 90, 10), Path("made"), jobs=2)
print(clips[0].timeline.frames)
"""


def test_a_program_that_never_asks_whether_it_is_main_is_not_run_again_by_its_workers(tmp_path):
    (tmp_path / "program.py").write_text(PLAIN_PROGRAM.format(path=str(SHORT)))
    (tmp_path / "made").mkdir()
    result = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, len(result.stdout.split())) == (0, 1), result.stderr


def test_workers_have_the_variables_that_the_program_has_now(tmp_path, monkeypatch):
    turn = "turn = np.array([0.0, -2.0, 0.0])"
    reading = turn.replace("-2.0", "float(os.environ.get('TURN_OF_TEST', '-2.0'))")
    path = changed(tmp_path, "reading", (turn, reading))
    made = {}
    for value in ("-1.0", None):  # the fork server that starts with the first has the -1
        monkeypatch.setenv("TURN_OF_TEST", value) if value else monkeypatch.delenv("TURN_OF_TEST")
        made[value] = render([path], tmp_path / f"{value}", jobs=2)[0]
    assert made["-1.0"].video.read_bytes() != made[None].video.read_bytes()
    assert made[None].variables == {"TURN_OF_TEST": "absent"}
    monkeypatch.setenv("TURN_OF_TEST", "-1.0")
    monkeypatch.setenv("ANOTHER_OF_TEST", "1")
    again = render([path], tmp_path / "again", jobs=2)[0]
    assert not again.phase_times, "it was kept"
    assert again.video.read_bytes() == made["-1.0"].video.read_bytes()
    assert again.variables == made["-1.0"].variables
