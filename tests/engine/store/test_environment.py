"""The environment is known quickly, notices what changes pictures, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clipanim.engine.store import environment as module
from clipanim.engine.store.environment import environment, environment_digest, sources_digest

SOURCE = Path(module.__file__).parents[3]


@pytest.fixture(autouse=True)
def _clear_environment_cache():
    environment.cache_clear()
    environment_digest.cache_clear()
    yield
    environment.cache_clear()
    environment_digest.cache_clear()


def digest_in_a_process(folder=".", **variables):
    """What a fresh process says: the digest, seconds of work, and the modules it loaded."""
    code = """
import json, sys, time
from clipanim.engine.store.environment import environment_digest
start = time.process_time()
digest = environment_digest()
print(json.dumps([digest, time.process_time() - start, [*sys.modules]]))
"""
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **variables},
        capture_output=True,
        check=True,
    )
    return json.loads(made.stdout)


def test_it_is_known_quickly_and_without_numpy_or_manim():
    digest_in_a_process()
    digest, seconds, loaded = digest_in_a_process()
    assert digest == environment_digest()
    assert seconds < 0.15  # 0.04, and room for a busy machine
    assert not {"numpy", "manim", "av", "manimpango", "PIL"} & {*loaded}


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"PYTHONHASHSEED": "7"}, id="hash seed"),
        pytest.param({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, id="locale"),
        pytest.param({"TZ": "Asia/Tokyo"}, id="time zone"),
        pytest.param({"HOME": "/nonexistent"}, id="home"),
        pytest.param({"folder": "/"}, id="cwd"),
    ],
)
def test_it_is_the_same_for_another(variables):
    assert digest_in_a_process(**variables)[0] == environment_digest()


@pytest.mark.parametrize(
    "part",
    ["manim", "numpy", "av", "pycairo", "manimpango", "typst", "pillow", "clipanim", "python"],
)
def test_another_version_of_a_part_is_another_environment(part, monkeypatch):
    before = environment_digest()
    other = {**environment()["versions"], part: "99"}
    monkeypatch.setattr(module, "package_versions", lambda parts: other)
    environment.cache_clear()
    environment_digest.cache_clear()
    assert environment_digest() != before


@pytest.mark.parametrize("what", ["_fonts", "_libraries", "_processor", "sources_digest"])
def test_another_font_library_processor_or_source_is_another_environment(what, monkeypatch):
    before = environment_digest()
    monkeypatch.setattr(module, what, lambda: ["other"])
    environment.cache_clear()
    environment_digest.cache_clear()
    assert environment_digest() != before


def test_a_feature_that_numpy_is_told_not_to_use_counts(monkeypatch):
    before = environment_digest()
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "AVX2")
    environment.cache_clear()
    environment_digest.cache_clear()
    assert environment_digest() != before


def test_fonts_and_drawing_libraries_are_known_by_their_content():
    found = environment()
    assert len(found["fonts"]["SourceSansPro-Regular.ttf"]) == 64
    assert found["libraries"]["cairo"]
    if sys.platform == "linux":
        assert any(name.startswith("libm.so") for name in found["libraries"])
        assert len(found["processor"]) > 1


def test_an_edit_of_clipanim_is_noticed_and_one_of_its_caches_is_not(tmp_path):
    package = tmp_path / "clipanim"
    shutil.copytree(SOURCE / "clipanim", package)
    before = sources_digest(package)
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "api.cpython-311.pyc").write_bytes(b"x")
    assert sources_digest(package) == before
    with (package / "engine" / "settings.py").open("a") as file:
        file.write("# changed\n")
    assert sources_digest(package) != before


def test_a_new_file_of_clipanim_is_noticed_and_an_edited_scene_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SCENES", tmp_path / "scenes")
    (tmp_path / "scenes").mkdir()
    before = sources_digest(tmp_path)
    (tmp_path / "scenes" / "cliff.py").write_text("")
    assert sources_digest(tmp_path) == before
    (tmp_path / "new.py").write_text("")
    assert sources_digest(tmp_path) != before


def test_another_system_font_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FONT_FOLDERS", [str(tmp_path)])
    before = module.system_fonts_digest.__wrapped__()
    (tmp_path / "new.ttf").write_bytes(b"font")
    assert module.system_fonts_digest.__wrapped__() != before
