"""Errors of scene code in one line: the author's file and line, the reason, a suggestion."""

import json

import pytest

from clipanim.scene import author_errors
from clipanim.scene.author_errors import AuthorError, error_line, error_reason

CALLS_US = """
import json

class Shape:
    colour = "red"

def draw(shape):
    return shape.color

def deep(levels):
    return deep(levels - 1) if levels else json.loads("{")
"""


@pytest.fixture
def code(tmp_path):
    """Names of a scene file that was run."""
    path, names = tmp_path / "mine.py", {"__name__": "mine"}
    path.write_text(CALLS_US)
    exec(compile(CALLS_US, str(path), "exec"), names)
    return path, names


def line_of(path, call, *args):
    with pytest.raises(BaseException) as raised:  # noqa: PT011  # whatever it is
        call(*args)
    return error_line(raised.value, path)


def test_the_line_is_the_innermost_of_the_authors_files(code):
    path, names = code
    assert line_of(path, names["deep"], 2) == (
        "mine.py:11, in deep: JSONDecodeError: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)"
    )


def test_the_nearest_attribute_is_suggested(code):
    path, names = code
    line = line_of(path, names["draw"], names["Shape"]())
    assert line.endswith(
        "8, in draw: 'Shape' object has no attribute 'color'; did you mean 'colour'?"
    )


def test_a_helper_beside_the_scene_is_the_authors_too_but_an_installed_library_is_not(tmp_path):
    for folder, is_theirs in (
        (tmp_path, True),
        (tmp_path / "parts", True),
        (tmp_path / ".venv" / "lib" / "site-packages", False),
    ):
        names = {}
        exec(compile("def f():\n    1 / 0\n", str(folder / "helper.py"), "exec"), names)
        line = line_of(tmp_path / "mine.py", names["f"])
        place = (folder / "helper.py").relative_to(tmp_path)
        where = f"{place}:2, in f" if is_theirs else "mine.py"
        assert line == f"{where}: ZeroDivisionError: division by zero"


def test_a_line_of_ours_is_never_named(monkeypatch):
    """Not even where the scene lies in a folder above the package, as in a checkout."""
    monkeypatch.chdir(author_errors.PACKAGE.parent)
    above = author_errors.PACKAGE.parent / "mine.py"
    line = line_of(above, author_errors.author_place, None, above)
    assert line.startswith("mine.py: 'NoneType' object has no attribute")


def test_a_mistake_that_we_noticed_names_what_is_to_be_mended(code):
    path, names = code
    error = AuthorError("does not begin", names["draw"].__code__)
    assert error_line(error, path) == "mine.py:7: does not begin"


class Mute(Exception):
    def __str__(self):
        raise ValueError


def unknown_name():
    treshold = 1.0
    return treshhold + treshold  # noqa: F821


def unknown_import():
    from json import dupms  # noqa: F401


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(SystemExit(), "SystemExit", id="leaves"),
        pytest.param(SystemExit(3), "SystemExit: 3", id="leaves with a status"),
        pytest.param(KeyError("norm"), "KeyError: 'norm'", id="a key"),
        pytest.param(ValueError("one\ntwo"), "ValueError: one", id="two lines"),
        pytest.param(Mute(), "Mute", id="cannot say what it is"),
        pytest.param(
            FileNotFoundError(2, "No such file", "latex"),
            "Tex and MathTex need LaTeX; stage.math draws formulas without it",
            id="no LaTeX",
        ),
        pytest.param(
            unknown_name,
            "NameError: name 'treshhold' is not defined; did you mean 'treshold'?",
            id="a name",
        ),
        pytest.param(
            unknown_import,
            "ImportError: cannot import name 'dupms' from 'json'; did you mean 'dumps'?",
            id="an import, without the library's path",
        ),
    ],
)
def test_a_reason_is_one_line(error, reason):
    if callable(error):
        with pytest.raises((NameError, ImportError)) as raised:
            error()
        error = raised.value
    assert error_reason(error) == reason


def test_what_json_cannot_hold_is_named_by_its_field():
    from clipanim.scene.story_data import to_plain_data

    with pytest.raises(TypeError, match=r"^norms: first: a story cannot hold set$"):
        to_plain_data({"norms": {"first": {1, 2}}})
    assert json.dumps(to_plain_data({"norms": {"first": [1, 2]}}))
