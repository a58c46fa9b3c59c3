"""Exports appear whole or not at all, whichever step fails, and the same bytes every time."""

import errno
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from failing import Steps, failing_at
from movies import film

from clipanim.files import WriteError
from clipanim.film import export_files, exports
from clipanim.film.export_kinds import KINDS, ExportKind
from clipanim.film.exports import Export, plan_exports, write_export
from clipanim.film.outputs import OutputError
from clipanim.lecture.errors import ExportError
from clipanim.lecture.export_options import ExportOptions

USUAL = ExportOptions()


@dataclass(frozen=True)
class ToyKind(ExportKind):
    """A kind that makes what it is told."""

    made: dict = field(default_factory=dict)

    def make(self, movie, private, options, progress):
        return self.made


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A film of a second."""
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    return film(path, size=(64, 36), chapters=[("One", 3), ("Two", 4), ("What holds", 3)])


@pytest.fixture
def movie(original, tmp_path):
    """That film in a place of its own."""
    (tmp_path / "film.mp4").write_bytes(original.video.read_bytes())
    return exports.open_movie(tmp_path / "film.mp4")


def exported(movie, name, output=None, wishes=USUAL, force=False):
    (one,) = plan_exports([name], movie.video, output, wishes, force)
    return write_export(movie, one, wishes)


def lying_in(folder):
    """What lies in a folder and below it, but for the film."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else None
        for one in folder.rglob("*")
        if one.name != "film.mp4"
    }


@pytest.mark.parametrize("name", KINDS)
def test_it_is_the_same_bytes_again_and_replaces_its_own_without_asking(name, movie, tmp_path):
    exported(movie, name)
    first = lying_in(tmp_path)
    exported(movie, name)
    assert lying_in(tmp_path) == first


@pytest.mark.parametrize("suffix", [".txt", ""], ids=["a file", "a folder"])
@pytest.mark.parametrize("again", [False, True], ids=["new", "again"])
def test_if_any_step_fails_all_is_as_it_was(suffix, again, movie, tmp_path, monkeypatch):
    made = {"one.txt": b"1"} if suffix else {"one.txt": b"1", "below/two.txt": b"2"}
    kind = ToyKind("toy", "a toy", suffix, "", made=made)
    one = Export(kind, tmp_path / f"toy{suffix}")
    if again:
        write_export(movie, Export(replace(kind, made={"one.txt": b"0"}), one.place), USUAL)
    before = lying_in(tmp_path)
    with monkeypatch.context() as patch:
        steps = Steps(patch)
        write_export(movie, one, USUAL)
    after, failed = lying_in(tmp_path), set()
    for number, step in enumerate(steps.taken, 1):
        _restore(tmp_path, before)
        expected = after
        with monkeypatch.context() as patch, suppress(WriteError):
            Steps(patch, failing_at(number, errno.ENOSPC))
            expected = before
            write_export(movie, one, USUAL)
            expected = after
        failed |= {step} if expected is before else set()
        assert files_in(lying_in(tmp_path)) == files_in(expected), f"step {number}: {step}"
    assert {"mkdtemp", "fsync"} <= failed


def files_in(content):
    """What lies there, without folders: an empty one is left where files would have come."""
    return {name: one for name, one in content.items() if one is not None}


def _restore(folder, before):
    for one in sorted(folder.rglob("*"), reverse=True):
        if one.name != "film.mp4":
            one.rmdir() if one.is_dir() else one.unlink()
    for name, content in before.items():
        (folder / name).mkdir() if content is None else (folder / name).write_bytes(content)


@pytest.mark.parametrize("name", ["gif", "clips", "frames", "webm", "player", "snippets"])
def test_an_interruption_in_the_middle_leaves_nothing(name, movie, tmp_path, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(exports.files, "write_all_atomic", stop)
    monkeypatch.setattr(exports.files, "move_folder_atomic", stop)
    with pytest.raises(KeyboardInterrupt):
        exported(movie, name)
    assert not lying_in(tmp_path)


def test_a_disk_that_is_full_while_it_is_made_is_one_line(movie, tmp_path, monkeypatch):
    from clipanim.lecture import media_exports

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(media_exports, "cut_chapter", full)
    with pytest.raises(WriteError, match=r"film\.clips: the disk is full"):
        exported(movie, "clips")
    assert not lying_in(tmp_path)


def test_an_output_is_a_file_for_one_kind_and_a_folder_for_several(movie, tmp_path):
    (one,) = plan_exports(["gif"], movie.video, tmp_path / "a.gif", USUAL)
    assert one.place == tmp_path / "a.gif"
    (one,) = plan_exports(["clips"], movie.video, tmp_path / "a", USUAL)
    assert one.place == tmp_path / "a"
    several = plan_exports(["gif", "clips", "gif"], movie.video, tmp_path / "a", USUAL)
    assert [one.place for one in several] == [tmp_path / "a/film.gif", tmp_path / "a/film.clips"]


def test_a_player_is_a_folder_if_a_folder_is_named(movie, tmp_path):
    place = exported(movie, "player", tmp_path / "talk")
    assert (place / "index.html").is_file()
    assert (place / "film.mp4").read_bytes() == movie.video.read_bytes()
    assert exported(movie, "player", tmp_path / "talk.html").is_file()


@pytest.mark.parametrize(
    ("names", "output", "wishes", "kind", "complaint"),
    [
        pytest.param(["gfi"], None, USUAL, ExportError, "did you mean gif?", id="unknown"),
        pytest.param(["gif"], "a.png", USUAL, ExportError, "a file ending in .gif", id="suffix"),
        pytest.param(["gif"], None, USUAL, OutputError, "film.gif: is a folder", id="a folder"),
        pytest.param(["clips"], "film.mp4", USUAL, OutputError, "is the film itself", id="itself"),
        pytest.param(["clips"], "file", USUAL, OutputError, "file: is a file", id="a file"),
        pytest.param(["gif"], "file/a.gif", USUAL, OutputError, "cannot write", id="below a file"),
        pytest.param(["gif"], "mine.gif", USUAL, OutputError, "exists, and clip", id="not ours"),
        pytest.param(
            ["clips"], None, ExportOptions(width=9), ExportError, "goes with gif", id="no wish"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_before_anything_is_made(
    names, output, wishes, kind, complaint, movie, tmp_path
):
    (tmp_path / "film.gif").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "mine.gif").write_text("mine")
    before = lying_in(tmp_path)
    with pytest.raises(kind) as told:
        plan_exports(names, movie.video, output and tmp_path / output, wishes)
    assert complaint in str(told.value)
    assert lying_in(tmp_path) == before


def test_a_sheet_that_is_none_vouches_for_nothing(movie, tmp_path):
    place = exported(movie, "transcript")
    for text in ["", "[]", '{"files": 3}', json.dumps({"files": {place.name: 3}})]:
        (tmp_path / export_files.SHEET).write_text(text)
        with pytest.raises(OutputError, match="--force"):
            exported(movie, "transcript")
