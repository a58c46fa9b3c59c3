"""What a scene reads that is no file: environment variables, listings, locale and time zone."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from clipanim.engine.store.dependencies import (
    are_unchanged,
    current_digest,
    declare_file_reads,
    record_dependencies,
)
from clipanim.engine.store.manifest import Manifest
from clipanim.engine.store.store import Store
from clipanim.engine.store.watched_inputs import ABSENT, LISTING, VARIABLE
from clipanim.scene import scene_source
from clipanim.scene.loading import imports_from, run_scene_file

NUMBERS = count()
FACTOR = f"{VARIABLE}FACTOR"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for scenes, and an environment that says nothing of them."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    monkeypatch.delenv("FACTOR", raising=False)
    return tmp_path


def written(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def loaded(scene):
    return run_scene_file(scene_source.read_source(scene))


def inputs_of(scene):
    """The dependencies of a scene that are no files, by `draw` of it if it has one."""
    with record_dependencies(scene) as found, imports_from(scene.parent):
        getattr(loaded(scene), "draw", lambda: None)()
        digests = found.digests()
    return {path: one for path, one in digests.items() if "://" in path}


# Variables

READERS = {
    "get": "os.environ.get('FACTOR')",
    "getenv": "os.getenv('FACTOR', '1')",
    "in": "'FACTOR' in os.environ",
    "bytes": "os.environb.get(b'FACTOR')",
    "by its own name": "environ.get('FACTOR')",
    "in a path": "os.path.expandvars('$FACTOR/x')",
    "in text": "eval('os.environ.get(\"FACTOR\")')",
    "a function of a standard module": "list(map(os.environ.get, ['FACTOR']))",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("where", ["X = {}\n", "def draw():\n    return {}\n"])
def test_a_variable_that_a_scene_reads_is_found_present_or_absent(
    folder, monkeypatch, reader, where
):
    text = f"import os\nfrom os import environ\n{where.format(READERS[reader])}"
    scene = written(folder / "scene.py", text)
    assert inputs_of(scene) == {FACTOR: ABSENT}
    monkeypatch.setenv("FACTOR", "1.5")
    first = inputs_of(scene)
    assert [*first] == [FACTOR]
    assert ABSENT != first[FACTOR] == current_digest(FACTOR)
    monkeypatch.setenv("FACTOR", "2.5")
    monkeypatch.setenv("OTHER", "1")
    second = inputs_of(scene)
    assert second[FACTOR] not in (first[FACTOR], ABSENT)
    assert are_unchanged(second)


def test_a_variable_that_a_helper_read_when_it_was_imported_counts_for_every_scene(folder):
    name = f"helper{next(NUMBERS)}"
    written(folder / f"{name}.py", "import os\nFACTOR = os.environ.get('FACTOR')\n")
    for scene in "first.py", "second.py":
        scene = written(folder / scene, f"def draw():\n    import {name}\n")
        assert inputs_of(scene) == {FACTOR: ABSENT}
    assert inputs_of(written(folder / "third.py", "")) == {}


def test_a_scene_and_its_helpers_are_run_anew_when_a_variable_is_another(folder, monkeypatch):
    name = f"helper{next(NUMBERS)}"
    written(folder / f"{name}.py", "import os\nFACTOR = os.environ.get('FACTOR')\n")
    scene = written(folder / "scene.py", f"import os, {name}\nMINE = os.getenv('FACTOR')\n")
    for value in "1", "2":
        monkeypatch.setenv("FACTOR", value)
        module = loaded(scene)
        assert (value, value) == (module.MINE, getattr(module, name).FACTOR)
        assert loaded(scene) is module, "once is enough"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tempfile.gettempdir()", id="the standard library"),
        pytest.param("shutil.which('ls')", id="PATH"),
        pytest.param("click.get_app_dir('x')", id="a package"),
        pytest.param("runner.env", id="nothing"),
        pytest.param("os.environ['_']", id="what every command sets"),
    ],
)
def test_what_a_library_reads_does_not_count(folder, text, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("_", "clipanim")
    imports = "import os, shutil, tempfile, click\nfrom click.testing import CliRunner\n"
    scene = written(folder / "scene.py", f"{imports}runner = CliRunner()\nX = {text}\n")
    assert inputs_of(scene) == {}


def test_who_looks_through_all_variables_depends_on_their_names(folder, monkeypatch):
    text = "import os\ndef draw():\n    return [x for x in os.environ if x.startswith('FILM_')]\n"
    scene = written(folder / "scene.py", text)
    before = inputs_of(scene)
    assert [*before] == [VARIABLE]
    monkeypatch.setenv("FILM_TITLE", "x")
    assert inputs_of(scene) != before
    monkeypatch.delenv("FILM_TITLE")
    monkeypatch.setenv("_", "another command")
    assert inputs_of(scene) == before


def test_what_a_scene_sets_itself_is_no_dependency_and_does_not_reach_the_next(folder):
    sets = written(folder / "sets.py", "import os\ndef draw():\n    os.environ['FACTOR'] = '9'\n")
    default = "import os\nos.environ.setdefault('FACTOR', '9')\nSEEN = os.environ['FACTOR']\n"
    default = written(folder / "default.py", default)
    reads = written(folder / "reads.py", "import os\nFACTOR = os.environ.get('FACTOR')\n")
    assert inputs_of(sets) == {}
    for _ in range(2):  # the second time, Python has the module already
        found = inputs_of(default)
        assert found == {FACTOR: ABSENT}
        assert are_unchanged(found)
        assert inputs_of(reads) == {FACTOR: ABSENT}
    assert "FACTOR" not in os.environ


def test_a_variable_that_somebody_else_sets_meanwhile_is_not_settled(folder, monkeypatch):
    scene = written(folder / "scene.py", "import os\nX = os.environ.get('FACTOR')\n")
    with record_dependencies(scene) as found:
        loaded(scene)
        with ThreadPoolExecutor(1) as other:
            other.submit(monkeypatch.setenv, "FACTOR", "3").result()
        assert not are_unchanged(found.digests())


def test_a_variable_of_a_kept_story_can_be_told_of(folder):
    scene = written(folder / "scene.py", "")
    with record_dependencies(scene) as found:
        declare_file_reads(FACTOR, f"{LISTING}{folder}")
    assert found.digests() == {
        str(scene): current_digest(str(scene)),
        FACTOR: ABSENT,
        f"{LISTING}{folder}": current_digest(f"{LISTING}{folder}"),
    }


def test_the_mapping_stays_a_mapping(folder, monkeypatch):
    monkeypatch.setenv("FACTOR", "1.5")
    assert os.environ["FACTOR"] == os.getenv("FACTOR") == os.environb[b"FACTOR"].decode()
    assert {**os.environ} == dict(os.environ) == os.environ.copy()
    with pytest.raises(KeyError, match="NOT_THERE"):
        os.environ["NOT_THERE"]
    with pytest.raises(TypeError):
        os.environ[1]
    assert CliRunner(env={"FACTOR": "3"}).env == {"FACTOR": "3"}


# Locale and time


@pytest.mark.parametrize(
    ("module", "name"), [("locale", "LC_ALL"), ("datetime", "TZ"), ("time", "TZ")]
)
def test_variables_that_c_reads_for_a_module_count_for_who_imports_it(
    folder, monkeypatch, module, name
):
    monkeypatch.delenv(name, raising=False)
    scene = written(folder / "scene.py", f"import {module}\n")
    assert inputs_of(scene)[f"{VARIABLE}{name}"] == ABSENT
    monkeypatch.setenv(name, "C")
    assert inputs_of(scene)[f"{VARIABLE}{name}"] != ABSENT


# Listings

LISTERS = {
    "listdir": "os.listdir('data')",
    "scandir": "list(os.scandir('data'))",
    "bytes": "os.listdir(b'data')",
    "glob": "glob.glob('data/*.csv')",
    "iglob": "list(glob.iglob('data/**', recursive=True))",
    "iterdir": "list(Path('data').iterdir())",
    "Path.glob": "list(Path('data').glob('*.csv'))",
    "rglob": "list(Path('data').rglob('*'))",
    "walk": "list(os.walk('data'))",
}


@pytest.mark.parametrize("lister", LISTERS)
def test_a_folder_that_a_scene_lists_is_found(folder, monkeypatch, lister):
    monkeypatch.chdir(folder)
    written(folder / "data" / "a.csv", "1")
    text = f"import glob, os\nfrom pathlib import Path\ndef draw():\n    return {LISTERS[lister]}\n"
    scene = written(folder / "scene.py", text)
    before = inputs_of(scene)
    assert [*before] == [f"{LISTING}data"]
    written(folder / "data" / "b.csv", "1")
    assert inputs_of(scene) != before
    (folder / "data" / "b.csv").unlink()
    written(folder / "elsewhere.csv", "1")
    assert inputs_of(scene) == before == {one: current_digest(one) for one in before}


def test_a_folder_that_is_not_there_counts_too(folder):
    place = folder / "later"
    text = f"import glob\ndef draw():\n    return glob.glob({str(place / '*')!r})\n"
    scene = written(folder / "scene.py", text)
    assert inputs_of(scene) == {f"{LISTING}{place}": ABSENT}
    written(place / "a.csv", "1")
    assert inputs_of(scene)[f"{LISTING}{place}"] != ABSENT


def test_what_rendering_leaves_in_a_folder_does_not_count(folder):
    text = f"import os\ndef draw():\n    return os.listdir({str(folder)!r})\n"
    scene = written(folder / "scene.py", text)
    before = inputs_of(scene)
    for name in "media", "__pycache__", ".film.clipanim-x":
        (folder / name).mkdir()
    assert inputs_of(scene) == before


def test_looking_for_modules_is_no_listing(folder):
    name = f"helper{next(NUMBERS)}"
    written(folder / name / "__init__.py", "")
    text = f"import {name}\nfrom importlib import metadata\nX = metadata.version('click')\n"
    assert inputs_of(written(folder / "scene.py", text)) == {}


# In the cache


def test_a_kept_drawing_is_found_by_the_variables_and_listings_of_now(folder, monkeypatch):
    monkeypatch.chdir(folder)
    text = "import os\nX = os.environ.get('FACTOR'), os.listdir('.')\n"
    scene = written(folder / "scene.py", text)
    known = Manifest(Store(folder / ".store"), "b" * 64)

    def drawn(result):
        with record_dependencies(scene) as found:
            loaded(scene)
            known.record(found.digests(), result)

    (folder / ".store").mkdir()
    drawn("absent")
    monkeypatch.setenv("FACTOR", "1.5")
    assert known.lookup() is None
    drawn("1.5")
    monkeypatch.setenv("OTHER", "1")
    assert known.lookup().result == "1.5"
    monkeypatch.delenv("FACTOR")
    assert known.lookup().result == "absent"
    Path("more.csv").touch()
    assert known.lookup() is None
