"""The command as a process: closed pipes, missing terminals, and what it does not import."""

import os
import subprocess
import sys

import pytest
from places import DATA
from toys import TOY

START = f"{sys.executable} -c 'from clipanim.cli import main; main()'"


def shell(line, folder):
    path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("clipanim", START, 1)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def toys(folder):
    """The toy, with more numbers than a pipe holds."""
    long = TOY.replace("for k in range(params.steps)]", "for k in range(params.steps * 10**5)]")
    (folder / "toy.py").write_text(long)
    return folder


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("clipanim data toy.py | head -c 1", id="json"),
        pytest.param("clipanim data toy.py --csv values | head -n 1", id="csv"),
        pytest.param("clipanim --help | true", id="help"),
        pytest.param("clipanim render --help | true", id="help of a command"),
        pytest.param("clipanim list >&-", id="no stdout at all"),
        pytest.param("clipanim list 2>&-", id="no stderr at all"),
    ],
)
def test_a_closed_pipe_is_no_error(line, toys):
    result = shell(line, toys)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_one_line_and_exit_1(toys):
    result = shell("clipanim data toy.py > /dev/full", toys)
    assert result.returncode == 1
    assert result.stderr == "Error: No space left on device\n"


def test_bad_input_exits_with_2_also_without_anyone_listening(toys):
    assert shell("clipanim data toi.py 2>&-", toys).returncode == 2


QUICK = """
import os, sys
from clipanim.cli import cli
def run(*args):
    try:
        cli(list(args), prog_name="clipanim")
    except SystemExit as end:
        return end.code
assert run("--help") == 0
assert run("list") == 0
assert run("list", "--json") == 0
assert run("render", "--help") == 0
assert run("render", "nothing") == 2
assert run("completion", "bash") == 0
for command in ("render", "still", "data", "storyboard", "check"):
    assert run(command, "toy.py", "--help") == 0
    assert run(command, "toy.py", "--steps", "99") == 2
    assert run(command, "toy.py", "--stesp", "9") == 2
os.environ.update(_CLIPANIM_COMPLETE="bash_complete", COMP_WORDS="clipanim render toy.py --st",
                  COMP_CWORD="3")
assert run() == 0
slow = {"manim", "numpy", "av", "PIL", "typst"} & set(sys.modules)
sys.exit(f"imported {slow}" if slow else 0)
"""


def test_what_has_to_be_quick_imports_neither_manim_nor_numpy(folder):
    (folder / "quick.py").write_text(QUICK)
    path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
    result = subprocess.run(
        [sys.executable, "quick.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_a_profile_says_where_the_time_of_each_chapter_went(folder):
    command = f"clipanim render {DATA / 'short.py'} -q low --profile"
    result = shell(command, folder)
    assert result.returncode == 0, result.stderr
    lines = result.stderr.splitlines()
    head, *rows = lines[next(n for n, line in enumerate(lines) if line.startswith("seconds")) :]
    phases = head.split()[1:]
    assert phases == ["state", "draw", "convert", "encode", "wait", "all"]
    table = {}
    for row in rows[:5]:
        *name, _, _, _, _, _, _ = words = row.split()
        table[" ".join(name)] = [float(one) for one in words[-len(phases) :]]
    chapters = ["before it starts", "Growth", "The turn", "What holds"]
    assert [*table] == [*(f"short: {one}" for one in chapters), "all"]
    *parts, whole = table.values()
    assert [sum(column) for column in zip(*parts, strict=True)] == pytest.approx(whole, abs=0.05)
    for *seconds, together in table.values():
        assert sum(seconds) == pytest.approx(together, abs=0.05)
    assert [row.split(":")[0].strip() for row in rows[5:]] == phases[:-1], "each is explained"
    again = shell(command, folder).stderr.splitlines()
    assert again[-1] == "nothing was drawn: all of it was kept from before"
