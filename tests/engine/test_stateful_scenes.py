"""Scenes with state of every kind come out the same, whoever draws which part of them."""

import pytest
from in_process_executor import InProcessExecutor
from manim_frames import assert_frames_are_those_of_manim
from places import DATA
from short_films import shot

from clipanim import engine
from clipanim.engine.settings import Settings
from clipanim.engine.workers.task_bundle import BundleResult
from clipanim.scene import catalogue

AT_480 = Settings(854, 480, 5)  # x264 would use threads here
FILE = DATA / "habits.py"
HABITS = [*catalogue.find_scene(str(FILE)).source.scenes]


def habit(name):
    return shot(f"{FILE}:{name}")


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Every scene, drawn by one process from its start to its end."""
    made = {}

    def film(name):
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            made[name] = engine.render([habit(name)], AT_480, folder, cache=folder / "store")[0]
        return made[name]

    return film


@pytest.mark.parametrize("name", HABITS)
@pytest.mark.parametrize(
    "workers",
    [pytest.param(2, marks=pytest.mark.slow), 3, pytest.param(5, marks=pytest.mark.slow)],
)
def test_any_number_of_workers_makes_the_same_film(name, workers, alone, tmp_path, caplog):
    executor = InProcessExecutor()
    made = engine.render([habit(name)], AT_480, tmp_path, executor=executor, jobs=workers)[0]
    assert made.video.read_bytes() == alone(name).video.read_bytes()
    assert made.timeline == alone(name).timeline
    parts = [one.segments for one in executor.answers if isinstance(one, BundleResult)]
    assert sum(map(bool, parts)) > 1, "it was shared out"
    assert not caplog.records, "and looked the same to all"


@pytest.mark.slow
def test_processes_make_the_same_films_too(alone, tmp_path):
    made = engine.render([habit(name) for name in HABITS], AT_480, tmp_path, jobs=3)
    for name, clip in zip(HABITS, made, strict=True):
        assert clip.video.read_bytes() == alone(name).video.read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize("name", HABITS)
def test_every_frame_is_that_of_a_serial_render_by_manim(name, tmp_path, monkeypatch):
    assert_frames_are_those_of_manim(habit(name), 10, tmp_path, monkeypatch)
