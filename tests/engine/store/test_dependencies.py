"""Every file that a scene uses through Python is found, and none that it does not use."""

import hashlib
import importlib
import os
import sqlite3
import sys
import tempfile
import threading
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipanim.engine.store.dependencies import (
    are_unchanged,
    current_digest,
    declare_file_reads,
    manim_config_files,
    merge_digests,
    record_dependencies,
)
from clipanim.engine.store.store import Store
from clipanim.engine.store.watched_inputs import ABSENT
from clipanim.scene import scene_source
from clipanim.scene.loading import imports_from, run_scene_file

NUMBERS = count()


def sha(file):
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for scenes; what lies in it can be imported, and is forgotten afterwards."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    importlib.invalidate_caches()
    return tmp_path


@pytest.fixture
def name():
    """The name of a module that no other test has."""
    return f"helper{next(NUMBERS)}"


def written(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def digests_of(scene, use=lambda module: None, **options):
    """The digests of what a scene uses, while it is loaded and while `use` runs."""
    with record_dependencies(scene, **options) as found, imports_from(scene.parent):
        use(run_scene_file(scene_source.read_source(scene)))
    return found.digests()


# Modules


def test_a_scene_depends_on_its_file_and_on_nothing_installed(folder):
    scene = written(folder / "scene.py", "import json, colorsys, numpy, click\n")
    assert digests_of(scene) == {str(scene): sha(scene)}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("import {0}", id="import"),
        pytest.param("from {0} import X", id="from"),
        pytest.param("def f():\n    import {0}\nf()", id="within a function"),
        pytest.param("import importlib\nimportlib.import_module('{0}')", id="by name"),
        pytest.param("exec('import {0}')", id="in text"),
    ],
)
def test_a_module_beside_the_scene_is_found(folder, name, line):
    helper = written(folder / f"{name}.py", "X = 1\n")
    scene = written(folder / "scene.py", line.format(name))
    for _ in range(2):  # the second time, Python has it already
        assert digests_of(scene) == {str(scene): sha(scene), str(helper): sha(helper)}


def test_the_modules_of_modules_are_found_and_relative_ones(folder, name):
    files = [
        written(folder / name / "__init__.py", ""),
        written(folder / name / "one.py", "from . import two\n"),
        written(folder / name / "two.py", "from .deep.three import X\n"),
        written(folder / name / "deep" / "__init__.py", ""),
        written(folder / name / "deep" / "three.py", "from ..four import X\n"),
        written(folder / name / "four.py", "X = 4\n"),
    ]
    scene = written(folder / "scene.py", f"import {name}.one\n")
    assert digests_of(scene) == {str(one): sha(one) for one in [*files, scene]}


def test_a_module_that_another_scene_loaded_before_is_found_with_what_it_read(folder, name):
    table = written(folder / "table.csv", "1,2")
    load = f"X = open({str(table)!r}).close()\n"
    helper = written(folder / f"{name}.py", load)
    for scene in "first.py", "second.py":
        scene = written(folder / scene, f"def draw():\n    import {name}\n")
        files = [scene, helper, table]
        assert digests_of(scene, lambda module: module.draw()) == {
            str(one): sha(one) for one in files
        }


def test_a_module_of_another_scene_only_does_not_count(folder, name):
    written(folder / f"{name}.py", "")
    digests_of(written(folder / "first.py", f"import {name}\n"))
    second = written(folder / "second.py", "")
    assert [*digests_of(second)] == [str(second)]


def test_a_module_that_was_edited_after_it_was_loaded_is_not_settled(folder, name):
    helper = written(folder / f"{name}.py", "X = 1\n")
    scene = written(folder / "scene.py", f"import {name}\n")
    assert are_unchanged(digests_of(scene))
    helper.write_text("X = 2\n")
    assert not are_unchanged(digests_of(scene))


# Files

OPENERS = {
    "open": lambda file: open(file).close(),
    "Path": lambda file: Path(file).read_bytes(),
    "os.open": lambda file: os.close(os.open(file, os.O_RDONLY)),
    "bytes": lambda file: open(os.fsencode(file)).close(),
    "numpy": lambda file: np.load(file),
    "memory map": lambda file: np.load(file, mmap_mode="r"),
    "Pillow": lambda file: Image.open(file).close(),
    "C code, told of": lambda file: declare_file_reads(file),
    "the kit, telling": lambda file: sys.audit("clipanim.reads", file),
}


@pytest.mark.parametrize("opener", OPENERS)
def test_a_file_is_found_however_it_is_opened(folder, opener):
    file = folder / "data"
    if opener == "Pillow":
        Image.new("L", (2, 2)).save(file, "png")
    else:
        with file.open("wb") as stream:
            np.save(stream, np.arange(3.0))
    scene = written(folder / "scene.py", "")
    assert digests_of(scene, lambda _: OPENERS[opener](str(file)))[str(file)] == sha(file)


def test_a_database_is_found(folder):
    with sqlite3.connect(folder / "data.db") as database:
        database.execute("create table norms (step, norm)")
    database.close()
    scene = written(folder / "scene.py", "")
    found = digests_of(scene, lambda _: sqlite3.connect(folder / "data.db").close())
    assert str(folder / "data.db") in found


def test_a_file_that_a_thread_opens_is_found(folder):
    file = written(folder / "data.txt", "1")

    def use(_module):
        thread = threading.Thread(target=file.read_text)
        thread.start()
        thread.join()

    assert str(file) in digests_of(written(folder / "scene.py", ""), use)


