"""No Python file of the working folder is run but the scene itself and what it imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clipanim.engine.workers.safe_start import safe_start, worker_path

# Imported by Python, by libraries and by ours; -m itself imports others before it knows of us.
NAMES = (
    "queue random socket signal selectors struct threading multiprocessing pickle tempfile json",
    "typing ast logging numpy manim av PIL typst click cairo rich cupy scipy sitecustomize",
)
TRAP = "open({log!r}, 'a').write(__file__ + '\\n')\nraise ImportError(__file__)\n"
PLAIN = """
from manim import FadeIn, Scene, Square

class Tall(Scene):
    def construct(self):
        import helper
        self.play(FadeIn(Square()), run_time=helper.SECONDS)
"""
HELPER = "SECONDS = 0.2\n"
LESSON = 'title = "A lesson"\n[[scene]]\nscene = "clip_formula"\n'
SMALL = ["--size", "128x72", "--fps", "5", "--force", "-j", "2"]
MAIN = "from clipanim.cli import main\nmain()\n"


def command(folder, *arguments, start=None):
    """Run the command; as its script does, whose own folder is another, unless said otherwise."""
    script = folder / "bin" / "start"
    script.parent.mkdir(exist_ok=True)
    script.write_text(MAIN)
    path = os.pathsep.join(os.path.abspath(one) for one in sys.path if one)
    return subprocess.run(
        [sys.executable, *(start or [str(script)]), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def traps(folder):
    """A working folder full of files that are called like modules, and say so if they are run."""
    log = folder / "traps-that-ran.txt"
    for name in " ".join(NAMES).split():
        (folder / f"{name}.py").write_text(TRAP.format(log=str(log)))
    (folder / "helper.py").write_text(HELPER)
    log.touch()
    return folder


CASES = [
    pytest.param(None, "random", id="a scene like a module"),
    pytest.param(None, "queue", marks=pytest.mark.slow),
    pytest.param(None, "manim", marks=pytest.mark.slow),
    pytest.param(None, "fine", marks=pytest.mark.slow),
    pytest.param(["-m", "clipanim"], "fine", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("start", "name"), CASES)
def test_a_scene_among_files_that_are_called_like_modules_renders(traps, start, name):
    (traps / f"{name}.py").write_text(PLAIN)
    done = command(traps, "render", f"{name}.py", *SMALL, start=start)
    assert (traps / "traps-that-ran.txt").read_text() == ""
    assert done.returncode == 0, done.stderr
    assert (traps / "media" / f"{name}.mp4").exists()


@pytest.mark.slow
def test_a_lesson_runs_nothing_that_it_does_not_name(traps):
    (traps / "lesson.toml").write_text(LESSON)
    for arguments in (["render", "lesson.toml", *SMALL], ["data", "higher_lr"]):
        done = command(traps, *arguments)
        assert done.returncode == 0, done.stderr
        assert (traps / "traps-that-ran.txt").read_text() == ""


def test_modules_of_the_working_folder_come_last_for_a_program_that_renders(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", ["", "/packages", str(tmp_path), str(Path(__file__).parent)])
    assert worker_path() == ["/packages", str(Path(__file__).parent), str(tmp_path)]
    before = sys.path
    with safe_start():
        assert sys.path == worker_path()
        assert sys.path is not before
    assert sys.path is before
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert worker_path()[1] == str(tmp_path), "who says so wants it"
