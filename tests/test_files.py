"""Final files are written atomically, whatever fails and whoever is killed."""

import ast
import errno
import json
import os
import signal
import stat

import pytest
from failing import Steps, failing_at
from places import ROOT

from clipanim import files
from clipanim.files import WriteError, digest_of_file
from clipanim.film import outputs
from clipanim.scene import recipe

PACKAGE = ROOT / "src" / "clipanim"
ALLOWED_WRITERS = {  # modules that write elsewhere than to final files
    "cli/stdout_guard.py": "a copy of stdout",
    "engine/encode/caption_track.py": "a staging folder",
    "engine/encode/concat.py": "a staging folder",
    "engine/encode/encoder.py": "a staging folder",
    "engine/encode/soundtrack.py": "memory",
    "engine/rendering.py": "a staging folder",
    "engine/store/locks.py": "locks of the store",
    "engine/store/store.py": "the store",
    "engine/workers/bundle_worker.py": "a staging folder",
    "engine/workers/isolated.py": "a pipe",
    "engine/workers/remote.py": "a private folder",
    "engine/workers/segment_claims.py": "a private folder",
    "engine/workers/task_bundle.py": "a private folder",
    "film/export_files.py": "a private folder",
    "lecture/chapter_clips.py": "a private folder",
    "lecture/pptx_slides.py": "a private folder",
    "lecture/gif.py": "a private folder",
    "lecture/loudness.py": "memory",
    "lecture/media_exports.py": "a staging folder",
    "lecture/player.py": "a staging folder",
    "lecture/voice.py": "a staging folder",
    "lecture/webm.py": "a staging folder",
}
WRITING_CALLS = {  # calls that write, by whose they are; "" for any object's
    "os": {"replace", "rename", "renames", "link"},
    "shutil": {"move", "copy", "copy2", "copyfile", "copytree"},
    "tempfile": {"mkstemp", "mkdtemp", "NamedTemporaryFile"},
    "": {"write_bytes", "write_text", "rename", "touch", "tofile", "savez", "savetxt"},
}


def publish(film, word, force=False):
    """A film whose every file says the same word."""
    sides = {side: f"{word}{side}" for side in outputs.SIDES}
    with files.staging_folder(film) as folder:
        made = folder / "made.mp4"
        made.write_bytes(f"{word}.mp4".encode())
        outputs.publish(film, made, sides, recipe.build_recipe([], {"word": word}), force)


def word_of(film):
    """The word that all files of a film agree on."""
    document = json.loads(film.with_suffix(".json").read_text())
    word = document["settings"]["word"]
    for suffix in (".mp4", *outputs.SIDES):
        file = film.with_suffix(suffix)
        assert file.read_text() == f"{word}{suffix}"
        assert document["files"][file.name] == digest_of_file(file)
    return word


def file_names(folder):
    return sorted(one.name for one in folder.iterdir())


def error_of(action):
    """The message of a failed write, one line; None if there was none."""
    try:
        action()
    except WriteError as error:
        return str(error)
    return None


FILM_FILES = ["clip.json", "clip.md", "clip.mp4", "clip.srt", "clip.vtt"]


@pytest.fixture
def publishing_steps(tmp_path, monkeypatch):
    """The names of the steps that it takes to replace a film."""
    film = tmp_path / "counted" / "clip.mp4"
    publish(film, "old")
    with monkeypatch.context() as patch:
        steps = Steps(patch)
        publish(film, "new")
    return steps.taken


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_step_that_fails_leaves_the_old_film_with_its_captions_and_recipe(
    number, tmp_path, monkeypatch, publishing_steps
):
    assert {"mkdtemp", "open", "write", "fsync", "link", "replace"} <= {*publishing_steps}
    failed = set()
    for n, name in enumerate(publishing_steps, 1):
        film = tmp_path / f"{n}" / "clip.mp4"
        publish(film, "old")
        with monkeypatch.context() as patch:
            Steps(patch, failing_at(n, number))
            problem = error_of(lambda film=film: publish(film, "new"))
        if problem is not None:
            failed.add(name)
            reason = "disk is full" if number == errno.ENOSPC else os.strerror(number)
            assert reason in problem
            assert str(film.with_suffix("")) in problem
        assert word_of(film) == ("new" if problem is None else "old")
        assert file_names(film.parent) == FILM_FILES
    assert failed >= {"mkdtemp", "write", "fsync", "replace"}


def test_a_step_that_fails_leaves_nothing_where_there_was_nothing(
    tmp_path, monkeypatch, publishing_steps
):
    for n in range(1, len(publishing_steps) + 1):
        film = tmp_path / f"{n}" / "clip.mp4"
        with monkeypatch.context() as patch:
            steps = Steps(patch, failing_at(n, errno.ENOSPC))
            problem = error_of(lambda film=film: publish(film, "new"))
        assert file_names(film.parent) == (FILM_FILES if problem is None else [])
        failed = steps.taken[n - 1 : n]  # none, if a first film takes fewer steps
        assert problem or failed in ([], ["link"], ["open"]), "what can be done without"


def test_files_of_others_come_back_when_their_forced_replacement_fails(tmp_path, monkeypatch):
    film = tmp_path / "clip.mp4"
    before = {".mp4": "mine", ".srt": "mine", ".json": "mine"}
    for suffix, text in before.items():
        film.with_suffix(suffix).write_text(text)
    moved = []

    def at(_, name):
        moved.extend([name] if name == "replace" else [])
        if len(moved) == 3:  # the recipe and the first captions are replaced
            moved.append("and later ones succeed")
            raise OSError(errno.EIO, "Input/output error")

    Steps(monkeypatch, at)
    with pytest.raises(WriteError, match="Input/output error"):
        publish(film, "new", force=True)
    assert {one.suffix: one.read_text() for one in tmp_path.iterdir()} == before