def test_a_file_that_was_read_when_the_scene_was_loaded_counts_ever_after(folder):
    file = written(folder / "data.txt", "1")
    scene = written(folder / "scene.py", "DATA = open(__file__[:-8] + 'data.txt').close()\n")
    run_scene_file(scene_source.read_source(scene))
    assert digests_of(scene)[str(file)] == sha(file)
    file.write_text("2")  # but the scene still has the 1
    assert not are_unchanged(digests_of(scene))


def test_a_file_that_is_not_there_counts_too(folder):
    file = folder / "override.json"
    scene = written(
        folder / "scene.py", "def draw(file):\n    return file.exists() or open(file)\n"
    )

    def use(module):
        with pytest.raises(FileNotFoundError):
            module.draw(file)

    assert digests_of(scene, use)[str(file)] == ABSENT == current_digest(str(file))
    assert current_digest(str(written(file, "{}"))) == sha(file)


def test_a_path_that_was_given_relative_stays_so(folder, monkeypatch):
    monkeypatch.chdir(folder)
    file = written(folder / "data.txt", "1")
    found = digests_of(written(folder / "scene.py", ""), lambda _: open("./data.txt").close())
    assert found["data.txt"] == sha(file)
    assert str(file) not in found


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: os.system(f"echo 2 > {file}"), id="by another process"),
        pytest.param(
            lambda file: os.system(f"echo 2 > {file}; touch -d @1 {file}"), id="in secret"
        ),
        pytest.param(lambda file: os.system(f"rm {file}; mkdir {file}"), id="removed"),
        pytest.param(lambda file: file.write_text("2"), id="by the scene itself"),
    ],
)
def test_a_file_that_is_changed_while_it_is_used_never_matches(folder, change, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    file = written(folder / "data.txt", "1")

    def use(_module):
        file.read_text()
        change(file)

    scene = written(folder / "scene.py", "")
    found = digests_of(scene, use)
    assert not are_unchanged(found)
    assert found[str(file)] != current_digest(str(file))


def test_manims_settings_are_those_of_the_user_and_of_the_folder(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder / "home"))
    scene = written(folder / "scene.py", "")
    own, local = manim_config_files()
    assert digests_of(scene, lambda _: declare_file_reads(own, local))["manim.cfg"] == ABSENT
    written(folder / "manim.cfg", "[CLI]\n")
    written(own, "[CLI]\n")
    found = digests_of(scene, lambda _: declare_file_reads(own, local))
    assert found["manim.cfg"] == found[str(own)] == sha(own)


def test_manim_looks_for_its_settings_where_we_think():
    from manim._config.utils import config_file_paths

    assert config_file_paths()[1:] == manim_config_files()


# What does not count


def write_and_read(file):
    file.write_text("made")
    file.read_text()


def move_and_read(file):
    file.with_suffix(".new").write_text("made")
    os.replace(file.with_suffix(".new"), file)
    file.read_text()


def read_what_is_gone_afterwards(_file):
    with tempfile.TemporaryDirectory() as place:
        os.close(os.open(place, os.O_RDONLY))
        os.system(f"echo 1 > {place}/plot.svg")
        Path(place, "plot.svg").read_text()


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(write_and_read, id="what it wrote"),
        pytest.param(move_and_read, id="what it wrote and moved"),
        pytest.param(read_what_is_gone_afterwards, id="temporary files"),
        pytest.param(lambda _: open("/proc/self/maps").close(), id="proc"),
        pytest.param(lambda _: open("/dev/null").close(), id="devices"),
        pytest.param(lambda _: open(np.__file__).close(), id="installed packages"),
        pytest.param(lambda _: open(os.__file__).close(), id="the standard library"),
        pytest.param(lambda _: open(scene_source.__file__).close(), id="clipanim itself"),
        pytest.param(lambda _: os.listdir("/proc/self"), id="what the system lists"),
        pytest.param(lambda _: os.listdir(os.path.dirname(np.__file__)), id="packages, listed"),
        pytest.param(lambda _: os.close(os.dup(1)), id="what is open already"),
    ],
)
def test_some_files_do_not_count(folder, use):
    scene = written(folder / "scene.py", "")
    assert [*digests_of(scene, lambda _: use(folder / "file.txt"))] == [str(scene)]


def test_the_scratch_folder_does_not_count(folder):
    file = written(folder / "scratch" / "text.svg", "<svg/>")
    scene = written(folder / "scene.py", "")
    found = digests_of(scene, lambda _: file.read_text(), scratch=folder / "scratch")
    assert [*found] == [str(scene)]


def test_what_the_engine_reads_for_itself_does_not_count(folder):
    store = Store(folder / "store")
    store.put("a" * 64, b"film")
    scene = written(folder / "scene.py", "")
    assert [*digests_of(scene, lambda _: store.get("a" * 64))] == [str(scene)]


def test_what_is_opened_afterwards_does_not_count(folder):
    file = written(folder / "data.txt", "1")
    scene = written(folder / "scene.py", "")
    with record_dependencies(scene) as found:
        pass
    file.read_text()
    assert [*found.digests()] == [str(scene)]


def test_a_path_that_cannot_be_is_left_to_whoever_opens_it(folder):
    def use(_module):
        with pytest.raises(ValueError, match="null byte"):
            Path("a\0b").read_text()

    assert len(digests_of(written(folder / "scene.py", ""), use)) == 1


# Together


def test_recordings_are_merged_and_a_file_that_they_saw_differ_is_not_settled():
    both = merge_digests({"a": "1", "b": "2"}, {"b": "2", "c": "3"})
    assert both == {"a": "1", "b": "2", "c": "3"}
    assert are_unchanged(merge_digests({"a": "1"}, {}))
    assert not are_unchanged(merge_digests({"a": "1"}, {"a": "2"}))
