"""What scene code does to a command: it ends in one line and exit code 1, and prints to stderr."""

import json
import os
import subprocess
import sys

import pytest
from toys import TOY

TELL = "    if params.steps == 7:\n"
START = "from clipanim.cli import main; main()"
NOISY = TOY.replace(
    "def tell(params):\n",
    'import os, subprocess, sys\n\nprint("as a module")\n\n\n'
    "def tell(params):\n"
    '    print("to sys.stdout")\n'
    '    print("to sys.__stdout__", file=sys.__stdout__, flush=True)\n'
    '    os.write(1, b"to the descriptor\\n")\n'
    '    subprocess.run([sys.executable, "-c", "print(\'from a child\')"], check=True)\n',
).replace(
    "class Params(SceneParams):\n", 'class Params(SceneParams):\n    print("as parameters")\n'
)


def with_tell(statement):
    return TOY.replace(TELL, f"    {statement}\n{TELL}")


def error_of(result):
    (line,) = result.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        pytest.param("import sys; sys.exit()", "SystemExit", id="exit"),
        pytest.param("import sys; sys.exit(0)", "SystemExit: 0", id="exit 0"),
        pytest.param("raise GeneratorExit", "GeneratorExit", id="GeneratorExit"),
        pytest.param(
            "raise type('Mine', (BaseException,), {})('no')", "Mine: no", id="one of its own"
        ),
        pytest.param("import os; os._exit(0)", "SystemExit: os._exit(0)", id="os._exit"),
    ],
)
def test_a_scene_that_ends_the_program_in_tell_is_named_with_its_line(
    statement, reason, folder, run
):
    (folder / "toy.py").write_text(with_tell(statement))
    result = run("data", "toy.py")
    assert result.exit_code == 1
    assert error_of(result) == f"Error: toy.py:34, in tell: {reason}"
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["data", "render", "still", "check", "storyboard", "script"])
def test_a_file_that_ends_the_program_is_named_with_its_line(command, folder, run):
    """Its parameters are asked for first, and need all of the file here."""
    text = TOY.replace("LENGTH = 2", "import sys\n\nBase = SceneParams\nsys.exit(0)")
    (folder / "toy.py").write_text(text.replace("(SceneParams):", "(Base):"))
    result = run(command, "toy.py", "--steps", "3")
    assert result.exit_code == 1, result.output
    assert error_of(result) == "Error: toy.py:15: SystemExit: 0"


@pytest.mark.parametrize("command", ["still", "render", "storyboard", "check"])
def test_whatever_else_would_end_the_command_is_a_failure(command, run, fake):
    fake.problem["toy"] = SystemExit(0)
    result = run(command, "toy.py")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: SystemExit: 0 (toys.py:")


def test_ctrl_c_in_a_scene_is_still_ctrl_c(folder, run):
    (folder / "toy.py").write_text(with_tell("raise KeyboardInterrupt"))
    assert run("data", "toy.py").exit_code == 130


def test_an_error_of_the_parameters_names_the_authors_line(folder, run):
    fails = "class Params(SceneParams):\n    def __post_init__(self):\n        self.stpes\n"
    (folder / "toy.py").write_text(TOY.replace("class Params(SceneParams):\n", fails))
    result = run("data", "toy.py")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: toy.py:18, in Params.__post_init__: 'Params' object has no attribute 'stpes'; "
        "did you mean 'steps'?"
    )


def test_what_json_cannot_hold_is_named_with_the_file(folder, run):
    (folder / "toy.py").write_text(TOY.replace('float("inf"))', "{1, 2})"))
    result = run("data", "toy.py")
    assert result.exit_code == 1
    assert error_of(result) == "Error: toy.py: TypeError: last: a story cannot hold set"


def test_a_finding_at_many_ends_is_printed_once(run, fake, monkeypatch):
    from toys import Finding

    audit = sys.modules["clipanim.audit"]
    always = [Finding("overlap", "1.5 s", "a on b", 3), Finding("small text", "2 s", "c")]
    monkeypatch.setattr(audit, "check", lambda shot, settings: always)
    lines = run("check", "toy.py", "--ends").stdout.splitlines()
    assert lines[:3] == [
        "toy: 1.5 s: overlap: a on b (and 2 more times)",
        "toy: 2 s: small text: c",
        "toy --steps 1: 2 found as before",
    ]
    assert len(lines) == 2 + 7 * 2
    first, second = json.loads(run("check", "toy.py", "--ends", "--json").stdout)["findings"]
    assert (first["with"], first["count"], second["message"]) == ("", 3, "c")
    assert len(first["also_with"]) == 7 * 2


def run_process(folder, line):
    path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
    return subprocess.run(
        ["bash", "-c", line.replace("clipanim", f"{sys.executable} -c '{START}'", 1)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_whatever_a_scene_prints_goes_to_stderr(folder):
    (folder / "toy.py").write_text(NOISY)
    result = run_process(folder, "clipanim data toy.py")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["data"]["values"] == [0.0, 0.5, 1.0]
    assert {*result.stderr.splitlines()} == {
        "as parameters",
        "as a module",
        "to sys.stdout",
        "to sys.__stdout__",
        "to the descriptor",
        "from a child",
    }


def test_what_a_scene_prints_goes_nowhere_if_there_is_no_stderr(folder):
    (folder / "toy.py").write_text(NOISY)
    result = run_process(folder, "clipanim data toy.py 2>&-")
    assert result.returncode == 0
    assert json.loads(result.stdout)["scene"] == "toy"
