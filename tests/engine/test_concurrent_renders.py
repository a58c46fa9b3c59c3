"""Renders that are interrupted, or several at once: what was drawn is kept, and drawn once."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from places import ROOT
from short_films import SHORT, SMALL, shot

from clipanim import engine
from clipanim.engine.rendering import count_finished_frames
from clipanim.engine.store.store import Store

RUN = "from clipanim.cli import main; main()"
FORMAT = ["--size", "640x360", "--fps", "30"]
SLOW_FORMAT = ["--size", "1280x720", "--fps", "60"]  # there is time to interrupt it


def start_render(folder, *more, scene=SHORT, size=FORMAT):
    """The command, with a cache in the folder."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "CLIPANIM_CACHE": str(folder / "cache"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "render", str(scene), *size, *more],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def drawn_frames(stderr):
    """How many frames a run has drawn by itself: what its last report of progress says."""
    found = re.findall(r"\((\d+)/\d+ frames\)", stderr)
    return int(found[-1]) if found else 0


def wait_for_segments(folder, process, count=1):
    """Wait until some of the film is kept."""
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(f"it ended before it was interrupted: {process.communicate()[1]}")
        if Store(folder / "cache").usage().entries >= 2 * count:  # and what is known of each
            return
        time.sleep(0.05)
    pytest.fail("nothing was drawn in 30 s")


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_who_is_interrupted_says_how_much_is_kept_and_the_next_run_draws_the_rest(jobs, tmp_path):
    process = start_render(tmp_path, "-j", str(jobs), "-o", "film.mp4", size=SLOW_FORMAT)
    wait_for_segments(tmp_path, process)
    process.send_signal(signal.SIGINT)
    stderr = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert [one.name for one in tmp_path.iterdir()] == ["cache"]
    kept = int(re.search(r"^film\.mp4: (\d+) frames are kept; run again", stderr, re.M)[1])
    assert kept > 0
    again = start_render(tmp_path, "-j", str(jobs), "-o", "film.mp4", size=SLOW_FORMAT)
    stderr = again.communicate(timeout=60)[1]
    assert again.returncode == 0
    total = json.loads((tmp_path / "film.json").read_text())["frames"]
    assert 0 < drawn_frames(stderr) <= total - kept


def test_renders_at_once_of_the_same_and_of_another_film_draw_nothing_twice(tmp_path):
    same = [start_render(tmp_path, "-j", "1", "-o", f"media/{name}.mp4") for name in "ab"]
    other = start_render(tmp_path, "-j", "1", "-o", "media/c.mp4", "--radius", "1.3")
    outputs = [process.communicate(timeout=120)[1] for process in (*same, other)]
    assert [process.returncode for process in (*same, other)] == [0, 0, 0], outputs
    films = [tmp_path / "media" / f"{name}.mp4" for name in "abc"]
    totals = [json.loads(film.with_suffix(".json").read_text())["frames"] for film in films]
    assert drawn_frames(outputs[0]) + drawn_frames(outputs[1]) == totals[0]
    assert drawn_frames(outputs[2]) == totals[2]
    assert films[0].read_bytes() == films[1].read_bytes() != films[2].read_bytes()
    assert not [one for one in (tmp_path / "media").iterdir() if one.name.startswith(".")]


def test_what_counts_as_kept_are_finished_segments(tmp_path):
    clip = engine.render([shot()], SMALL, tmp_path)[0]
    for path in tmp_path.rglob("segment-*"):
        path.rename(path.with_name(f"drawing-{path.name}"))
        break
    assert 0 < count_finished_frames(tmp_path) < clip.timeline.frames
