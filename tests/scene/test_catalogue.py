"""Finding and loading scenes: without running them where possible, and in one line if not."""

import os
import sys

import pytest

from clipanim.scene import catalogue
from clipanim.scene.catalogue import SceneError, SceneFile, builtin_scenes, find_scene
from clipanim.scene.params import SceneParams

TOY = '''"""A toy that counts.

More about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import no_such_module
from clipanim.params import SceneParams, param

LENGTH = 12


@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(3, "Steps", low=1, high=9)
    start: tuple[float, float] = param((1.0, 2.0), "Start")


class Toy:
    Params = Params
    chapters = {"Up": None, "Down": None}
'''
RUNS = TOY.replace("import no_such_module\n", "")


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="toy.py"):
        (tmp_path / name).write_text(text)
        return name

    return write


def test_a_scene_is_described_without_being_run(write):
    file = find_scene(write(TOY))  # which cannot be run: it imports no_such_module
    assert file.name == "toy"
    assert file.title == "A toy that counts."
    assert file.length == 12.0
    assert file.chapters() == ["Up", "Down"]
    assert file.params_class()(steps=4).as_dict() == {"steps": 4, "start": (1.0, 2.0)}
    assert file.class_name() == "Toy"


PLAIN = """
{imported}
import no_such_module

class Above({base}):
    pass

class Toy(Above):
    def construct(self):
        pass
"""


@pytest.mark.parametrize("imported", ["from manim import Scene, Dot", "from manim import *"])
def test_a_plain_scene_has_no_parameters_which_is_known_without_running_it(imported, write):
    file = find_scene(write(PLAIN.format(imported=imported, base="Scene")))
    assert file.params_class()() == SceneParams()


@pytest.mark.parametrize(
    ("imported", "base"),
    [
        pytest.param("from helper import OwnScene", "OwnScene", id="from a helper"),
        pytest.param("from helper import *\nfrom manim import *", "OwnScene", id="by a star"),
        pytest.param("import helper", "helper.OwnScene", id="of a module"),
        pytest.param(
            "from manim import Scene\nScene = print", "Scene", id="another under the name"
        ),
        pytest.param("from manim import Dot", "Dot", id="not a scene"),
        pytest.param("", "object", id="of nothing"),
    ],
)
def test_a_scene_that_may_have_parameters_from_elsewhere_runs_the_file(imported, base, write):
    with pytest.raises(SceneError, match=r"no_such_module|helper"):
        find_scene(write(PLAIN.format(imported=imported, base=base))).params_class()


def test_parameters_that_need_more_of_the_file_run_it(write):
    text = RUNS.replace("LENGTH = 12", "MOST = 7").replace("high=9", "high=MOST")
    file = find_scene(write(text))
    assert file.length is None
    with pytest.raises(ValueError, match="steps: 8 is above 7"):
        file.params({"steps": 8})


def test_chapters_that_are_computed_run_the_file(write):
    text = RUNS.replace('{"Up": None, "Down": None}', 'dict.fromkeys(["Up", "Down"])')
    assert find_scene(write(text)).chapters() == ["Up", "Down"]


def test_a_file_is_run_once_and_again_when_it_has_changed(write):
    file = find_scene(write(RUNS))
    first = file.load().scene
    assert file.load().scene is first
    assert first.__module__ in sys.modules
    write(RUNS + "\n# changed\n")
    assert file.load().scene is not first


def test_nothing_is_left_beside_a_scene_that_was_run(write, tmp_path):
    find_scene(write(RUNS)).load()
    assert [one.name for one in tmp_path.iterdir()] == ["toy.py"]


def test_files_of_the_same_name_are_different_modules(write, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "toy.py").write_text(RUNS)
    one, other = find_scene(write(RUNS)).load(), find_scene("other/toy.py").load()
    assert one.module.__name__ != other.module.__name__


