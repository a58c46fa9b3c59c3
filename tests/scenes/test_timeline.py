"""What the film about the history says, on its data file and its numbers.

Questions that the storyboard answers without sound: What was known before anybody clipped?
What came first, the trick or its reasons? Do nets that are not recurrent clip?
"""

import tomllib

import numpy as np
import pytest
from scene_under_test import SceneUnderTest

from clipanim.numerics import (
    chain_smoothness,
    cliff_curvature,
    clip_by_norm,
    clip_by_value,
    cosine,
    error_and_gradient,
    norm,
)

SCENE = SceneUnderTest("timeline")
CASES = {"default": {}, "all low": SCENE.all_at(0), "all high": SCENE.all_at(-1)}
DATA = SCENE.file.path.with_name("timeline.toml")


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def story(request):
    return SCENE.story(**request.param)


@pytest.fixture(scope="module")
def events():
    return tomllib.loads(DATA.read_text(encoding="utf-8"))["event"]


def test_every_event_has_a_year_people_a_name_and_a_source(events):
    for event in events:
        assert isinstance(event["year"], int)
        for key in ("key", "by", "name"):
            assert event[key], event
        assert len(event["source"]) > 20, event
        assert set(event) <= {"key", "year", "by", "name", "limit", "source"}


def test_years_are_in_order_and_no_key_is_there_twice(events):
    years = [event["year"] for event in events]
    assert years == sorted(years)
    assert len({event["key"] for event in events}) == len(events)


def test_limits_are_those_of_the_sources(events):
    limits = {event["key"]: event["limit"] for event in events if "limit" in event}
    assert limits == {
        "cutoff": 15,
        "cliff": 1,
        "translation": 5,
        "bert": 1,
        "gpt": 1,
        "units": 0.01,
        "llama": 1,
    }


def test_the_file_is_read_anew_when_it_changes(tmp_path, monkeypatch):
    changed = tmp_path / "timeline.toml"
    changed.write_text(DATA.read_text(encoding="utf-8").replace("limit = 15.0", "limit = 30.0"))
    monkeypatch.setattr(SCENE.module, "EVENTS", changed)
    assert SCENE.compute_story().cut.max() == 30


def test_the_trick_came_before_its_reasons(story):
    year = {key: event.year for key, event in story.events.items()}
    assert year["diagnosis"] < year["cutoff"] < year["cliff"] < year["smoothness"]


def test_later_models_clip_at_the_same_limit_as_the_narration_says(story):
    assert len({story.events[key].limit for key in ("bert", "gpt", "llama")}) == 1


def test_one_signal_fades_and_the_other_explodes(story):
    assert story.fading[0] == story.growing[0] == pytest.approx(1)
    assert story.fading[-1] < 0.01
    assert story.growing == pytest.approx(story.scales[1] ** story.lags)
    assert story.growing[-1] > 1.5
    assert story.scales.prod() == pytest.approx(1)


def test_every_start_is_held_as_the_bit_that_it_was(story):
    assert (np.sign(story.states) == np.sign(story.states[:, :1])).all()
    assert np.abs(story.states[:, -1]) == pytest.approx(np.abs(story.states[-1, -1]), abs=0.01)


def test_a_unit_that_holds_a_bit_no_longer_feels_its_start(story):
    assert (story.felt[:, -1] < 0.05).all()
    assert (np.diff(story.felt[-1]) < 0).all()
    nudged = np.tanh(story.weight * (story.states[-1, 0] + 1e-6)) - story.states[-1, 1]
    assert story.felt[-1, 1] == pytest.approx(nudged / 1e-6, rel=1e-4)


def test_a_gate_sets_how_much_stays(story):
    assert story.kept[-1] == pytest.approx(story.forget ** story.lags[-1])
    assert story.fading[-1] < story.kept[-1] < 1


def test_cutting_each_entry_turns_the_example_and_the_whole_cut_would_not(story):
    limit = story.events["cutoff"].limit
    assert (story.cut == clip_by_value(story.raw, limit)).all()
    assert 17 < story.turn < 19
    assert cosine(story.raw, clip_by_norm(story.raw, limit)) == pytest.approx(1)


def test_the_walk_meets_a_cliff_that_is_a_hundred_limits_steep(story):
    cliff, limit = story.cliff, story.events["cliff"].limit
    w, b, _ = cliff.leap[0]
    assert cliff.slope == pytest.approx(norm(np.array(error_and_gradient(w, b)[1:])))
    assert cliff.slope > 100 * limit
    assert (cliff.walk[cliff.before] == cliff.leap[0]).all()
    steps = norm(np.diff(cliff.walk[:, :2], axis=0))
    assert steps.max() <= 0.2 * limit * (1 + 1e-9)
    assert norm(np.diff(cliff.leap[:, :2], axis=0))[0] == pytest.approx(0.2 * cliff.slope)
    assert cliff.walk[-1, 2] < cliff.walk[0, 2] / 10


def test_where_the_gradient_is_large_the_curvature_is_large_too(story):
    logs = np.log10([story.gradients, story.curvatures])
    assert np.corrcoef(logs)[0, 1] > 0.9
    large = story.gradients > 10
    assert story.curvatures[large].min() > np.median(story.curvatures[~large])
    assert large.sum() > 20
    assert cliff_curvature(5.0, -2.6)[1] == pytest.approx(1.473, abs=0.001)
    assert chain_smoothness(1.1, 50) == pytest.approx(90.4, abs=0.05)


def test_each_unit_has_a_limit_of_its_own_and_some_are_cut(story):
    over = story.lengths > story.limits
    assert 0 < over.sum() < len(over)
    assert story.lengths_after[over] == pytest.approx(story.limits[over])
    assert (story.lengths_after[~over] == story.lengths[~over]).all()
    assert np.ptp(story.limits) > 0.2 * story.limits.max()


@pytest.mark.parametrize("params", CASES.values(), ids=CASES.keys())
def test_every_line_fits(params):
    SCENE.assert_its_lines_fit(**params)
