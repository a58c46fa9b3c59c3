"""The README's tables of scenes and parameters: written by this, and checked by a test.

python -m clipanim.readme --write README.md
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from .catalogue import SceneFile, builtin
from .files import write_whole
from .views import markdown_table

BEGIN, END = "<!-- scenes -->", "<!-- /scenes -->"


def tables() -> str:
    """What stands between the marks: every built-in scene with its parameters."""
    return "\n\n".join(_section(file) for file in builtin().values())


def _section(file: SceneFile) -> str:
    length = f" About {file.length:.0f} s." if file.length else ""
    chapters = f" Chapters: {', '.join(file.chapters())}."
    table = markdown_table(file.params_class())
    return f"### `{file.name}`\n\n{file.title}{length}{chapters}\n\n{table}"


def filled(text: str) -> str:
    """The text with fresh tables between its marks; `ValueError` if it has no marks."""
    marks = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    fresh = f"{BEGIN}\n\n{tables()}\n\n{END}"
    new, count = marks.subn(lambda _: fresh, text)
    if count != 1:
        raise ValueError(f"expected {BEGIN} and {END} once, found them {count} times")
    return new


def main(arguments: list[str]) -> int:
    """Write the tables into a file, or check that they are fresh."""
    if len(arguments) != 2 or arguments[0] not in ("--write", "--check"):
        print("usage: python -m clipanim.readme --write|--check README.md", file=sys.stderr)
        return 2
    file = Path(arguments[1])
    old = file.read_text(encoding="utf-8")
    new = filled(old)
    if arguments[0] == "--write":
        write_whole(file, new.encode())
    elif new != old:
        print(f"{file}: its tables are old; run python -m clipanim.readme --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
