"""A story that took a while is told once, and read back by whoever needs it."""

import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from clipanim import catalogue
from clipanim.engine import Shot, tales
from clipanim.engine.depends import recording
from clipanim.engine.meter import Meter
from clipanim.engine.store import Store
from clipanim.engine.tales import told

SCENE = '''
"""A story that counts how often it is told."""
import time
from dataclasses import dataclass
from pathlib import Path
import numpy as np
from manim import Scene
from clipanim.params import SceneParams, param

HERE = Path(__file__).parent

@dataclass(frozen=True)
class Params(SceneParams):
    steps: int = param(5, "Steps", low=1, high=9)

@dataclass(frozen=True)
class Story:
    norms: np.ndarray
    words: str
    root: complex

def tell(params):
    with open(HERE / "told.log", "a") as log:
        log.write("told ")
    words = (HERE / "words.txt").read_text()
    return Story(np.arange(params.steps) * 1.1, words, 1 + 2j)

class Counted(Scene):
    Params = Params
    tell = staticmethod(tell)
'''


@pytest.fixture
def counted(tmp_path, monkeypatch):
    monkeypatch.setattr(tales, "WORTH_KEEPING", 0.0)
    (tmp_path / "words.txt").write_text("a few words")
    file = tmp_path / "counted.py"
    file.write_text(SCENE)
    return catalogue.find(str(file))


def shot(file, **values):
    return Shot(file, file.params(values))


def times_told(file):
    return (file.path.parent / "told.log").read_text().count("told")


def test_it_is_told_once_and_is_the_same_when_read_back(counted, tmp_path):
    store = Store(tmp_path / "store")
    first, second = (told(shot(counted), store) for _ in range(2))
    assert times_told(counted) == 1
    assert type(first) is type(second)
    assert (first.norms == second.norms).all()
    assert (first.words, first.root) == (second.words, second.root)


def test_other_parameters_make_another_story(counted, tmp_path):
    store = Store(tmp_path / "store")
    assert len(told(shot(counted), store).norms) == 5
    assert len(told(shot(counted, steps=7), store).norms) == 7
    assert times_told(counted) == 2


def test_a_file_that_it_read_is_looked_at(counted, tmp_path):
    store = Store(tmp_path / "store")
    told(shot(counted), store)
    (tmp_path / "words.txt").write_text("other words")
    assert told(shot(counted), store).words == "other words"


def test_a_film_depends_on_what_a_story_that_is_read_back_was_told_from(counted, tmp_path):
    store = Store(tmp_path / "store")
    told(shot(counted), store)
    with recording(counted.path) as dependencies:
        told(shot(counted), store)
    assert times_told(counted) == 1
    assert str(tmp_path / "words.txt") in dependencies.digests()


def test_a_story_that_is_told_at_once_is_not_kept(counted, tmp_path, monkeypatch):
    monkeypatch.setattr(tales, "WORTH_KEEPING", 60.0)
    store = Store(tmp_path / "store")
    told(shot(counted), store)
    told(shot(counted), store)
    assert times_told(counted) == 2
    assert store.amount().entries == 0


def test_without_a_store_it_is_told_all_the_same(counted, tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert told(shot(counted), Store(tmp_path / "file" / "store")).words == "a few words"


def test_a_story_holds_nothing_that_does_something(counted):
    class Evil:
        def __reduce__(self):
            return time.sleep, (60,)

    with pytest.raises(pickle.UnpicklingError, match=r"does not hold time\.sleep"):
        tales._read(pickle.dumps(Evil()), counted.load())


def test_who_tells_a_story_and_who_waits_for_it_are_counted(counted, tmp_path):
    counted.path.write_text(SCENE.replace("as log:", "as log:\n        time.sleep(0.4)"))
    counted.load()
    meters, store = [Meter(), Meter()], Store(tmp_path / "store")
    with ThreadPoolExecutor() as pool:
        made = [pool.submit(told, shot(counted), store, meter) for meter in meters]
    assert [one.result().words for one in made] == ["a few words"] * 2
    assert times_told(counted) == 1
    telling, waiting = sorted((one.total()[""] for one in meters), key=lambda spent: spent["wait"])
    assert telling["state"] > 0.4
    assert waiting["wait"] > 0.2


@pytest.mark.parametrize("name", list(catalogue.builtin()))
def test_every_built_in_story_can_be_kept(name):
    file = catalogue.builtin()[name]
    story = file.load().tell(file.params({}))
    assert type(tales._read(pickle.dumps(story), file.load())) is type(story)
