"""A disk that takes no more is one clear line and exit code 1, and harms nothing."""

import errno
import subprocess
import sys

import pytest
from failing import Steps, failing_at
from places import DATA
from toys import files_in

from clipanim import api, engine
from clipanim.engine.store import disk_space
from clipanim.engine.store.folders import nearest_existing
from clipanim.engine.store.store import Store
from clipanim.files import WriteError


@pytest.mark.parametrize("command", ["render", "still", "storyboard", "new"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param(errno.ENOSPC, "the disk is full; free some space", id="full"),
        pytest.param(errno.EACCES, "cannot be written: Permission denied", id="forbidden"),
    ],
)
def test_what_cannot_be_written_is_one_line(command, number, reason, run, folder, monkeypatch):
    args = ["new", "mine"] if command == "new" else [command, "toy.py"]
    assert run(*args).exit_code == 0
    before = files_in(folder)
    with monkeypatch.context() as patch:
        steps = Steps(patch)
        run(*args, "--force")
    last = max(n for n, name in enumerate(steps.taken, 1) if name == "replace")
    Steps(monkeypatch, failing_at(last, number))
    result = run(*args, "--force")
    assert result.exit_code == 1
    complaints = [line for line in result.stderr.splitlines() if "%" not in line]
    assert len(complaints) == 1
    assert complaints[0].startswith("Error: m")
    assert reason in complaints[0]
    assert files_in(folder) == before


@pytest.fixture
def little_room(monkeypatch):
    """Let a folder, and what is in it, have so many bytes left."""

    def leave(folder, free):
        real = disk_space.free_space
        monkeypatch.setattr(
            disk_space, "free_space",
            lambda place: free if is_in(place, folder) else real(place),
        )  # fmt: skip

    def is_in(place, folder):
        return nearest_existing(place).absolute().is_relative_to(folder)

    return leave


@pytest.mark.parametrize("more", [[], ["other.py"], ["--sweep", "steps=2,3"]])
def test_too_little_room_is_said_before_anything_is_drawn(more, run, folder, fake, little_room):
    little_room(folder, 500_000)
    before = files_in(folder)
    result = run("render", "toy.py", *more)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: media: 0.5 MB free on the disk, about ")
    assert result.stderr.count("\n") == 1
    assert "-o" in result.stderr
    assert files_in(folder) == before
    assert not fake.asked


def test_a_film_needs_less_than_many(run, fake, folder, little_room):
    one = (
        disk_space.BYTES_PER_FRAME * disk_space.FILE_COPIES * 2 * 30
    )  # two seconds at 30 frames a second
    little_room(folder, 2 * one)
    assert run("render", "toy.py").exit_code == 0
    assert run("render", "toy.py", "--sweep", "steps=2,3,4").exit_code == 1


def test_too_little_room_in_the_cache_is_said_too(run, fake, folder, monkeypatch, little_room):
    monkeypatch.setattr(disk_space, "_device_of", str)
    little_room(folder / "cache", 100)
    (folder / "cache").mkdir()
    result = run("render", "toy.py", "--cache-dir", "cache")
    assert result.exit_code == 1
    assert f"{folder / 'cache'}: 0.0 MB free" in result.stderr
    assert "--cache-dir" in result.stderr
    assert not fake.asked


def test_room_for_a_frame_is_more_than_a_film_takes(tmp_path):
    how = {"quality": "draft", "chapter": "Growth", "jobs": 1}
    film = api.render(DATA / "short.py", output=tmp_path / "a.mp4", **how)
    taken = film.video.stat().st_size / film.timeline.frames
    assert disk_space.BYTES_PER_FRAME / 100 < taken < disk_space.BYTES_PER_FRAME


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 48 kB."""
    if sys.platform != "linux":
        pytest.skip("needs tmpfs")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_disk_that_fills_up_meanwhile_is_one_line_and_what_was_drawn_is_kept(
    jobs, small_disk, tmp_path, monkeypatch
):
    monkeypatch.setattr(disk_space, "BYTES_PER_FRAME", 0)
    how = {"size": (640, 360), "fps": 10, "jobs": jobs}
    with pytest.raises(WriteError, match=r"film\.mp4: the disk is full; free some space and run"):
        api.render(DATA / "short.py", output=small_disk / "film.mp4", **how)
    assert not list(small_disk.iterdir())
    kept = Store().usage().entries
    assert kept > 0
    told = []
    film = api.render(
        DATA / "short.py", output=tmp_path / "film.mp4", progress=lambda *r: told.append(r), **how
    )
    assert told[-1][0] < film.timeline.frames, "what was drawn before is not drawn again"


def test_an_error_of_the_engine_that_is_none_of_the_disk_stays_as_it_is(folder, fake):
    fake.problem["toy"] = engine.EngineError("toy, Going up: ValueError: no")
    with pytest.raises(engine.EngineError, match="ValueError: no"):
        api.render("toy.py")