def test_a_system_that_fails_from_then_on_leaves_only_files_that_we_know_again(
    tmp_path, monkeypatch, publishing_steps
):
    for n in range(1, len(publishing_steps) + 1):
        film = tmp_path / f"{n}" / "clip.mp4"
        publish(film, "old")
        with monkeypatch.context() as patch:
            Steps(patch, failing_at(n, errno.EIO, ever_after=True))
            assert error_of(lambda film=film: publish(film, "new"))
        publish(film, "new")
        assert word_of(film) == "new"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("old", ["old", None])
def test_killed_at_any_step_it_is_made_by_the_next_run(
    old, tmp_path, monkeypatch, publishing_steps
):
    deaths = 0
    for n in range(1, len(publishing_steps) + 1):
        film = tmp_path / f"{n}" / "clip.mp4"
        if old:
            publish(film, old)
        deaths += is_killed_at(monkeypatch, n, lambda film=film: publish(film, "new"))
        assert not old or film.read_text() in ("old.mp4", "new.mp4")
        outputs.check_film(film)
        publish(film, "newer")
        assert word_of(film) == "newer"
        assert file_names(film.parent) == FILM_FILES, "also what the dead run left is gone"
    assert deaths > 10


def is_killed_at(monkeypatch, wanted, action):
    """Whether a process is killed at a step of an action."""
    child = os.fork()
    if child == 0:
        Steps(monkeypatch, lambda n, _: os.kill(os.getpid(), signal.SIGKILL) if n == wanted else 0)
        action()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_many_that_replace_a_film_at_once_leave_one_whole_film(tmp_path):
    film = tmp_path / "clip.mp4"
    children = []
    for word in "abcdef":
        children.append(os.fork())
        if children[-1] == 0:
            for _ in range(5):
                outputs.check_film(film)
                publish(film, word)
            os._exit(0)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert word_of(film) in "abcdef"
    assert file_names(tmp_path) == FILM_FILES


def test_the_staging_folder_of_a_living_process_stays(tmp_path):
    film = tmp_path / "clip.mp4"
    with files.staging_folder(film) as one, files.staging_folder(film) as other:
        assert one.is_dir()
        assert other.is_dir()
        assert one != other
    assert file_names(tmp_path) == []


def test_a_film_that_someone_changed_while_ours_was_drawn_is_not_replaced(tmp_path):
    film = tmp_path / "clip.mp4"
    with files.staging_folder(film) as folder:
        (folder / "made.mp4").write_bytes(b"")
        film.write_text("mine")
        with pytest.raises(outputs.OutputError, match="--force"):
            outputs.publish(film, folder / "made.mp4", {}, recipe.build_recipe([], {}))
    assert film.read_text() == "mine"


def test_a_file_can_be_read_by_those_whom_the_umask_lets(tmp_path):
    file = tmp_path / "note.txt"
    before = os.umask(0o027)
    try:
        files.write_atomic(file, b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_finished_file_moves_whole(tmp_path):
    with files.staging_folder(tmp_path / "note.txt") as folder:
        (folder / "made").write_bytes(b"made")
        files.write_atomic(tmp_path / "note.txt", folder / "made")
    assert (tmp_path / "note.txt").read_bytes() == b"made"


# No other module writes


def writes(text):
    """The lines of a program that write a file, as far as its text shows it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _is_writing(node):
            yield node.lineno, ast.unparse(node)


def _is_writing(node):
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    owner = _owner(function)
    if name in ("open", "fdopen"):
        return _opens_to_write(node)
    if owner == "formatter":  # click's, for help
        return False
    if name == "replace" and owner != "os":  # of Path; str's takes two, that of dataclasses names
        return len(node.args) == 1 and not node.keywords
    return name in WRITING_CALLS[""] | WRITING_CALLS.get(owner, set()) or (
        name == "save" and bool(node.args)
    )


def _opens_to_write(node):
    values = [*node.args, *(key.value for key in node.keywords)]
    texts = [one.value for one in values if isinstance(one, ast.Constant)]
    modes = "".join(one for one in texts if isinstance(one, str) and set(one) <= set("rwaxbt+"))
    flags = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return bool(set("wax+") & set(modes) or flags & {"O_WRONLY", "O_RDWR", "O_CREAT"})


def _owner(function):
    return function.value.id if isinstance(getattr(function, "value", None), ast.Name) else ""


def test_only_one_module_writes_final_files():
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if place != "files.py" and place not in ALLOWED_WRITERS:
            found = [one for one in writes(file.read_text("utf-8")) if not _into_memory(one[1])]
            assert not found, f"{place} writes a file by itself; clipanim.files is there for it"


def _into_memory(call):
    return "devnull" in call or ".save(buffer," in call


@pytest.mark.parametrize(
    "line",
    [
        "open('a', 'w')", "open('a', mode='ab')", "Path('a').open('x')", "file.write_text('')",
        "file.write_bytes(b'')", "os.replace(a, b)", "made.replace(b)", "shutil.move(a, b)",
        "tempfile.mkstemp()", "image.save(path)", "np.savez('a', b)", "av.open(str(path), 'w')",
        "os.open(path, os.O_RDWR | os.O_CREAT)",
    ],
)  # fmt: skip
def test_a_line_that_writes_would_be_noticed(line):
    assert list(writes(line))


@pytest.mark.parametrize(
    "line", ["open('clip.mp4')",
             "open('clip.mp4', 'rb')", "text.replace('a', 'b')", "replace(one, start=2)",
             "zipfile.open('w.txt')"],
)  # fmt: skip
def test_a_line_that_only_reads_is_none(line):
    assert not list(writes(line))
