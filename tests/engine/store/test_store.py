"""The store holds intact entries only, whatever happens to its processes, files and disk."""

import errno
import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from clipanim.engine import EngineError
from clipanim.engine.store import entry
from clipanim.engine.store.folders import default_cache_folder, free_space
from clipanim.engine.store.store import Store, StoreError, StoreFull

SOURCE = Path(__file__).resolve().parents[3] / "src"


def key(name):
    return hashlib.sha256(str(name).encode()).hexdigest()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def start_python(code, *args):
    """A process that runs `code`."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def entry_file(store, name):
    (path,) = store.folder.glob(f"entries/*/{key(name)}")
    return path


def set_age(store, name, seconds):
    """Set how long ago an entry was used."""
    then = time.time() - seconds
    os.utime(entry_file(store, name), (then, then))


# Entries


@pytest.mark.parametrize("content", [b"", b"a film", os.urandom(3 << 20)], ids=len)
def test_what_is_put_is_what_one_gets(store, content, tmp_path):
    (tmp_path / "film.mp4").write_bytes(content)
    store.put(key("bytes"), content)
    store.put(key("file"), tmp_path / "film.mp4")
    assert store.get(key("bytes")) == store.get(key("file")) == content
    assert store.usage().unfinished == 0


def test_what_is_put_again_replaces_what_was_there(store):
    store.put(key("film"), b"first")
    store.put(key("film"), b"second")
    assert store.get(key("film")) == b"second"
    assert store.usage().entries == 1


def test_what_was_never_put_is_missing_and_asking_makes_no_folder(store):
    assert store.get(key("film")) is None
    assert store.verify() == (0, [])
    assert not store.folder.exists()


@pytest.mark.parametrize("bad", ["", "film", "../" + "a" * 61, "A" * 64, "a" * 65])
def test_a_key_that_is_no_digest_is_refused(store, bad):
    with pytest.raises(ValueError, match="64 hexadecimal"):
        store.put(bad, b"")


def damage(path, how):
    content = path.read_bytes()
    changed = {
        "cut short": content[: len(content) // 2],
        "empty": b"",
        "a bit flipped": content[:-1] + bytes([content[-1] ^ 1]),
        "grown": content + b"x",
        "all zeros": bytes(len(content)),
        "header only": content[: entry.HEADER_SIZE],
    }
    path.write_bytes(changed[how])


DAMAGE = ["cut short", "empty", "a bit flipped", "grown", "all zeros", "header only"]


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_entry_is_removed_and_missing(store, how):
    store.put(key("film"), b"the frames of a film")
    damage(entry_file(store, "film"), how)
    assert store.get(key("film")) is None
    assert store.usage().entries == 0
    store.put(key("film"), b"drawn again")
    assert store.get(key("film")) == b"drawn again"


def test_an_entry_under_the_name_of_another_is_damaged(store):
    store.put(key("one"), b"one")
    store.put(key("two"), b"two")
    entry_file(store, "one").replace(entry_file(store, "two"))
    assert store.get(key("two")) is None


def test_verify_names_the_damaged_and_keeps_the_whole(store):
    for name in range(5):
        store.put(key(name), b"content")
    damage(entry_file(store, 3), "a bit flipped")
    assert store.verify() == (4, [key(3)])
    assert store.verify() == (4, [])


# Eviction


def test_the_least_recently_used_go_first(tmp_path):
    size = 1000 + entry.HEADER_SIZE
    store = Store(tmp_path, max_bytes=3 * size)
    for n, name in enumerate("abc"):
        store.put(key(name), bytes(1000))
        set_age(store, name, 100 - n)
    store.get(key("a"))  # used again
    store.put(key("d"), bytes(1000))
    assert [name for name in "abcd" if store.get(key(name))] == ["a", "c", "d"]


def test_an_entry_greater_than_the_cap_outlives_its_own_put(tmp_path):
    store = Store(tmp_path, max_bytes=100)
    store.put(key("small"), b"x")
    store.put(key("great"), bytes(1000))
    assert store.get(key("great")) == bytes(1000)
    assert store.get(key("small")) is None


def test_prune_keeps_to_the_cap_or_removes_all(store):
    for name in range(4):
        store.put(key(name), bytes(1000))
    assert store.prune().entries == 0
    assert store.prune(2500).entries == 2
    assert store.prune(0).entries == 2
    assert store.usage().size == 0


def test_prune_touches_nothing_that_is_not_the_stores(tmp_path):
    others = [tmp_path / "notes.txt", tmp_path / "entries" / "ab" / "mine", tmp_path / "claims/x"]
    for file in others:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine")
    Store(tmp_path).prune(0)
    assert all(file.exists() for file in others)


# Processes that die

WRITER = """
import hashlib, os, sys
from pathlib import Path
from clipanim.engine.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
n = 0
while True:
    content = os.urandom(1000 + 200_000 * (n % 3))
    store.put(hashlib.sha256(b"%d" % (n % 40)).hexdigest(), content)
    n += 1
"""


def kill_at_random_moments(store, times, seed):
    chance = random.Random(seed)
    for _ in range(times):
        with start_python(WRITER, store.folder) as writer:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
        whole, damaged = store.verify()
        assert not damaged, f"of {whole + len(damaged)} entries"
    assert store.usage().entries > 0
    store.prune()
    assert store.usage().unfinished == 0
    assert store.usage().entries > 0


def test_a_writer_that_is_killed_leaves_whole_entries_only(store):
    kill_at_random_moments(store, 25, seed=1)


@pytest.mark.slow
def test_a_writer_that_is_killed_500_times_leaves_whole_entries_only(store):
    kill_at_random_moments(store, 500, seed=2)


SLOW_WRITER = """
import sys, time
from pathlib import Path
from clipanim.engine.store import entry, store
def slow(number):
    print("writing", flush=True)
    time.sleep(60)
