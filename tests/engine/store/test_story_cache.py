"""A story that took a while to compute is cached, and read back by all others."""

import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from clipanim.engine import Shot
from clipanim.engine.profile import PhaseTimer
from clipanim.engine.store import story_cache
from clipanim.engine.store.dependencies import record_dependencies
from clipanim.engine.store.store import Store
from clipanim.engine.store.story_cache import cached_story
from clipanim.scene import catalogue

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
    monkeypatch.setattr(story_cache, "MIN_SECONDS_TO_CACHE", 0.0)
    (tmp_path / "words.txt").write_text("a few words")
    file = tmp_path / "counted.py"
    file.write_text(SCENE)
    return catalogue.find_scene(str(file))


def shot(file, **values):
    return Shot(file, file.params(values))


def times_told(file):
    return (file.path.parent / "told.log").read_text().count("told")


def test_it_is_told_once_and_is_the_same_when_read_back(counted, tmp_path):
    store = Store(tmp_path / "store")
    first, second = (cached_story(shot(counted), store) for _ in range(2))
    assert times_told(counted) == 1
    assert type(first) is type(second)
    assert (first.norms == second.norms).all()
    assert (first.words, first.root) == (second.words, second.root)


def test_other_parameters_make_another_story(counted, tmp_path):
    store = Store(tmp_path / "store")
    assert len(cached_story(shot(counted), store).norms) == 5
    assert len(cached_story(shot(counted, steps=7), store).norms) == 7
    assert times_told(counted) == 2


def test_a_file_that_it_read_is_looked_at(counted, tmp_path):
    store = Store(tmp_path / "store")
    cached_story(shot(counted), store)
    (tmp_path / "words.txt").write_text("other words")
    assert cached_story(shot(counted), store).words == "other words"


def test_a_film_depends_on_what_a_story_that_is_read_back_was_told_from(counted, tmp_path):
    store = Store(tmp_path / "store")
    cached_story(shot(counted), store)
    with record_dependencies(counted.path) as dependencies:
        cached_story(shot(counted), store)
    assert times_told(counted) == 1
    assert str(tmp_path / "words.txt") in dependencies.digests()


def test_a_story_that_is_told_at_once_is_not_kept(counted, tmp_path, monkeypatch):
    monkeypatch.setattr(story_cache, "MIN_SECONDS_TO_CACHE", 60.0)
    store = Store(tmp_path / "store")
    cached_story(shot(counted), store)
    cached_story(shot(counted), store)
    assert times_told(counted) == 2
    assert store.usage().entries == 0


def test_without_a_store_it_is_told_all_the_same(counted, tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert cached_story(shot(counted), Store(tmp_path / "file" / "store")).words == "a few words"


def test_a_story_holds_nothing_that_does_something(counted):
    class Evil:
        def __reduce__(self):
            return time.sleep, (60,)

    with pytest.raises(pickle.UnpicklingError, match=r"does not hold time\.sleep"):
        story_cache._unpickle(pickle.dumps(Evil()), counted.load())


def test_who_tells_a_story_and_who_waits_for_it_are_counted(counted, tmp_path):
    counted.path.write_text(SCENE.replace("as log:", "as log:\n        time.sleep(0.4)"))
    counted.load()
    timers, store = [PhaseTimer(), PhaseTimer()], Store(tmp_path / "store")
    with ThreadPoolExecutor() as pool:
        made = [pool.submit(cached_story, shot(counted), store, timer) for timer in timers]
    assert [one.result().words for one in made] == ["a few words"] * 2
    assert times_told(counted) == 1
    telling, waiting = sorted(
        (one.phase_times()[""] for one in timers), key=lambda one: one["wait"]
    )
    assert telling["state"] > 0.4
    assert waiting["wait"] > 0.2


@pytest.mark.parametrize("name", list(catalogue.builtin_scenes()))
def test_every_built_in_story_can_be_kept(name):
    file = catalogue.builtin_scenes()[name]
    story = file.load().tell(file.params({}))
    assert type(story_cache._unpickle(pickle.dumps(story), file.load())) is type(story)
