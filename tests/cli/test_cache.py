"""`clipanim cache` says what is kept, verifies it, and makes room."""

import json

import pytest

from clipanim.engine.store.store import Store

WHOLE, DAMAGED = "a" * 64, "b" * 64


@pytest.fixture
def store(folder, monkeypatch):
    """A store with two entries, where the command looks for it."""
    monkeypatch.setenv("CLIPANIM_CACHE", str(folder / "cache"))
    made = Store(folder / "cache")
    made.put(WHOLE, bytes(2000))
    made.put(DAMAGED, bytes(3000))
    return made


@pytest.fixture
def damaged(store):
    (file,) = store.folder.glob(f"entries/*/{DAMAGED}")
    file.write_bytes(b"x")
    return store


def test_info_says_how_much_is_kept(run, store):
    shown = run("cache", "info")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"{store.folder}: 2 entries, 5 kB of at most 4.3 GB; ")


def test_info_as_json_holds_plain_numbers(run, store):
    told = json.loads(run("cache", "info", "--json").stdout)
    assert (told["entries"], told["unfinished"], told["cap"]) == (2, 0, store.max_bytes)
    assert told["bytes"] == store.usage().size
    assert told["folder"] == str(store.folder)
    assert told["free"] > 0


def test_another_folder_is_looked_after_when_named(run, store, folder):
    shown = run("cache", "info", "--cache-dir", "other")
    assert shown.stdout.startswith(f"{folder / 'other'}: 0 entries, 0 bytes of")
    assert not (folder / "other").exists()


def test_verify_is_content_with_whole_entries(run, store):
    shown = run("cache", "verify")
    assert shown.exit_code == 0
    assert shown.stdout == f"{store.folder}: 2 whole entries\n"


def test_verify_removes_what_is_damaged_and_exits_with_1(run, damaged):
    shown = run("cache", "verify", "--json")
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["damaged"] == [DAMAGED]
    again = run("cache", "verify")
    assert again.exit_code == 0
    assert again.stdout.endswith(": 1 whole entry\n")


def test_verify_says_what_becomes_of_the_damaged(run, damaged):
    assert "1 damaged and removed: they are drawn again" in run("cache", "verify").stdout


def test_prune_keeps_what_fits_and_removes_what_was_left_unfinished(run, store):
    left = store.folder / "partial" / "1-2.partial"
    left.write_bytes(b"half")
    shown = run("cache", "prune")
    assert shown.stdout.endswith(": removed 0 entries, 0 bytes, and 1 unfinished file\n")
    assert not left.exists()
    assert store.usage().entries == 2


def test_prune_all_removes_everything(run, store):
    told = json.loads(run("cache", "prune", "--all", "--json").stdout)
    assert told["entries"] == 2
    assert store.usage().entries == 0


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        pytest.param(["--all"], "Missing argument", id="no action"),
        pytest.param(["clear"], "'clear' is not one of", id="unknown action"),
        pytest.param(["info", "--all"], "all: belongs to prune", id="all of info"),
        pytest.param(["info", "--cache-dir", "toy.py"], "toy.py is not a folder", id="a file"),
    ],
)
def test_bad_input_is_refused(run, store, args, complaint):
    result = run("cache", *args)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert store.usage().entries == 2


def test_a_folder_that_is_not_there_is_empty_which_is_no_error(run, folder):
    for action in ("info", "verify", "prune"):
        result = run("cache", action, "--cache-dir", "toy.py/inner")
        assert result.exit_code == 0
        assert "0 " in result.stdout