entry.os.fsync = slow
store.Store(Path(sys.argv[1])).put("a" * 64, b"slowly")
"""


def test_what_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not(store):
    with start_python(SLOW_WRITER, store.folder) as dying:
        assert dying.stdout.readline() == "writing\n"
        assert store.prune(0).unfinished == 0
        assert store.usage().unfinished == 1
        dying.send_signal(signal.SIGKILL)
    assert store.prune(0).unfinished == 1
    assert store.usage().unfinished == 0


def test_many_processes_put_and_prune_at_once_and_every_entry_is_whole(store):
    code = """
import hashlib, sys
from pathlib import Path
from clipanim.engine.store import Store
store = Store(Path(sys.argv[1]), 500_000)
for n in range(60):
    name = hashlib.sha256(b"%d" % (n % 7)).hexdigest()
    store.put(name, b"%d" % (n % 7) * 30_000)
    kept = store.get(name)
    assert kept in (None, b"%d" % (n % 7) * 30_000)
    if n % 20 == 0:
        store.prune(0)
"""
    workers = [start_python(code, store.folder) for _ in range(4)]
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert not store.verify()[1]
    assert store.usage().unfinished == 0


# Claims

MAKER = """
import sys, time
from pathlib import Path
from clipanim.engine.store import Store
store = Store(Path(sys.argv[1]))
with store.claim("a" * 64) as is_ours:
    if is_ours:
        print("drawn", flush=True)
        time.sleep(float(sys.argv[2]))
        store.put("a" * 64, b"film")
assert store.get("a" * 64) == b"film"
"""


def test_of_several_processes_that_claim_a_key_one_makes_it_and_the_others_wait(store):
    makers = [start_python(MAKER, store.folder, 0.5) for _ in range(5)]
    output = [maker.communicate(timeout=60)[0] for maker in makers]
    assert sorted(output) == ["", "", "", "", "drawn\n"]
    assert all(maker.returncode == 0 for maker in makers)
    assert store.usage().unfinished == 0


def test_when_the_maker_is_killed_the_one_who_waited_makes_it(store):
    with start_python(MAKER, store.folder, 60) as first:
        assert first.stdout.readline() == "drawn\n"
        second = start_python(MAKER, store.folder, 0)
        time.sleep(0.3)
        assert second.poll() is None
        first.send_signal(signal.SIGKILL)
    assert second.communicate(timeout=10)[0] == "drawn\n"
    assert second.returncode == 0


def test_who_does_not_want_to_wait_for_another_need_not(store):
    with store.claim(key("film")) as is_ours, store.claim(key("film"), wait=False) as also:
        assert is_ours
        assert not also


def test_threads_wait_for_each_other_too(store):
    made = []

    def make():
        with store.claim(key("film")) as is_ours:
            if is_ours:
                time.sleep(0.05)
                store.put(key("film"), b"x")
                made.append(1)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_one_who_fails_leaves_the_work_to_the_next(store):
    with pytest.raises(ZeroDivisionError), store.claim(key("film")):
        _ = 1 / 0
    with store.claim(key("film")) as is_ours:
        assert is_ours


def test_a_damaged_entry_is_to_be_made_again(store):
    store.put(key("film"), b"film")
    damage(entry_file(store, "film"), "cut short")
    with store.claim(key("film")) as is_ours:
        assert is_ours


# Disks


def full(*_args):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "step", ["entry.os.fsync", "os.replace", "acquire_lock", "entry.write_entry", "Path.mkdir"]
)
def test_a_full_disk_is_one_clear_error_and_harms_nothing(store, step, monkeypatch):
    store.put(key("film"), b"before")
    with monkeypatch.context() as broken:
        broken.setattr(f"clipanim.engine.store.store.{step}", lambda *a, **k: full())
        with pytest.raises(StoreFull, match="the disk is full; free some space and run again"):
            store.put(key("film"), b"after")
    assert store.get(key("film")) == b"before"
    assert store.usage().unfinished == 0
    assert issubclass(StoreFull, EngineError)


@pytest.fixture
def tiny(tmp_path):
    """A disk of 256 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_really_is_full_keeps_what_it_has(tiny):
    store = Store(tiny / "store")
    kept = []

    def fill():
        for name in range(100):
            store.put(key(name), os.urandom(20_000))
            kept.append(name)

    with pytest.raises(StoreFull):
        fill()
    assert kept
    assert store.verify() == (len(kept), [])
    assert store.usage().unfinished == 0
    assert free_space(tiny) < 256_000
    store.prune(0)
    store.put(key("film"), b"again")


def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "store")
    with pytest.raises(StoreError, match=r"file/store: .*; --cache-dir DIR"):
        store.put(key("film"), b"")
    assert store.get(key("film")) is None


# Where it is


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"CLIPANIM_CACHE": "/mine", "XDG_CACHE_HOME": "/x"}, "/mine"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/clipanim"),
        ("linux", {"XDG_CACHE_HOME": "not/absolute"}, "~/.cache/clipanim"),
        ("linux", {}, "~/.cache/clipanim"),
        ("darwin", {"XDG_CACHE_HOME": "/x"}, "~/Library/Caches/clipanim"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/clipanim/Cache"),
    ],
)
def test_the_store_lies_where_the_platform_keeps_such_things(platform, environ, folder):
    assert default_cache_folder(environ, platform) == Path(folder).expanduser()


def test_free_space_is_known_before_the_folder_exists(tmp_path):
    assert free_space(tmp_path / "not" / "yet") > 0