def test_a_scene_may_import_what_lies_beside_it(write, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    write("MOST = 5\n", "beside_the_toy.py")
    text = RUNS.replace("LENGTH = 12", "from beside_the_toy import MOST").replace("=9", "=MOST")
    assert find_scene(write(text)).params({"steps": 5}).steps == 5


def test_a_path_means_the_same_file_after_a_change_of_folder(write, tmp_path, monkeypatch):
    file = find_scene(write(TOY))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert file.title == "A toy that counts."


def test_a_link_has_its_own_name(write, tmp_path):
    os.symlink(tmp_path / write(TOY), tmp_path / "linked.py")
    assert find_scene("linked.py").name == "linked"


def test_one_of_several_scenes_is_picked_by_name(write):
    name = write(RUNS + "\nclass Second(Toy):\n    Params = Params\n")
    assert find_scene(f"{name}:Second").load().scene.__name__ == "Second"
    assert find_scene(f"{name}:Toy").class_name() == "Toy"


def test_parameters_may_be_inside_the_scene(write):
    text = RUNS.replace("    Params = Params", "    from dataclasses import dataclass as _d\n"
        "    @dataclass(frozen=True)\n    class Params(SceneParams):\n"
        '        depth: int = param(2, "Depth")\n')  # fmt: skip
    assert find_scene(write(text)).params({}).as_dict() == {"depth": 2}


def test_parameters_may_be_those_that_an_explainer_is_said_to_have(write):
    text = TOY.replace("class Toy:\n    Params = Params\n", "class Toy(Explainer[Params]):\n")
    file = find_scene(write(text))  # which cannot be run, and need not be
    assert file.class_name() == "Toy"
    assert file.params_class()(steps=4).as_dict() == {"steps": 4, "start": (1.0, 2.0)}
    stage = "from clipanim.stage import Explainer\n"
    file = find_scene(write(text.replace("import no_such_module\n", stage), "runs.py"))
    assert file.load().params_class is file.load().module.Params


def test_a_story_is_told_by_the_scene_or_by_its_file(write):
    by_file = find_scene(write(RUNS + "\ndef tell(params):\n    return params.steps\n"))
    assert by_file.load().tell(by_file.params({"steps": 5})) == 5


def test_a_scene_that_tells_nothing_is_named(write):
    loaded = find_scene(write(RUNS)).load()
    with pytest.raises(SceneError, match=r"Toy has no tell\(params\)"):
        loaded.tell(loaded.params_class())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("x = (\n1 2\n", "toy.py:1: '(' was never closed", id="syntax"),
        pytest.param("def f():\nx\n", "toy.py:2: expected an indented block", id="indentation"),
        pytest.param("", "toy.py: no scene in it: expected a class with Params", id="empty"),
        pytest.param("x = 1", "toy.py: no scene in it", id="no class"),
        pytest.param("class A:\n  pass", "toy.py: no scene in it", id="no scene"),
        pytest.param(
            "class A:\n  Params = 1\nclass B:\n  Params = 1",
            "toy.py: 2 scenes in it; say toy.py:A or toy.py:B",
            id="two scenes",
        ),
        pytest.param("class A:\n  Params = 1", "A.Params is not a SceneParams", id="no params"),
        pytest.param(
            TOY.replace("Params = Params", "Params = no_such_module.P"),
            "toy.py:10: ModuleNotFoundError: No module named 'no_such_module'",
            id="cannot be run",
        ),
        pytest.param("class A: pass\nraise SystemExit(3)", "toy.py:2: SystemExit: 3", id="leaves"),
        pytest.param(
            RUNS.replace("param(3,", "param(33,"),
            "toy.py: Params: steps: 33 is above 9",
            id="default outside its limits",
        ),
        pytest.param(
            RUNS.replace('param(3, "Steps", low=1, high=9)', "3"),
            "toy.py: Params: steps: declare it with param",
            id="undeclared",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(text, problem, write):
    with pytest.raises(SceneError) as refused:
        find_scene(write(text)).params_class()
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    file = tmp_path / "toy.py"
    file.write_bytes(b"\x00\xff\xfe")
    with pytest.raises(SceneError, match=r"toy\.py"):
        SceneFile(file).params_class()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("nothing_like_it", "no scene 'nothing_like_it'", id="unknown"),
        pytest.param("toi.py", "toi.py: no such file; did you mean toy.py?", id="typo in a path"),
        pytest.param("far/toy.py", "far/toy.py: no such file", id="no folder"),
        pytest.param("folder.py", "folder.py: not a file", id="folder"),
        pytest.param("toy.py:Tog", "toy.py: no scene Tog; did you mean Toy?", id="typo in a class"),
    ],
)
def test_a_scene_that_is_not_there_is_named(name, problem, write, tmp_path):
    write(RUNS)
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(SceneError) as refused:
        find_scene(name).params_class()
    assert str(refused.value).startswith(problem)


def test_the_nearest_built_in_scene_is_suggested():
    for name in builtin_scenes():
        with pytest.raises(SceneError, match=f"did you mean {name}"):
            find_scene(name[:-1] + "_" + name[-1])


@pytest.mark.parametrize("name", builtin_scenes())
def test_a_built_in_scene_says_all_of_itself_without_being_run(name, monkeypatch):
    monkeypatch.setattr(SceneFile, "load", lambda self: pytest.fail(f"{self.name} was run"))
    file = builtin_scenes()[name]
    assert file.title
    assert file.chapters()
    assert file.length
    file.params_class()()


HELPED = """
from dataclasses import dataclass
from helper import WORDS
from clipanim.params import SceneParams

@dataclass(frozen=True)
class Params(SceneParams):
    pass

class Told:
    Params = Params
    tell = staticmethod(lambda params: WORDS)
"""


def test_scenes_in_two_folders_have_each_their_own_helper(tmp_path):
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "helper.py").write_text(f"WORDS = {name!r}")
        (tmp_path / name / "scene.py").write_text(HELPED)
        files.append(find_scene(str(tmp_path / name / "scene.py")))
    for _ in range(2):
        assert [file.load().tell(file.params({})) for file in files] == ["one", "two"]


def test_the_starter_is_no_scene_of_the_list():
    assert catalogue.starter_scene().title
    assert catalogue.starter_scene().name not in builtin_scenes()


def test_the_folder_of_a_scene_can_be_imported_from_only_while_it_runs(write, tmp_path):
    write("MOST = 5\n", "beside_the_toy.py")
    late = "def tell(params):\n    from beside_the_toy import MOST\n    return MOST\n"
    text = RUNS.replace("LENGTH = 12", f"import random\nX = random.random()\n{late}")
    write("raise SystemExit\n", "random.py")
    before = [*sys.path]
    loaded = find_scene(write(text)).load()
    assert sys.path == before
    with loaded.imports():
        assert [*before, str(tmp_path)] == sys.path, "last, so it shadows nothing"
        with loaded.imports():
            assert loaded.module.tell(None) == 5
        assert sys.path[-1] == str(tmp_path), "another still runs"
    assert sys.path == before
