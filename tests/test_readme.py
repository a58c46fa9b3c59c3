"""The README's tables are those of the scenes as they are."""

import re
from pathlib import Path

import pytest

from clipanim import catalogue, readme
from clipanim.lesson import load
from clipanim.params import describe

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_tables_in_the_readme_are_fresh():
    text = README.read_text(encoding="utf-8")
    assert readme.filled(text) == text, "run python -m clipanim.readme --write README.md"


def test_the_lesson_in_the_readme_is_one(tmp_path):
    (text,) = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "monday.toml").write_text(text)
    lesson = load(tmp_path / "monday.toml")
    assert len(text.splitlines()) == 6
    assert [part.entry.file.name for part in lesson.parts] == ["cliff_leap", "clip_formula"]
    assert {*lesson.parts[0].chapters} <= {*lesson.parts[0].entry.file.chapters()}


def test_every_parameter_of_every_scene_has_a_row():
    rows = readme.tables()
    for name, file in catalogue.builtin().items():
        assert f"### `{name}`" in rows
        for one in describe(file.params_class()):
            assert f"| `{one.flag}` | `{one.format(one.default)}` |" in rows


def test_what_stands_outside_the_marks_is_kept():
    old = f"Before.\n{readme.BEGIN}\nold\n{readme.END}\nAfter.\n"
    new = readme.filled(old)
    assert new.startswith("Before.\n")
    assert new.endswith("\nAfter.\n")
    assert readme.filled(new) == new


def test_a_text_without_marks_is_refused():
    with pytest.raises(ValueError, match="expected <!-- scenes -->"):
        readme.filled("nothing")


def test_the_script_checks_and_writes(tmp_path, capsys):
    file = tmp_path / "README.md"
    file.write_text(f"{readme.BEGIN}\n{readme.END}\n")
    assert readme.main(["--check", str(file)]) == 1
    assert "its tables are old" in capsys.readouterr().err
    assert readme.main(["--write", str(file)]) == 0
    assert readme.main(["--check", str(file)]) == 0
    assert readme.main([]) == 2
