"""The generated parts of the docs: written by this, and checked by a test.

python -m docs.tables --write     scenes and parameters, the gallery, and the public names
python -m docs.tables --check     exits with 1 if any of them is old
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from clipanim.files import write_atomic
from clipanim.scene.catalogue import SceneFile, builtin_scenes
from clipanim.scene.param_views import params_markdown_table

DOCS = Path(__file__).parent
PUBLIC = ("clipanim", "clipanim.api", "clipanim.params", "clipanim.stage", "clipanim.numerics")


def parameters() -> str:
    """Every built-in scene with the table of its parameters."""
    return "\n\n".join(_section(file) for file in builtin_scenes().values())


def _section(file: SceneFile) -> str:
    length = f" About {file.length:.0f} s." if file.length else ""
    chapters = f" Chapters: {', '.join(file.chapters())}."
    table = params_markdown_table(file.params_class())
    return f"## `{file.name}`\n\n{file.title}{length}{chapters}\n\n{table}"


def gallery() -> str:
    """A still of every built-in scene, with its title and a link to its parameters."""
    return "\n\n".join(
        f"## {file.name}\n\n{file.title} [Parameters](parameters.md#{file.name})\n\n"
        f"![The last picture of {file.name}](../media/stills/scenes/{file.name}.png)"
        for file in builtin_scenes().values()
    )


def public_names() -> str:
    """The names in `__all__` of every public module, each with the first line of its docstring."""
    return "\n\n".join(_names_of(module) for module in PUBLIC)


def _names_of(module: str) -> str:
    found = import_module(module)
    rows = [f"| `{name}` | {_summary(getattr(found, name))} |" for name in found.__all__]
    return "\n".join([f"## `{module}`", "", "| name | what it is |", "|-|-|", *rows])


def _summary(thing: Any) -> str:
    """The first sentence of a docstring; nothing for a constant, whose type's it would be."""
    if not (inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing)):
        return "a constant"
    paragraph = (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=\.) ", paragraph)[0].replace("|", r"\|")


PARTS = {"scenes": parameters, "gallery": gallery, "names": public_names}
FILES = tuple(DOCS / name for name in ("parameters.md", "gallery.md", "public.md"))


def filled(text: str) -> str:
    """The text with fresh content between its marks; `ValueError` if it has none of them."""
    count = 0
    for name, write in PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if begin in text and end in text:
            marks = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
            fresh = f"{begin}\n\n{write()}\n\n{end}"
            text, found = marks.subn(lambda _, fresh=fresh: fresh, text)  # type: ignore[misc]
            count += found
    if count != 1:
        expected = ", ".join(f"<!-- {name} -->" for name in PARTS)
        raise ValueError(f"expected one of {expected} once, found {count}")
    return text


def main(arguments: Sequence[str], files: Sequence[Path] = FILES) -> int:
    """Write the generated parts, or check that they are fresh."""
    if list(arguments) not in (["--write"], ["--check"]):
        print("usage: python -m docs.tables --write|--check", file=sys.stderr)
        return 2
    code = 0
    for file in files:
        old = file.read_text(encoding="utf-8")
        new = filled(old)
        if arguments[0] == "--write" and new != old:
            write_atomic(file, new.encode())
        elif new != old:
            message = "is old; run python -m docs.tables --write"
            print(f"{file.name} {message}", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
