"""A cached drawing is found when nothing that it depends on has changed, and only then."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clipanim import api, engine
from clipanim.engine import Settings, Shot
from clipanim.engine.store import environment, manifest
from clipanim.engine.store.dependencies import CHANGED, current_digest
from clipanim.engine.store.manifest import (
    AlreadyClaimed,
    Manifest,
    base_key,
    content_key,
    key_of_shot,
)
from clipanim.engine.store.store import Store
from clipanim.scene import catalogue

SOURCE = Path(engine.__file__).parents[2]
SCENE = """
from dataclasses import dataclass
from clipanim.params import SceneParams, param

@dataclass(frozen=True)
class Params(SceneParams):
    threshold: float = param(1.0, "Norm above which it is clipped", low=0.01, high=100)
    steps: int = param(24, "How far back", low=2, high=200)

class Toy:
    Params = Params
    chapters = {"One": None, "Two": None}
"""
SETTINGS = Settings(854, 480, 15)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def scene(tmp_path):
    file = tmp_path / "toy.py"
    file.write_text(SCENE)
    return file


def shot(scene, **values):
    return api.make_shot(scene, values)


@pytest.fixture(autouse=True)
def _clear_environment_cache():
    """Sources may have been edited since another test asked."""
    environment.environment.cache_clear()
    environment.environment_digest.cache_clear()


# The base key


def in_the_file(scene):
    scene.write_text(SCENE + "# changed\n")
    return shot(scene), SETTINGS, None


def in_the_place(scene):
    return shot(scene.rename(scene.with_name("other.py"))), SETTINGS, None


CHANGES = {
    "the scene's file": in_the_file,
    "its place": in_the_place,
    "the class": lambda scene: (replace(shot(scene), file=other_class(scene)), SETTINGS, None),
    "a float": lambda scene: (shot(scene, threshold=1.0000000000000002), SETTINGS, None),
    "an int": lambda scene: (shot(scene, steps=25), SETTINGS, None),
    "the chapter": lambda scene: (api.make_shot(scene, chapter="One"), SETTINGS, None),
    "the part": lambda scene: (shot(scene), SETTINGS, [0, 3]),
    "the width": lambda scene: (shot(scene), replace(SETTINGS, width=852), None),
    "the height": lambda scene: (shot(scene), replace(SETTINGS, height=482), None),
    "the pace": lambda scene: (shot(scene), replace(SETTINGS, fps=30), None),
    "the theme": lambda scene: (shot(scene), replace(SETTINGS, theme="light"), None),
}


def other_class(scene):
    return catalogue.SceneFile(scene, "Other")


@pytest.mark.parametrize("change", CHANGES)
def test_each_input_that_changes_gives_a_new_key(scene, change):
    before = key_of_shot(shot(scene), SETTINGS)
    changed, settings, part = CHANGES[change](scene)
    assert key_of_shot(changed, settings, part) != before


@pytest.mark.parametrize("what", environment.environment())
def test_each_part_of_the_environment_that_changes_gives_a_new_key(scene, what, monkeypatch):
    before = key_of_shot(shot(scene), SETTINGS)
    changed = {**environment.environment(), what: "other"}
    monkeypatch.setattr(environment, "environment", lambda: changed)
    monkeypatch.setattr(manifest, "environment_digest", environment.environment_digest.__wrapped__)
    assert key_of_shot(shot(scene), SETTINGS) != before


def test_the_order_of_keys_and_the_spelling_of_values_do_not_matter(scene):
    keys = {
        key_of_shot(one, SETTINGS)
        for one in (
            shot(scene),
            shot(str(scene)),
            shot(scene, threshold=1),
            shot(scene, threshold=1.0, steps=24),
            shot(scene, steps=24, threshold=1.0),
        )
    }
    assert len(keys) == 1
    one, two = ({"a": 1, "b": [1, 2]}, {"b": (1, 2), "a": 1})
    assert base_key(scene, "Toy", one, two) == base_key(scene, "Toy", two, one)


ASK = """
import json, sys, time
start = time.process_time()
from clipanim import api
from clipanim.engine import Settings
from clipanim.engine.store.manifest import Manifest, key_of_shot
from clipanim.engine.store import Store
from pathlib import Path
ready = time.process_time()
key = key_of_shot(api.make_shot(sys.argv[1]), Settings(854, 480, 15))
found = Manifest(Store(Path(sys.argv[2])), key).lookup()
print(json.dumps([key, found and found.result, time.process_time() - start, [*sys.modules]]))
"""


def lookup_in_a_process(scene, store, folder="/", **variables):
    made = subprocess.run(
        [sys.executable, "-c", ASK, str(scene), str(store.folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **variables},
        capture_output=True,
        check=True,
    )
    return json.loads(made.stdout)


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"PYTHONHASHSEED": "7"}, id="hash seed"),
        pytest.param({"LC_ALL": "C", "LANGUAGE": "de"}, id="locale"),
        pytest.param({"folder": "/usr"}, id="cwd"),
        pytest.param({"COLUMNS": "40", "NO_COLOR": "1", "TZ": "UTC"}, id="terminal"),
    ],
)
def test_the_key_does_not_depend_on(scene, store, variables):
    assert lookup_in_a_process(scene, store, **variables)[0] == key_of_shot(shot(scene), SETTINGS)


def test_an_unchanged_film_is_recognised_at_once_without_manim_or_numpy(scene, store, tmp_path):
    files = {}
    for n in range(20):
        file = tmp_path / f"data{n}.csv"
        file.write_bytes(os.urandom(500_000))
        files[str(file)] = current_digest(str(file))
    segments = [f"{n:064x}" for n in range(10)]
    for key in segments:
        store.put(key, os.urandom(1_000_000))
    Manifest(store, key_of_shot(shot(scene), SETTINGS)).record(files, "film", segments)
    _, found, seconds, loaded = lookup_in_a_process(scene, store)
    assert found == "film"
    assert not {"manim", "numpy", "av"} & {*loaded}
    assert seconds < 0.5  # 0.2, imports included, and room for a busy machine


# The manifest


@pytest.fixture
def data(tmp_path):
    file = tmp_path / "data.csv"
    file.write_text("1,2")
    return file


@pytest.fixture
def known(store, data, tmp_path):
    """A manifest that knows a film which depends on a file and on one that is not there."""
    store.put("e" * 64, b"film")
    files = {str(one): current_digest(str(one)) for one in (data, tmp_path / "override.json")}
    made = Manifest(store, "b" * 64)
    made.record(files, {"frames": 30}, ["e" * 64])
    return made


def test_what_came_of_it_is_found_again(known, store):
    found = Manifest(store, "b" * 64).lookup()
    assert found.result == {"frames": 30}
    assert found.entries == ("e" * 64,)
    assert Manifest(store, "c" * 64).lookup() is None


def edited_in_secret(file):
    """The same size, the same time."""
    about = file.stat()
    file.write_text("1,3")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: file.write_text("1,2,3"), id="edited"),
        pytest.param(edited_in_secret, id="edited in secret"),
        pytest.param(lambda file: file.unlink(), id="removed"),
        pytest.param(lambda file: (file.unlink(), file.mkdir()), id="a folder now"),
        pytest.param(lambda file: (file.parent / "override.json").touch(), id="another appears"),
    ],
)
def test_a_file_that_changed_is_noticed(known, data, change):
    change(data)
    assert known.lookup() is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: os.utime(file, (1, 1)), id="its time"),
        pytest.param(lambda file: file.chmod(0o600), id="its mode"),
        pytest.param(lambda file: (file.parent / "other.csv").touch(), id="another file"),
        pytest.param(lambda file: (file.unlink(), file.write_text("1,2")), id="written again"),
    ],
)
def test_what_does_not_change_the_content_does_not_matter(known, data, change):
    change(data)
    assert known.lookup().result == {"frames": 30}


def test_going_back_to_an_earlier_state_finds_what_came_of_that(known, data):
    data.write_text("new")
    known.record({str(data): current_digest(str(data))}, "second")
    assert known.lookup().result == "second"
    data.write_text("1,2")
    assert known.lookup().result == {"frames": 30}


def test_only_the_last_few_states_are_kept(known, data):
    for n in range(20):
        known.record({str(data): f"{n}"}, n)
    assert len(known._states()) == manifest.MAX_STATES


def test_a_relative_path_means_the_folder_that_one_is_in(store, tmp_path, monkeypatch):
    for name in "one", "two":
        (tmp_path / name).mkdir()
        (tmp_path / name / "data.csv").write_text(name)
    monkeypatch.chdir(tmp_path / "one")
    known = Manifest(store, "b" * 64)
    known.record({"data.csv": current_digest("data.csv")}, 1)
    assert known.lookup()
    monkeypatch.chdir(tmp_path / "two")
    assert known.lookup() is None


@pytest.mark.parametrize("harm", ["removed", "damaged"])
def test_without_its_entries_a_drawing_is_not_known(known, store, harm):
    (file,) = store.folder.glob(f"entries/*/{'e' * 64}")
    file.write_bytes(b"x") if harm == "damaged" else file.unlink()
    assert known.lookup() is None


def test_a_drawing_from_files_that_changed_meanwhile_is_not_remembered(store):
    known = Manifest(store, "b" * 64)
    known.record({"data.csv": CHANGED + "1"}, "mixed")
    assert known.lookup() is None
    assert store.usage().entries == 0


def test_a_manifest_of_another_format_is_not_read(store):
    store.put("b" * 64, json.dumps({"format": 0, "states": [{}]}).encode())
    assert Manifest(store, "b" * 64).lookup() is None


def test_the_content_key_tells_states_of_the_files_apart():
    keys = {
        content_key("b" * 64, {"a": "1"}),
        content_key("b" * 64, {"a": "2"}),
        content_key("b" * 64, {}),
        content_key("c" * 64, {"a": "1"}),
    }
    assert len(keys) == 4
    assert content_key("b", {"a": "1", "b": "2"}) == content_key("b", {"b": "2", "a": "1"})


# Claims


def test_whoever_claims_what_is_known_gets_it(known):
    with known.lookup_or_claim() as found:
        assert found.result == {"frames": 30}


def test_whoever_claims_what_is_stale_draws_it(known, data):
    data.write_text("new")
    with known.lookup_or_claim() as found:
        assert found is None
        known.record({str(data): current_digest(str(data))}, "new")
    with known.lookup_or_claim() as found:
        assert found.result == "new"


def test_who_does_not_want_to_wait_is_told_that_somebody_is_at_it(store):
    with Manifest(store, "b" * 64).lookup_or_claim() as found:
        assert found is None
        with pytest.raises(AlreadyClaimed), Manifest(store, "b" * 64).lookup_or_claim(wait=False):
            pass


DRAW = """
import sys, time
from pathlib import Path
from clipanim.engine.store.manifest import Manifest
from clipanim.engine.store import Store
store = Store(Path(sys.argv[1]))
for n in range(5):
    known = Manifest(store, f"{n:064x}")
    with known.lookup_or_claim() as found:
        if found is None:
            print("drawn", n, flush=True)
            time.sleep(0.1)
            store.put(f"{n + 100:064x}", b"film")
            found = known.record({}, n, [f"{n + 100:064x}"])
    assert found.result == n
"""


def test_of_several_renders_at_once_each_part_is_drawn_by_one(store):
    command = [sys.executable, "-c", DRAW, str(store.folder)]
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    renders = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    outputs = [one.communicate(timeout=60)[0] for one in renders]
    assert all(one.returncode == 0 for one in renders)
    assert sorted("".join(outputs).split("\n")[:-1]) == [f"drawn {n}" for n in range(5)]


def test_every_built_in_scene_has_a_key_of_its_own():
    keys = [
        key_of_shot(Shot(file, file.params({})), SETTINGS)
        for file in catalogue.builtin_scenes().values()
    ]
    assert len({*keys}) == len(keys)
    assert {len(key) for key in keys} == {64}
