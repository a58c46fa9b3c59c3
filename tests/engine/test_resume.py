"""What was drawn is kept: recognised, verified, gone on from after any death."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from places import ROOT
from short_films import SHORT, SMALL, shot

from clipanim import engine
from clipanim.engine import rendering
from clipanim.engine.store.store import Store

RUN = "import sys; from clipanim.cli import main; sys.argv[0] = 'clipanim'; main()"
ARGUMENTS = ["render", str(SHORT), "--size", "640x360", "--fps", "30", "-j", "2", "-o", "film.mp4"]


def film(folder, **options):
    return engine.render([shot()], SMALL, folder, **options)[0]


@pytest.fixture
def never_draw(monkeypatch):
    def refuse(*_):
        raise AssertionError("something was drawn")

    return lambda: monkeypatch.setattr(rendering, "_render_serially", refuse)


def test_an_unchanged_film_is_recognised_without_running_the_scene(tmp_path, never_draw):
    first = film(tmp_path / "a")
    content = first.video.read_bytes()
    never_draw()
    again = film(tmp_path / "b")
    assert again.video.read_bytes() == content
    assert (again.timeline, again.data) == (first.timeline, first.data)


def test_of_a_film_only_the_scene_is_drawn_whose_parameter_changed(tmp_path):
    engine.render([shot(), shot(radius=1.2)], SMALL, tmp_path / "a")
    reports = []
    again = engine.render(
        [shot(), shot(radius=1.3)], SMALL, tmp_path / "b", progress=lambda *one: reports.append(one)
    )
    assert reports[-1][0] == again[1].timeline.frames


def test_fresh_draws_anew_and_comes_to_the_same_bytes(tmp_path):
    reports = []
    first = film(tmp_path / "a")
    again = film(tmp_path / "b", fresh=True, progress=lambda *one: reports.append(one))
    assert reports[-1][0] == first.timeline.frames
    assert again.video.read_bytes() == first.video.read_bytes()


def test_a_damaged_segment_is_drawn_again(tmp_path):
    first = film(tmp_path / "a")
    entries = [path for path in Store().folder.rglob("*") if path.is_file()]
    largest = max(entries, key=lambda path: path.stat().st_size)
    damaged = bytearray(largest.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    largest.write_bytes(damaged)
    reports = []
    again = film(tmp_path / "b", progress=lambda *one: reports.append(one))
    assert again.video.read_bytes() == first.video.read_bytes()
    assert 0 < reports[-1][0] < first.timeline.frames, "only what was damaged"


def test_a_chapter_is_taken_from_the_whole_film(tmp_path, never_draw):
    film(tmp_path / "a")
    reports = []
    engine.render(
        [shot(chapter="Growth")], SMALL, tmp_path / "b", progress=lambda *r: reports.append(r)
    )
    assert reports[-1][0] == 0, "nothing had to be drawn"


def test_another_parameter_is_another_film(tmp_path):
    digests = [
        engine.render([shot(radius=radius)], SMALL, tmp_path / f"{radius}")[0].data
        for radius in (1.1, 1.2)
    ]
    assert digests[0] != digests[1]


def start(folder, *more):
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "CLIPANIM_CACHE": str(folder / "cache"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *ARGUMENTS, *more],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The film as an undisturbed run makes it, and how long that takes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    begun = time.monotonic()
    assert start(folder).wait() == 0
    return digest(folder / "film.mp4"), time.monotonic() - begun


def killed_again_and_again(folder, seconds, signals, chance):
    for number in signals:
        process = start(folder)
        time.sleep(chance.uniform(0.1, seconds))
        if process.poll() is None:
            os.killpg(process.pid, number)
        process.wait()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGKILL, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_a_killed_render_goes_on_to_the_identical_film(number, undisturbed, tmp_path):
    expected, seconds = undisturbed
    killed_again_and_again(tmp_path, seconds, [number] * 2, random.Random(int(number)))
    assert start(tmp_path).wait() == 0
    assert digest(tmp_path / "film.mp4") == expected
    rest = [path for path in tmp_path.iterdir() if path.name != "cache"]
    hidden = [path for path in rest if path.name.startswith(".")]
    assert {path.name for path in rest} - {path.name for path in hidden} == {
        "film.mp4",
        "film.srt",
        "film.vtt",
        "film.md",
        "film.json",
    }


@pytest.mark.parametrize(
    "deaths", [pytest.param(25, id="25"), pytest.param(500, marks=pytest.mark.slow, id="500")]
)
def test_the_group_is_killed_at_random_moments(deaths, undisturbed, tmp_path):
    expected, seconds = undisturbed
    chance, died, folders = random.Random(deaths), 0, 0
    while died < deaths:
        folder = tmp_path / f"{folders}"
        folder.mkdir()
        folders += 1
        while died < deaths:
            process = start(folder)
            time.sleep(chance.uniform(0.05, seconds))
            if process.poll() is not None:
                break  # it was done before
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            died += 1
        assert start(folder).wait() == 0
        assert digest(folder / "film.mp4") == expected
        left = {path.name for path in folder.iterdir()} - {"cache"}
        assert left == {"film.mp4", "film.srt", "film.vtt", "film.md", "film.json"}


def test_the_previous_good_film_survives_a_killed_render(undisturbed, tmp_path):
    _, seconds = undisturbed
    assert start(tmp_path).wait() == 0
    before = digest(tmp_path / "film.mp4")
    process = start(tmp_path, "--fresh")
    time.sleep(seconds / 2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert digest(tmp_path / "film.mp4") == before


def test_two_renders_at_once_both_succeed(undisturbed, tmp_path):
    processes = [start(tmp_path) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert digest(tmp_path / "film.mp4") == undisturbed[0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_process_is_left_two_seconds_after_the_command_ended(number, undisturbed, tmp_path):
    process = start(tmp_path)
    time.sleep(undisturbed[1] / 2)
    os.kill(process.pid, number)
    process.wait()
    time.sleep(2)
    assert not members_of(process.pid)


def members_of(group):
    """The processes of a process group, where the system says."""
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(status)
    return found
