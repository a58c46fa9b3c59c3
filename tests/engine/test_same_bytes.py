"""A built-in film is the same file, however many draw it and on however many cores."""

import os
import subprocess
import sys
from functools import partial

import pytest
from places import ROOT

from clipanim import engine
from clipanim.engine.settings import Settings
from clipanim.scene import catalogue

AT_480 = Settings(854, 480, 5)  # x264 would use threads here
ONE_CORE = """
import os, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from pathlib import Path
from clipanim import engine
from clipanim.scene import catalogue
file = catalogue.builtin_scenes()[sys.argv[1]]
shot = engine.Shot(file, file.params({}), file.chapters()[0])
print(engine.render([shot], engine.Settings(854, 480, 5), Path(sys.argv[2]), fresh=True)[0].video)
"""


def film(name, folder, chapter=None, **options):
    file = catalogue.builtin_scenes()[name]
    shot = engine.Shot(file, file.params({}), chapter)
    return engine.render([shot], AT_480, folder, fresh=True, **options)[0].video.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", list(catalogue.builtin_scenes()))
def test_any_number_of_workers_makes_the_same_film(name, tmp_path, caplog):
    made = partial(film, name)
    alone = made(tmp_path / "1")
    for jobs in (2, 3, 5):
        assert made(tmp_path / f"{jobs}", jobs=jobs) == alone, jobs
    assert made(tmp_path / "again") == alone
    assert not caplog.records


def test_one_core_makes_the_chapter_that_all_cores_make(tmp_path):
    name = "clip_formula"
    chapter = catalogue.builtin_scenes()[name].chapters()[0]
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system cannot be told which cores to use")
    path = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    stdout = subprocess.run(
        [sys.executable, "-c", ONE_CORE, name, str(tmp_path / "one")],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    with open(stdout.strip(), "rb") as video:
        assert video.read() == film(name, tmp_path / "all", chapter, jobs=2)
