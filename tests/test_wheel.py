"""The built wheel holds all that the command needs: it works from another folder."""

import os
import subprocess
import sys
import zipfile

import pytest
from places import ROOT

from clipanim.scene import catalogue

RUN = "import sys; from clipanim.cli import main; sys.argv[0] = 'clipanim'; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built and unpacked where nothing of the checkout can be seen."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def clipanim(installed, folder, *arguments):
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_lists_the_built_in_scenes_and_lessons(installed, tmp_path):
    listed = clipanim(installed, tmp_path, "list").stdout
    for name in [*catalogue.builtin_scenes(), *catalogue.builtin_lessons()]:
        assert name in listed


def test_the_wheel_plans_a_lesson_with_its_cards(installed, tmp_path):
    planned = clipanim(installed, tmp_path, "render", "mathematics", "--dry-run", "-q", "draft")
    assert planned.stdout.startswith("media/mathematics.mp4: "), planned.stderr


def test_the_wheel_has_the_scenes_with_their_data(installed):
    there = {one.name for one in (installed / "clipanim" / "scenes").iterdir()}
    files = [one for one in (ROOT / "scenes").iterdir() if one.suffix in (".py", ".toml")]
    assert {one.name for one in files} <= there


def test_the_wheel_holds_what_scenes_read(installed):
    for file in (ROOT / "scenes").glob("*.toml"):
        assert (installed / "clipanim" / "scenes" / file.name).read_bytes() == file.read_bytes()


def test_the_wheel_computes_and_draws(installed, tmp_path):
    drawn = clipanim(installed, tmp_path, "still", "clip_formula", "-o", "one.png")
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_the_wheel_starts_a_new_scene(installed, tmp_path):
    assert clipanim(installed, tmp_path, "new", "mine").returncode == 0
    checked = clipanim(installed, tmp_path, "check", "mine.py")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.slow
def test_the_wheel_renders(installed, tmp_path):
    made = clipanim(installed, tmp_path, "render", "clip_formula", "-q", "draft", "-o", "a.mp4")
    assert made.returncode == 0, made.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert {"a.mp4", "a.srt", "a.vtt", "a.md", "a.json"} <= names
